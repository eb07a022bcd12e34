package draw_test

import (
	"fmt"
	"log"
	"math"
	"os"
	"time"

	"github.com/gobimt/bimt/bimt/draw"
)

// A network whose second hidden neuron moves beside its input while its other wire dies out, with
// a curve below.
func ExampleMovie() {
	net := func(step int, order []int) draw.Network {
		w := math.Exp(-float64(step) / 300)
		n := draw.Network{Title: "a neuron moves", Caption: fmt.Sprintf("Step %d.", step), Above: 0.01, Largest: 1, Total: 6}
		for i, size := range []int{2, 3, 1} {
			l := draw.Layer{Name: []string{"x", "h", "y"}[i]}
			for k := range size {
				v := draw.Neuron{X: (float64(k) + 0.5) / float64(size), Number: k}
				if i == 1 {
					v.Number = order[k]
				}
				l.Neurons = append(l.Neurons, v)
			}
			n.Layers = append(n.Layers, l)
		}
		for k, number := range order { // neuron 1 of h reads x2, the others x1
			from := 0
			if number == 1 {
				from = 1
			}
			n.Edges = append(n.Edges, draw.Edge{FromLayer: 0, FromNeuron: from, ToLayer: 1, ToNeuron: k, Weight: 0.8},
				draw.Edge{FromLayer: 1, FromNeuron: k, ToLayer: 2, ToNeuron: 0, Weight: -w})
		}
		return n
	}
	loss := draw.Curves{XLabel: "step", Lines: []draw.Line{{Name: "loss", Axis: "loss"}}}
	for step := 0; step <= 1000; step += 100 {
		loss.Lines[0].X = append(loss.Lines[0].X, float64(step))
		loss.Lines[0].Y = append(loss.Lines[0].Y, math.Exp(-float64(step)/300))
	}
	var m draw.Movie
	add := func(n draw.Network, step int, long time.Duration) {
		c := loss
		c.Marks = []draw.Mark{{X: float64(step)}}
		m.Frames = append(m.Frames, draw.Frame{Figures: []draw.Figure{n, c}, For: long})
	}
	before, after := net(500, []int{0, 1, 2}), net(500, []int{0, 2, 1})
	for step := 0; step <= 400; step += 200 {
		add(net(step, []int{0, 1, 2}), step, 200*time.Millisecond)
	}
	for _, part := range []float64{0.25, 0.5, 0.75} {
		n, err := draw.Between(before, after, part)
		if err != nil {
			log.Fatal(err)
		}
		add(n, 500, 50*time.Millisecond)
	}
	add(after, 500, 200*time.Millisecond)
	add(net(1000, []int{0, 2, 1}), 1000, 2*time.Second)

	file, err := os.Create("movie.gif")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := m.WriteGIF(file); err != nil {
		log.Fatal(err)
	}
}
