package draw

import (
	"image"
	"image/color"
	"sync"
)

// moviePalette are the 255 colours of movies, and one that changes nothing: those of the
// pictures in their tints over paper, which lines half as opaque have, and what lies between
// the two signs where their lines cross.
var moviePalette = makePalette()

func makePalette() color.Palette {
	p := color.Palette{paper}
	mix := func(a, b color.NRGBA, part float64) color.NRGBA { return ramp{a, b}.at(part) }
	for i := range 24 {
		p = append(p, mix(color.NRGBA{0, 0, 0, 0xFF}, paper, float64(i)/24))
	}
	for _, c := range []color.NRGBA{positive, negative} {
		for i := range 24 {
			p = append(p, mix(c, paper, float64(i)/24))
		}
		for i := range 6 {
			p = append(p, mix(c, ink, float64(i+1)/8))
		}
	}
	for _, c := range []color.NRGBA{green, purple, orange, sky} {
		for i := range 14 {
			p = append(p, mix(c, paper, float64(i)/14))
		}
	}
	for _, part := range []float64{0.2, 0.35, 0.5, 0.65, 0.8} { // crossings
		crossing := mix(positive, negative, part)
		for i := range 14 {
			p = append(p, mix(crossing, paper, float64(i)/14))
		}
	}
	for len(p) < 255 {
		p = append(p, viridis.at(float64(255-len(p))/44))
	}
	return append(p[:255], color.NRGBA{})
}

// unchanged is the index of the colour that changes nothing.
const unchanged = 255

// nearest are the palette's colours for those met so far, by 24 bits.
var nearest = struct {
	sync.Mutex
	of map[uint32]uint8
}{of: map[uint32]uint8{}}

// paletted is an image in the colours of movies.
func paletted(img *image.RGBA) *image.Paletted {
	b := img.Bounds()
	out := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), moviePalette)
	nearest.Lock()
	defer nearest.Unlock()
	last, index := uint32(0xFFFFFF), uint8(0) // paper
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := img.RGBAAt(b.Min.X+x, b.Min.Y+y)
			if key := uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B); key != last {
				last, index = key, indexOf(key, c)
			}
			out.Pix[y*out.Stride+x] = index
		}
	}
	return out
}

// indexOf is the palette's nearest colour; nearest is locked.
func indexOf(key uint32, c color.RGBA) uint8 {
	i, known := nearest.of[key]
	if !known {
		i = uint8(moviePalette[:unchanged].Index(c))
		nearest.of[key] = i
	}
	return i
}

// changed is the part of an image that differs from the one before, with what is the same there
// left through.
func changed(before, now *image.Paletted) *image.Paletted {
	if before == nil {
		return now
	}
	box := image.Rectangle{}
	for y := range now.Rect.Dy() {
		for x := range now.Rect.Dx() {
			if at := y*now.Stride + x; now.Pix[at] != before.Pix[at] {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if box.Empty() {
		box = image.Rect(0, 0, 1, 1)
	}
	out := image.NewPaletted(box, moviePalette)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if at := y*now.Stride + x; now.Pix[at] == before.Pix[at] {
				out.SetColorIndex(x, y, unchanged)
			} else {
				out.SetColorIndex(x, y, now.Pix[at])
			}
		}
	}
	return out
}
