package draw_test

import (
	"log"

	"github.com/gobimt/bimt/bimt/draw"
)

// Six runs by two methods at three prices.
func ExampleParallel() {
	f := draw.Parallel{Title: "six runs", By: 3, Axes: []draw.ParallelAxis{
		{Name: "method", Values: []float64{0, 0, 0, 1, 1, 1}, Names: []string{"l1", "bimt"}},
		{Name: "λ", Values: []float64{1e-4, 1e-3, 1e-2, 1e-4, 1e-3, 1e-2}},
		{Name: "active weights", Values: []float64{61, 30, 12, 55, 22, 11}},
		{Name: "test loss", Values: []float64{2e-4, 1.3e-3, 2.1e-2, 2.2e-4, 1.5e-3, 2.4e-2}},
	}}
	if err := draw.Save(f, "parallel.svg"); err != nil {
		log.Fatal(err)
	}
}
