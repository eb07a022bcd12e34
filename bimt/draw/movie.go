package draw

import (
	"errors"
	"fmt"
	"image"
	"image/gif"
	"io"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// A Movie is figures one after the other, such as a network at steps of its training. FromFlow
// makes its networks, with Network.Largest the same in all, and Between those in which neurons
// move.
type Movie struct {
	Frames []Frame
	// DPI is the resolution in dots per inch; 0 is 100.
	DPI float64
}

// A Frame is what a movie shows at a time: figures above each other.
type Frame struct {
	Figures []Figure
	// For is how long it is shown; 0 is 100 ms. GIF counts in hundredths of a second.
	For time.Duration
}

const (
	movieDPI  = 100
	frameTime = 100 * time.Millisecond
)

// WriteGIF writes the movie as an animated GIF that begins anew when it is over. It fails
// without frames, on frames with unequal numbers of figures, and as its figures do.
func (m Movie) WriteGIF(w io.Writer) error {
	out := gif.GIF{}
	var before *image.Paletted
	err := m.Each(func(f Frame, img image.Image) error {
		now := paletted(img)
		out.Image = append(out.Image, changed(before, now))
		out.Delay = append(out.Delay, int(f.For/(10*time.Millisecond)))
		before = now
		return nil
	})
	if err != nil {
		return err
	}
	out.Config = image.Config{ColorModel: moviePalette, Width: before.Rect.Dx(), Height: before.Rect.Dy()}
	out.Disposal = slices.Repeat([]byte{gif.DisposalNone}, len(out.Image))
	if err := gif.EncodeAll(w, &out); err != nil {
		return fmt.Errorf("draw: writing a movie as GIF: %w", err)
	}
	return nil
}

// Each draws one frame after the other, all of one size, for whoever encodes them otherwise. The
// frame is as it is shown: with its time filled in.
func (m Movie) Each(do func(f Frame, img image.Image) error) error {
	pictures, err := m.layOut()
	if err != nil {
		return err
	}
	width, heights := vg.Length(0), make([]vg.Length, len(pictures[0]))
	for _, row := range pictures {
		for i, p := range row {
			width, heights[i] = max(width, p.width), max(heights[i], p.height)
		}
	}
	for i, row := range pictures {
		f := m.Frames[i]
		if f.For == 0 {
			f.For = frameTime
		}
		img, err := m.render(row, width, heights)
		if err == nil {
			err = do(f, img)
		}
		if err != nil {
			return fmt.Errorf("draw: frame %d of a movie: %w", i, err)
		}
	}
	return nil
}

// layOut makes the pictures of all frames.
func (m Movie) layOut() (pictures [][]*Picture, err error) {
	if len(m.Frames) == 0 || len(m.Frames[0].Figures) == 0 {
		return nil, errors.New("draw: a movie without frames, or a frame without figures")
	}
	for i, f := range m.Frames {
		if len(f.Figures) != len(m.Frames[0].Figures) {
			return nil, fmt.Errorf("draw: frame %d of a movie has %d figures, frame 0 has %d: give all as many", i, len(f.Figures), len(m.Frames[0].Figures))
		}
		var row []*Picture
		for _, figure := range f.Figures {
			p, err := figure.Picture()
			if err != nil {
				return nil, fmt.Errorf("draw: frame %d of a movie: %w", i, err)
			}
			row = append(row, p)
		}
		pictures = append(pictures, row)
	}
	return pictures, nil
}

// render paints the pictures of a frame, each at the top of its part of the page.
func (m Movie) render(row []*Picture, width vg.Length, heights []vg.Length) (img image.Image, err error) {
	total := vg.Length(0)
	for _, h := range heights {
		total += h
	}
	dpi := m.DPI
	if dpi == 0 {
		dpi = movieDPI
	}
	c := vgimg.NewWith(vgimg.UseWH(width, total), vgimg.UseDPI(int(dpi)))
	whole := &Picture{width: width, height: total, paint: func(p pen) {
		top := total
		for i, pic := range row {
			p.Push()
			p.Translate(vg.Point{X: (width - pic.width) / 2, Y: top - pic.height})
			pic.paint(pen{vgdraw.Canvas{Canvas: p.Canvas.Canvas, Rectangle: vg.Rectangle{Max: vg.Point{X: pic.width, Y: pic.height}}}})
			p.Pop()
			top -= heights[i]
		}
	}}
	return c.Image(), whole.render(c)
}
