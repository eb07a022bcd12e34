package draw

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A tag is a text that belongs to a place on a horizontal line.
type tag struct {
	at   vg.Length // place of the thing named
	text string
}

// A placedTag is a tag that has got a place of its own.
type placedTag struct {
	tag
	x   vg.Length // of the point on which the text hangs
	row int       // 0 is nearest to the line
}

// A tagBlock is a row of tags above or below a line, laid out so that no two
// texts overlap: flat; else in two rows; else moved apart and tied to their places
// by leaders; else slanted; else upright and moved apart; else also thinned out.
type tagBlock struct {
	style  lettering
	tags   []placedTag
	turn   float64   // of the text, radians
	leader vg.Length // height of the strip in which leaders run, 0 without
	height vg.Length
	left   int      // tags left out since there was no room for them
	cut    []string // texts of the tags that were shortened, in full
}

const (
	tagGap    vg.Length = 5 // between texts in a row
	slant               = math.Pi / 4
	longest   vg.Length = 150 // of a slanted or upright text
	leaderRun vg.Length = 9
	farthest  vg.Length = 14 // a flat text is moved
)

// placeTags lays out tags between lo and hi, in order of their places.
func placeTags(tags []tag, lo, hi vg.Length, style lettering, above bool) tagBlock {
	tags = slices.Clone(tags)
	slices.SortStableFunc(tags, func(a, b tag) int { return compare(a.at, b.at) })
	var cut []string
	for i, t := range tags {
		if tags[i].text = style.shorten(t.text, min(longest, hi-lo)); tags[i].text != clean(t.text) {
			cut = append(cut, t.text)
		}
	}
	b := layTags(tags, lo, hi, style, above)
	b.cut = cut
	return b
}

func layTags(tags []tag, lo, hi vg.Length, style lettering, above bool) tagBlock {
	if len(tags) == 0 {
		return tagBlock{style: style}
	}
	for _, try := range []func([]tag, vg.Length, vg.Length, lettering, bool) (tagBlock, bool){
		flatTags, twoRowTags, movedTags, slantedTags,
	} {
		if b, ok := try(tags, lo, hi, style, above); ok {
			return b
		}
	}
	return uprightTags(tags, lo, hi, style)
}

func compare(a, b vg.Length) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// flatTags puts the texts side by side, each at most a few points from its place.
func flatTags(tags []tag, lo, hi vg.Length, style lettering, _ bool) (tagBlock, bool) {
	sizes := make([]vg.Length, len(tags))
	for i, t := range tags {
		sizes[i] = style.width(t.text) + tagGap
	}
	xs, ok := spread(tags, sizes, lo-tagGap/2, hi+tagGap/2)
	if !ok {
		return tagBlock{}, false
	}
	b := tagBlock{style: style, height: style.height()}
	for i, t := range tags {
		if off := max(xs[i]-t.at, t.at-xs[i]); off > min(12, sizes[i]/4) && len(tags) > 1 {
			return tagBlock{}, false
		}
		b.tags = append(b.tags, placedTag{tag: t, x: xs[i]})
	}
	return b, true
}

// twoRowTags puts every second text in a second row, if it finds room there and
// its leader passes between the texts of the first.
func twoRowTags(tags []tag, lo, hi vg.Length, style lettering, _ bool) (tagBlock, bool) {
	b := tagBlock{style: style, height: 2*style.height() + 2}
	var ends [2]vg.Length
	ends[0], ends[1] = lo-tagGap, lo-tagGap
	for i, t := range tags {
		half := style.width(t.text) / 2
		x := max(min(t.at, hi-half), lo+half) // those at the ends may hang inwards
		if x-half < ends[i%2]+tagGap || max(x-t.at, t.at-x) > half {
			return tagBlock{}, false
		}
		if i%2 == 1 && t.at < ends[0]+2 {
			return tagBlock{}, false
		}
		if i%2 == 0 && i > 0 && x-half < tags[i-1].at+2 {
			return tagBlock{}, false
		}
		ends[i%2] = x + half
		b.tags = append(b.tags, placedTag{tag: t, x: x, row: i % 2})
	}
	return b, true
}

// movedTags puts the texts side by side, with leaders to their places, which may be
// some way off.
func movedTags(tags []tag, lo, hi vg.Length, style lettering, _ bool) (tagBlock, bool) {
	sizes := make([]vg.Length, len(tags))
	for i, t := range tags {
		sizes[i] = style.width(t.text) + tagGap
	}
	xs, ok := spread(tags, sizes, lo-tagGap/2, hi+tagGap/2)
	b := tagBlock{style: style, leader: leaderRun, height: style.height() + leaderRun}
	for i, t := range tags {
		ok = ok && max(xs[i]-t.at, t.at-xs[i]) <= farthest
		b.tags = append(b.tags, placedTag{tag: t, x: xs[i]})
	}
	return b, ok
}

