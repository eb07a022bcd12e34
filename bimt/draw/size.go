package draw

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Resized is the picture in another size, in points (1/72 inch): as large as fits, in the
// middle, with nothing distorted. A width or height of 0 follows from the other.
func (p *Picture) Resized(width, height float64) (*Picture, error) {
	if !(width >= 0 && height >= 0) || math.IsInf(width+height, 0) || width+height == 0 {
		return nil, fmt.Errorf("draw: %q: %v by %v points is no size: give numbers above 0", p.title, width, height)
	}
	ratio := p.width.Points() / p.height.Points()
	if width == 0 {
		width = height * ratio
	}
	if height == 0 {
		height = width / ratio
	}
	scale := math.Min(width/p.width.Points(), height/p.height.Points())
	aside := vg.Point{
		X: vg.Length(width-scale*p.width.Points()) / 2,
		Y: vg.Length(height-scale*p.height.Points()) / 2,
	}
	small := *p
	small.width, small.height = vg.Length(width), vg.Length(height)
	small.paint = func(c pen) {
		c.Push()
		defer c.Pop()
		c.Translate(aside)
		c.Scale(scale, scale)
		c.Max = vg.Point{X: c.Min.X + p.width, Y: c.Min.Y + p.height}
		p.paint(c)
	}
	return &small, nil
}

// units are those that sizes are given in, in points.
var units = map[string]float64{"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72, "pt": 1, "px": 0.75}

var size = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(mm|cm|in|pt|px)?(?:[x×]([0-9]+(?:\.[0-9]+)?)(mm|cm|in|pt|px)?)?$`)

// largest is the side of the largest picture, in points: 5 m.
const largest = 14400

// ParseSize reads a size such as 89mm, 89x60mm, 6.5in, 12cmx8cm or 640x480 and gives it in
// points; a height of 0 is to follow from the width. Units are mm, cm, in, pt and px (1/96
// inch). A number without one has that of the other, and else px.
func ParseSize(s string) (width, height float64, err error) {
	m := size.FindStringSubmatch(strings.ReplaceAll(s, " ", ""))
	if m == nil {
		return 0, 0, fmt.Errorf("size %q: give one such as 89mm, 12cmx8cm, 6.5in or 640x480 (units are mm, cm, in, pt, px)", s)
	}
	width, _ = strconv.ParseFloat(m[1], 64) // the pattern lets only numbers through
	height, _ = strconv.ParseFloat(m[3], 64)
	width *= units[cmp.Or(m[2], m[4], "px")]
	height *= units[cmp.Or(m[4], m[2], "px")]
	if width == 0 || m[3] != "" && height == 0 || max(width, height) > largest {
		return 0, 0, fmt.Errorf("size %q: sides must be above 0 and at most 5 m", s)
	}
	return width, height, nil
}
