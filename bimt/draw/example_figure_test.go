package draw_test

import (
	"fmt"
	"image/color"
	"log"

	"github.com/gobimt/bimt/bimt/draw"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
)

// lengths is a figure of a user's own: a bar for each wire.
type lengths []float64

// Picture implements draw.Figure.
func (l lengths) Picture() (*draw.Picture, error) {
	const bar, gap, tall = 24, 6, 120
	return draw.NewPicture("lengths of wires", float64(len(l))*(bar+gap)+gap, tall+40, func(c vgdraw.Canvas) {
		for i, v := range l {
			x, top := vg.Length(gap+i*(bar+gap)), 20+vg.Length(v)*tall
			c.FillPolygon(color.NRGBA{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}, []vg.Point{{X: x, Y: 20}, {X: x + bar, Y: 20}, {X: x + bar, Y: top}, {X: x, Y: top}})
			draw.Write(c, vg.Point{X: x + bar/2, Y: 10}, 8.5, fmt.Sprint(v))
		}
	})
}

// Any type that makes its own picture is a Figure, saved and shown as all others are.
func ExampleNewPicture() {
	if err := draw.Save(lengths{0.2, 0.9, 0.5}, "lengths.svg"); err != nil {
		log.Fatal(err)
	}
}
