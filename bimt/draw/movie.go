package draw

import (
	"errors"
	"fmt"
	"image"
	"image/gif"
	"io"
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
	// DPI is the resolution in dots per inch; 0 is 80, which makes them 520 pixels wide.
	DPI float64
}

// A Frame is what a movie shows at a time: figures above each other.
type Frame struct {
	Figures []Figure
	// For is how long it is shown; 0 is 100 ms. GIF counts in hundredths of a second.
	For time.Duration
}

const (
	movieDPI  = 80
	frameTime = 100 * time.Millisecond
)

// WriteGIF writes the movie as an animated GIF that begins anew when it is over. It fails
// without frames, on frames with unequal numbers of figures, and as its figures do.
func (m Movie) WriteGIF(w io.Writer) error {
	var g GIF
	if err := m.Each(g.Add); err != nil {
		return err
	}
	return g.Write(w)
}

// GIF collects the frames of a movie as an animated GIF, for whoever encodes them otherwise too.
type GIF struct {
	of     gif.GIF
	before *image.Paletted
}

// Add is for Movie.Each.
func (g *GIF) Add(f Frame, img *image.RGBA) error {
	now := paletted(img)
	g.of.Image = append(g.of.Image, changed(g.before, now))
	g.of.Delay = append(g.of.Delay, int(f.For/(10*time.Millisecond)))
	g.of.Disposal = append(g.of.Disposal, gif.DisposalNone)
	g.before = now
	return nil
}

// Write writes what was added.
func (g *GIF) Write(w io.Writer) error {
	if g.before == nil {
		return errors.New("draw: a GIF without frames")
	}
	g.of.Config = image.Config{ColorModel: moviePalette, Width: g.before.Rect.Dx(), Height: g.before.Rect.Dy()}
	if err := gif.EncodeAll(w, &g.of); err != nil {
		return fmt.Errorf("draw: writing a movie as GIF: %w", err)
	}
	return nil
}

// Each draws one frame after the other, all of one size and opaque, for whoever encodes them.
// The frame is as it is shown: with its time filled in.
func (m Movie) Each(do func(f Frame, img *image.RGBA) error) error {
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
func (m Movie) render(row []*Picture, width vg.Length, heights []vg.Length) (img *image.RGBA, err error) {
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
	if err := whole.render(c); err != nil {
		return nil, err
	}
	img, is := c.Image().(*image.RGBA)
	if !is {
		return nil, fmt.Errorf("the canvas is a %T", c.Image())
	}
	return img, nil
}
