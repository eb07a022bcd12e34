package draw

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

// anyTags is a set of tags and bounds between which they are to be laid out.
func anyTags(t *rapid.T) (tags []tag, lo, hi vg.Length) {
	lo = 10
	hi = lo + vg.Length(rapid.Float64Range(40, 900).Draw(t, "width"))
	for range rapid.IntRange(1, 80).Draw(t, "tags") {
		at := lo + vg.Length(rapid.Float64Range(0, 1).Draw(t, "at"))*(hi-lo)
		tags = append(tags, tag{at: at, text: rapid.StringMatching(`[a-z0-9²³π√ ()+]{1,40}`).Draw(t, "text")})
	}
	return tags, lo, hi
}

// However crowded, no two tags touch, all are above (or below) the line and inside
// the bounds, each is placed or counted as left out, and their order is kept.
func TestTagsKeepApart(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tags, lo, hi := anyTags(r)
		above := rapid.Bool().Draw(r, "above")
		b := placeTags(tags, lo, hi, lettering{size: textSize}, above)
		if len(b.tags)+b.left != len(tags) {
			r.Fatalf("%d tags placed and %d left out of %d", len(b.tags), b.left, len(tags))
		}
		if !slices.IsSortedFunc(b.tags, func(a, b placedTag) int { return compare(a.at, b.at) }) {
			r.Fatal("the tags are not in the order of their places")
		}
		y := vg.Length(300)
		s := spyOn(r, &Picture{width: hi + 10, height: 600, paint: func(p pen) { b.draw(p, y, above) }})
		s.checkTexts(r)
		for _, text := range s.texts {
			for _, p := range text.quad {
				rise := p.Y - y
				if !above {
					rise = -rise
				}
				if rise < -1 || rise > b.height+3 {
					r.Fatalf("%q reaches %.1f from the line, out of the block of %.1f", text.text, rise, b.height)
				}
				if p.X < lo-4 || p.X > hi+4 { // half the height of a slanted text
					r.Fatalf("%q reaches to %.1f, out of [%.1f, %.1f]", text.text, p.X, lo, hi)
				}
			}
		}
	})
}

// spread is the least change in squares: no better one is found by trying.
func TestSpreadIsLeast(t *testing.T) {
	cost := func(tags []tag, xs []vg.Length) (c vg.Length) {
		for i, x := range xs {
			c += (x - tags[i].at) * (x - tags[i].at)
		}
		return c
	}
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "n")
		var tags []tag
		var sizes []vg.Length
		for range n {
			tags = append(tags, tag{at: vg.Length(rapid.Float64Range(0, 100).Draw(r, "at"))})
			sizes = append(sizes, vg.Length(rapid.Float64Range(1, 20).Draw(r, "size")))
		}
		slices.SortFunc(tags, func(a, b tag) int { return compare(a.at, b.at) })
		xs, ok := spread(tags, sizes, 0, 120)
		if !ok {
			return
		}
		legal := func(xs []vg.Length) bool {
			end := vg.Length(0)
			for i, x := range xs {
				if x-sizes[i]/2 < end-1e-9 {
					return false
				}
				end = x + sizes[i]/2
			}
			return end <= 120+1e-9
		}
		if !legal(xs) {
			r.Fatalf("places %v of sizes %v overlap or leave the bounds", xs, sizes)
		}
		best := cost(tags, xs)
		for i := range n {
			for j := i; j < n; j++ { // move a run of neighbours together
				for _, step := range []vg.Length{-0.1, 0.1} {
					other := slices.Clone(xs)
					for k := i; k <= j; k++ {
						other[k] += step
					}
					if legal(other) && cost(tags, other) < best-1e-6 {
						r.Fatalf("moving %d to %d by %v lowers the change from %v to %v", i, j, step, best, cost(tags, other))
					}
				}
			}
		}
	})
}

// The first layouts that fit are taken: flat for few, upright for many.
func TestTagLayouts(t *testing.T) {
	for _, c := range []struct {
		n        int
		text     string
		turn     float64
		rows     int
		leftSome bool
	}{
		{4, "x1", 0, 1, false},
		{44, "17", 0, 2, false},
		{12, "blood pressure", slant, 1, false},
		{40, "cholesterol", math.Pi / 2, 1, false},
		{100, "cholesterol", math.Pi / 2, 1, true},
	} {
		t.Run(fmt.Sprint(c.n, c.text), func(t *testing.T) {
			var tags []tag
			for i := range c.n {
				tags = append(tags, tag{at: 100 + 360*(vg.Length(i)+0.5)/vg.Length(c.n), text: c.text})
			}
			b := placeTags(tags, 10, 460, lettering{size: textSize}, false)
			rows := 0
			for _, p := range b.tags {
				rows = max(rows, p.row+1)
			}
			if b.turn != c.turn || rows != c.rows || b.left > 0 != c.leftSome {
				t.Errorf("turned by %v in %d rows, %d left out; want %v, %d, %v", b.turn, rows, b.left, c.turn, c.rows, c.leftSome)
			}
		})
	}
}
