package draw

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"regexp"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// WritePDF writes the picture as a PDF document of one page of its size. Texts are
// outlines, so that every letter is there (λ, Σ and − are in no font that each reader of
// PDF has), and can't be searched.
func (p *Picture) WritePDF(w io.Writer) error {
	doc := vgpdf.New(p.width, p.height)
	if err := p.render(outlined{doc}); err != nil {
		return err
	}
	var buf bytes.Buffer
	if _, err := doc.WriteTo(&buf); err != nil {
		return fmt.Errorf("draw: %q as PDF: %w", p.title, err)
	}
	if _, err := w.Write(dates.ReplaceAll(buf.Bytes(), []byte("Date (D:20000101000000"))); err != nil {
		return fmt.Errorf("draw: writing %q as PDF: %w", p.title, err)
	}
	return nil
}

// dates are those at which a document was made: equal pictures have equal bytes. What
// stands in their place has the same length, since a PDF counts its bytes.
var dates = regexp.MustCompile(`Date \(D:\d{14}`)

// outlined is a canvas on which texts and images are filled as shapes.
type outlined struct{ *vgpdf.Canvas }

// overlap is by how much the pixels of an image lie under the next ones, in points, so that
// no reader of PDF shows a seam.
const overlap vg.Length = 0.25

// DrawImage fills a rectangle for each run of equal pixels: the library would write several
// images in the order of a map.
func (c outlined) DrawImage(box vg.Rectangle, img image.Image) {
	size := img.Bounds().Size()
	dx, dy := box.Size().X/vg.Length(size.X), box.Size().Y/vg.Length(size.Y)
	at := func(x, y int) vg.Point {
		return vg.Point{
			X: min(box.Min.X+vg.Length(x)*dx, box.Max.X),
			Y: max(box.Max.Y-vg.Length(y)*dy, box.Min.Y),
		}
	}
	for y := 0; y < size.Y; {
		next := y + 1
		for next < size.Y && equalRows(img, y, next) {
			next++
		}
		for x := 0; x < size.X; {
			end := x + 1
			for end < size.X && img.At(end, y) == img.At(x, y) {
				end++
			}
			low, high := at(end, next), at(x, y)
			low.X, low.Y = min(low.X+overlap, box.Max.X), max(low.Y-overlap, box.Min.Y)
			c.SetColor(img.At(x, y))
			var path vg.Path
			path.Move(high)
			path.Line(vg.Point{X: low.X, Y: high.Y})
			path.Line(low)
			path.Line(vg.Point{X: high.X, Y: low.Y})
			path.Close()
			c.Fill(path)
			x = end
		}
		y = next
	}
}

func equalRows(img image.Image, a, b int) bool {
	for x := range img.Bounds().Dx() {
		if img.At(x, a) != img.At(x, b) {
			return false
		}
	}
	return true
}

// FillString fills the outlines of the letters of a text, from a point to the right.
func (c outlined) FillString(face font.Face, at vg.Point, text string) {
	var buf sfnt.Buffer
	// In units of 1/64 of 1/64 of the font's size, so that nothing is rounded that is seen.
	const grid = 64
	em := fixed.I(grid)
	scale := face.Font.Size / vg.Length(64*grid)
	var last sfnt.GlyphIndex
	for i, r := range text {
		glyph, err := face.Face.GlyphIndex(&buf, r)
		if err != nil {
			panic(err) // render makes it an error
		}
		if i > 0 {
			if kern, err := face.Face.Kern(&buf, last, glyph, em, 0); err == nil {
				at.X += vg.Length(kern) * scale
			}
		}
		segments, err := face.Face.LoadGlyph(&buf, glyph, em, nil)
		if err != nil {
			panic(err)
		}
		c.Fill(letter(segments, at, scale))
		advance, err := face.Face.GlyphAdvance(&buf, glyph, em, 0)
		if err != nil {
			panic(err)
		}
		at.X += vg.Length(advance) * scale
		last = glyph
	}
}

// letter is a glyph, whose y points down, as a path.
func letter(segments sfnt.Segments, at vg.Point, scale vg.Length) (path vg.Path) {
	point := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(p.X)*scale, Y: at.Y - vg.Length(p.Y)*scale}
	}
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(point(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(point(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(point(s.Args[0]), point(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}
