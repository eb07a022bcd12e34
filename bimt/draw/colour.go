package draw

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// The colours of Okabe and Ito ("Color Universal Design", 2008), which readers
// with any common colour blindness can tell apart.
var (
	blue      = color.NRGBA{0x00, 0x72, 0xB2, 0xFF}
	vermilion = color.NRGBA{0xD5, 0x5E, 0x00, 0xFF}
	green     = color.NRGBA{0x00, 0x9E, 0x73, 0xFF}
	purple    = color.NRGBA{0xCC, 0x79, 0xA7, 0xFF}
	orange    = color.NRGBA{0xE6, 0x9F, 0x00, 0xFF}
	sky       = color.NRGBA{0x56, 0xB4, 0xE9, 0xFF}
)

var (
	ink   = color.NRGBA{0x22, 0x22, 0x22, 0xFF} // text, neurons
	slate = color.NRGBA{0x66, 0x66, 0x66, 0xFF} // captions, widths in legends
	faint = color.NRGBA{0xBB, 0xBB, 0xBB, 0xFF} // dead neurons, leaders, skips
	mist  = color.NRGBA{0xE8, 0xE8, 0xE8, 0xFF} // grids
)

// Positive and negative weights have these colours in every picture.
var (
	positive = blue
	negative = vermilion
)

// series returns the colour of the i-th of several lines, methods or classes.
func series(i int) color.NRGBA {
	all := []color.NRGBA{blue, vermilion, green, purple, orange, sky, ink}
	return all[i%len(all)]
}

// dashes returns the dash pattern of the i-th of several lines, a second sign
// beside the colour; the first is solid.
func dashes(i int) []vg.Length {
	all := [][]vg.Length{nil, {5, 2}, {1.5, 1.5}, {7, 2, 1.5, 2}, {3, 1.5}, {9, 3}, {1, 2.5}}
	return all[i%len(all)]
}

// marker returns the shape of the i-th of several methods, classes or groups.
func marker(i int) vgdraw.GlyphDrawer {
	all := []vgdraw.GlyphDrawer{
		vgdraw.CircleGlyph{}, vgdraw.BoxGlyph{}, vgdraw.PyramidGlyph{}, diamond{}, wedge{}, cross{},
	}
	return all[i%len(all)]
}

// faded returns a colour of which only a part remains over white.
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(math.Round(255 * opacity))
	return c
}

// A ramp is a colour map: colours at even steps from 0 to 1.
type ramp []color.NRGBA

// viridis by Smith and van der Walt (matplotlib, CC0), at nine steps.
var viridis = ramp{
	{0x44, 0x01, 0x54, 0xFF}, {0x47, 0x2D, 0x7B, 0xFF}, {0x3B, 0x52, 0x8B, 0xFF},
	{0x2C, 0x72, 0x8E, 0xFF}, {0x21, 0x91, 0x8C, 0xFF}, {0x28, 0xAE, 0x80, 0xFF},
	{0x5E, 0xC9, 0x62, 0xFF}, {0xAD, 0xDC, 0x30, 0xFF}, {0xFD, 0xE7, 0x25, 0xFF},
}

// diverging runs from negative over white at ½ to positive.
var diverging = ramp{
	{0x7F, 0x38, 0x00, 0xFF}, negative, {0xF3, 0xB9, 0x8C, 0xFF}, {0xFF, 0xFF, 0xFF, 0xFF},
	{0x8C, 0xC2, 0xE3, 0xFF}, positive, {0x00, 0x3F, 0x63, 0xFF},
}

// at returns the colour at t in [0,1]; values outside are drawn as the nearer end.
func (r ramp) at(t float64) color.NRGBA {
	t = math.Min(math.Max(t, 0), 1) * float64(len(r)-1)
	i := min(int(t), len(r)-2)
	f := t - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := r[i], r[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

// paper is the background.
var paper = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}

// groupColor is the colour of a group of neurons: none of those of the weights.
func groupColor(group, groups int) color.NRGBA {
	if groups < 2 {
		return ink
	}
	return []color.NRGBA{green, purple, orange, ink}[group%4]
}
