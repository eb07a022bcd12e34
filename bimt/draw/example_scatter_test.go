package draw_test

import (
	"log"
	"math"

	"github.com/gobimt/bimt/bimt/draw"
)

// The numbers modulo 11 on a ring that goes around three times, joined in its order.
func ExampleScatter() {
	ring := draw.ScatterPanel{Name: "frequency 3", XLabel: "component 1", YLabel: "component 2"}
	for t := range 11 {
		s, c := math.Sincos(2 * math.Pi * 3 * float64(t) / 11)
		ring.X, ring.Y = append(ring.X, c), append(ring.Y, s)
		ring.Path = append(ring.Path, 4*t%11) // 4 is 1/3 modulo 11
	}
	if err := draw.Save(draw.Scatter{Title: "rings", Panels: []draw.ScatterPanel{ring}}, "scatter.svg"); err != nil {
		log.Fatal(err)
	}
}