// slantedTags turns the texts by 45°, hanging on their ends next to the line.
func slantedTags(tags []tag, lo, hi vg.Length, style lettering, above bool) (tagBlock, bool) {
	b := tagBlock{style: style, turn: slant}
	for i, t := range tags {
		run := (style.width(t.text) + style.height()) * math.Sqrt2 / 2
		fits := t.at+run <= hi
		if !above {
			fits = t.at-run >= lo
		}
		if !fits || i > 0 && t.at-tags[i-1].at < style.height()*math.Sqrt2+1 {
			return tagBlock{}, false
		}
		b.height = max(b.height, run)
		b.tags = append(b.tags, placedTag{tag: t, x: t.at})
	}
	return b, true
}

// uprightTags turns the texts by 90° and moves them apart where they are crowded;
// if even so they don't all fit, only every k-th is kept.
func uprightTags(tags []tag, lo, hi vg.Length, style lettering) tagBlock {
	b := tagBlock{style: style, turn: math.Pi / 2}
	each := style.height() + 1
	kept := tags
	for k := 2; each*vg.Length(len(kept)) > hi-lo && len(kept) > 1; k++ {
		kept = nil
		for i := 0; i < len(tags); i += k {
			kept = append(kept, tags[i])
		}
	}
	b.left = len(tags) - len(kept)
	sizes := slices.Repeat([]vg.Length{each}, len(kept))
	xs, _ := spread(kept, sizes, lo, hi)
	for i, t := range kept {
		if max(xs[i]-t.at, t.at-xs[i]) > 0.5 {
			b.leader = leaderRun
		}
		b.height = max(b.height, style.width(t.text))
		b.tags = append(b.tags, placedTag{tag: t, x: xs[i]})
	}
	b.height += b.leader
	return b
}

// fewNames is how many names of columns are all written, slanted if need be.
const fewNames = 6

// axisTags names evenly spaced columns of a panel: all of them flat or else slanted
// if there are few, else as many as there is room for, flat or upright.
func axisTags(tags []tag, width vg.Length, style lettering) tagBlock {
	const over = 10 // by which names may stick out on both sides
	var widest vg.Length
	for i := range tags {
		tags[i].text = style.shorten(tags[i].text, 80)
		widest = max(widest, style.width(tags[i].text))
	}
	if len(tags) <= fewNames {
		return placeTags(tags, -over, width+over, style, false)
	}
	each := width / vg.Length(len(tags))
	flat, upright := int(math.Ceil(float64((widest+3)/each))), int(math.Ceil(float64(style.height()/each)))
	b := tagBlock{style: style, height: style.height()}
	every := flat
	if upright < flat {
		every, b.turn, b.height = upright, math.Pi/2, widest
	}
	for i := 0; i < len(tags); i += every {
		b.tags = append(b.tags, placedTag{tag: tags[i], x: tags[i].at})
	}
	b.left = len(tags) - len(b.tags)
	return b
}

// spread moves intervals of given sizes, centred on their tags' places, as little
// as needed (in squares) until none overlaps another and all lie in [lo, hi]: an
// isotonic regression by pooling adjacent violators. ok is false if they can't fit.
func spread(tags []tag, sizes []vg.Length, lo, hi vg.Length) (xs []vg.Length, ok bool) {
	type pool struct {
		sum vg.Length
		n   int
	}
	mean := func(p pool) vg.Length { return p.sum / vg.Length(p.n) }
	starts := make([]vg.Length, len(tags)) // of the interval if all were packed from 0
	var pools []pool
	var packed vg.Length
	for i, t := range tags {
		starts[i] = packed + sizes[i]/2
		packed += sizes[i]
		next := pool{t.at - starts[i], 1}
		for len(pools) > 0 && mean(pools[len(pools)-1]) >= mean(next) {
			last := pools[len(pools)-1]
			pools = pools[:len(pools)-1]
			next = pool{last.sum + next.sum, last.n + next.n}
		}
		pools = append(pools, next)
	}
	for _, p := range pools {
		shift := max(min(mean(p), hi-packed), lo)
		for range p.n {
			xs = append(xs, starts[len(xs)]+shift)
		}
	}
	return xs, packed <= hi-lo
}

// draw draws the block above (or below) the line at height y.
func (b tagBlock) draw(p pen, y vg.Length, above bool) {
	side := vg.Length(1)
	if !above {
		side = -1
	}
	thin := vgdraw.LineStyle{Color: faint, Width: 0.5}
	for _, t := range b.tags {
		style := b.style
		at := vg.Point{X: t.x, Y: y}
		switch {
		case b.turn == 0:
			style.alongX, style.alongY = 0.5, 0
			at.Y += side * (b.leader + vg.Length(t.row)*(style.height()+2))
			if t.row > 0 || b.leader > 0 {
				p.StrokeLine2(thin, t.at, y, t.x, at.Y-side*min(b.leader, 1))
			}
		case b.turn == slant:
			style.turn, style.alongY = slant, 0.5
			at.Y += side * style.height() * 0.3
		default:
			style.turn, style.alongY = b.turn, 0.5
			if b.leader > 0 {
				p.StrokeLines(thin, []vg.Point{{X: t.at, Y: y}, {X: t.x, Y: y + side*(b.leader-1.5)}})
				at.Y += side * b.leader
			}
		}
		if !above {
			if b.turn == 0 {
				style.alongY = 1
			} else {
				style.alongX = 1
			}
		}
		p.write(style, at, t.text)
	}
}
