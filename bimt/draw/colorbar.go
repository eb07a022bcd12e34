package draw

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// A colorBar names the values of a colour map, right of the panels.
type colorBar struct {
	ramp  ramp
	scale scale
	label string
	ticks []scaleTick // of the scale, unless given

	box vg.Rectangle
}

const (
	barGap   vg.Length = 12
	barWidth vg.Length = 9
)

func (b *colorBar) width() vg.Length {
	if b.ticks == nil {
		b.ticks = b.scale.ticks(5)
	}
	var w vg.Length
	for _, t := range b.ticks {
		w = max(w, yTickText.width(t.label))
	}
	w += barGap + barWidth + tickLength + 2
	if b.label != "" {
		w += 4 + axisLabel.height()
	}
	return w
}

// place puts the bar right of a point, its top at the point's height.
func (b *colorBar) place(at vg.Point, height vg.Length) {
	height = min(height, 160)
	b.box = vg.Rectangle{
		Min: vg.Point{X: at.X + barGap, Y: at.Y - height},
		Max: vg.Point{X: at.X + barGap + barWidth, Y: at.Y},
	}
}

func (b *colorBar) draw(c pen) {
	const steps = 256
	img := image.NewNRGBA(image.Rect(0, 0, 1, steps))
	for i := range steps {
		img.SetNRGBA(0, steps-1-i, b.ramp.at(float64(i)/(steps-1)))
	}
	c.paste(b.box, img)
	frame := vgdraw.LineStyle{Color: slate, Width: 0.6}
	pts := corners(b.box)
	c.StrokeLines(frame, append(pts, pts[0], pts[1]))
	text := yTickText
	text.alongX = 0
	for _, t := range b.ticks {
		y := b.box.Min.Y + vg.Length(b.scale.at(t.value))*b.box.Size().Y
		c.StrokeLine2(frame, b.box.Max.X, y, b.box.Max.X+tickLength, y)
		c.write(text, vg.Point{X: b.box.Max.X + tickLength + 2, Y: y}, t.label)
	}
	if b.label != "" {
		turned := axisLabel
		turned.turn, turned.alongY = math.Pi/2, 0
		at := vg.Point{X: b.box.Min.X + b.width() - barGap, Y: (b.box.Min.Y + b.box.Max.Y) / 2}
		c.write(turned, at, axisLabel.shorten(b.label, b.box.Size().Y+30))
	}
}

// paste draws an image, each of its pixels a sharp rectangle: it is enlarged by
// whole factors first, since the backends smooth what they stretch.
func (p pen) paste(box vg.Rectangle, img *image.NRGBA) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	size := box.Size()
	fx := max(1, int(math.Ceil(size.X.Dots(DPI)/float64(w))))
	fy := max(1, int(math.Ceil(size.Y.Dots(DPI)/float64(h))))
	big := image.NewNRGBA(image.Rect(0, 0, w*fx, h*fy))
	for y := range h {
		first := big.Pix[y*fy*big.Stride:][:big.Stride]
		for x := range w * fx {
			copy(first[4*x:], img.Pix[img.PixOffset(x/fx, y):][:4])
		}
		for i := 1; i < fy; i++ {
			copy(big.Pix[(y*fy+i)*big.Stride:], first)
		}
	}
	p.DrawImage(box, big)
}
