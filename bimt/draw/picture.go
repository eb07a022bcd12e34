package draw

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// DPI is the resolution of the PNG files, in dots per inch.
const DPI = 200

// A Figure is anything that can be drawn: each figure of this package is one, and so is
// any type of a user's own that makes its picture by NewPicture.
type Figure interface {
	// Picture checks the figure and lays it out.
	Picture() (*Picture, error)
}

// A Picture is a figure that has been checked and laid out, ready to be written
// any number of times. It is safe for concurrent use.
type Picture struct {
	width, height vg.Length
	title         string
	paint         func(pen)
}

// NewPicture makes a picture of one's own: its size in points (1/72 inch), and what paints
// it on a canvas whose origin is the bottom left corner, y upwards. Canvas and styles are
// gonum/plot's, so a plot.Plot can draw itself there too. A panic of paint is the error of
// the writing.
//
// A type with a method Picture that calls NewPicture is a Figure: it is saved, shown and
// collected as those of this package are.
func NewPicture(title string, width, height float64, paint func(c vgdraw.Canvas)) (*Picture, error) {
	if !(width > 0 && height > 0) || math.IsInf(width*height, 0) {
		return nil, fmt.Errorf("draw: %q: a picture of %v by %v points: both must be above 0 and finite", title, width, height)
	}
	if paint == nil {
		return nil, fmt.Errorf("draw: %q: there is no function to paint it", title)
	}
	return &Picture{width: vg.Length(width), height: vg.Length(height), title: clean(title), paint: func(p pen) { paint(p.Canvas) }}, nil
}

// Write writes a line of text of a size in points, centred at a point, in the font of all
// pictures.
func Write(c vgdraw.Canvas, at vg.Point, size float64, text string) {
	pen{c}.write(lettering{size: vg.Length(size), alongX: 0.5, alongY: 0.5}, at, clean(text))
}

// Size returns the width and height of the picture in points (1/72 inch).
func (p *Picture) Size() (width, height float64) {
	return p.width.Points(), p.height.Points()
}

// WriteSVG writes the picture as an SVG document. Texts stay texts, in Liberation
// Sans or in a font of the same widths (Arial, Helvetica).
func (p *Picture) WriteSVG(w io.Writer) error {
	c := vgsvg.NewWith(vgsvg.UseWH(p.width, p.height))
	if err := p.render(c); err != nil {
		return err
	}
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return fmt.Errorf("draw: %q as SVG: %w", p.title, err)
	}
	if _, err := w.Write(mendSVG(buf.Bytes(), p.title)); err != nil {
		return fmt.Errorf("draw: writing %q as SVG: %w", p.title, err)
	}
	return nil
}

// WritePNG writes the picture as a PNG image of DPI dots per inch.
func (p *Picture) WritePNG(w io.Writer) error {
	const most = 1 << 29 // dots, at 4 bytes
	if x, y := p.width.Dots(DPI), p.height.Dots(DPI); !(x*y <= most && x <= most && y <= most) {
		return fmt.Errorf("draw: %q: %.2g × %.2g dots are too many for a PNG image: draw it smaller", p.title, x, y)
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(DPI))}
	if err := p.render(c); err != nil {
		return err
	}
	if _, err := c.WriteTo(w); err != nil {
		return fmt.Errorf("draw: writing %q as PNG: %w", p.title, err)
	}
	return nil
}

// Save writes the picture to every path, as SVG, PNG or PDF by its extension. A file
// appears whole or not at all.
func (p *Picture) Save(paths ...string) error {
	for _, path := range paths {
		if err := p.save(path); err != nil {
			return err
		}
	}
	return nil
}

func (p *Picture) save(path string) error {
	write := p.WriteSVG
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".svg":
	case ".png":
		write = p.WritePNG
	case ".pdf":
		write = p.WritePDF
	default:
		return fmt.Errorf("draw: %s: no picture format has the extension %q; use .svg, .png or .pdf", path, ext)
	}
	return atomicfile.Write(path, write)
}

// Save draws a figure and writes it to every path, as SVG, PNG or PDF by its extension.
func Save(f Figure, paths ...string) error {
	if f == nil {
		return errors.New("draw: there is no figure to save")
	}
	p, err := f.Picture()
	if err != nil {
		return err
	}
	return p.Save(paths...)
}

// render paints on a canvas; a panic of the plotting library becomes an error.
func (p *Picture) render(c vg.CanvasSizer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("draw: %q could not be drawn: %v", p.title, r)
		}
	}()
	q := pen{vgdraw.New(c)}
	q.FillPolygon(color.White, corners(q.Rectangle))
	p.paint(q)
	return nil
}

// mendSVG says in the document what the backend leaves out: a title for readers
// that cannot see it, fonts of equal widths for readers without Liberation, the
// true type of embedded images, and that they fill their frames without a blur.
func mendSVG(doc []byte, title string) []byte {
	const font, image = `style="font-family:Liberation Sans;`, `xlink:href="data:image/jpg;base64,`
	doc = bytes.ReplaceAll(doc, []byte(font), []byte(`style="font-family:'Liberation Sans',Arial,Helvetica,sans-serif;`))
	doc = bytes.ReplaceAll(doc, []byte(image), []byte(`preserveAspectRatio="none" style="image-rendering:pixelated" xlink:href="data:image/png;base64,`))
	const open = "xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n"
	return bytes.Replace(doc, []byte(open), []byte(open+"<title>"+html.EscapeString(title)+"</title>\n"), 1)
}
