package draw_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gobimt/bimt/bimt/draw"
)

// A network of two inputs, two hidden neurons and one output.
func Example() {
	net := draw.Network{
		Title: "a product of two inputs",
		Layers: []draw.Layer{
			{Name: "inputs", Neurons: []draw.Neuron{{X: 0.25, Label: "x2"}, {X: 0.75, Label: "x1"}}},
			{Name: "hidden", Neurons: []draw.Neuron{{X: 0.25}, {X: 0.75}}},
			{Name: "output", Neurons: []draw.Neuron{{X: 0.5, Label: "x1·x2"}}},
		},
		Edges: []draw.Edge{
			{FromLayer: 0, FromNeuron: 0, ToLayer: 1, ToNeuron: 0, Weight: 1.2},
			{FromLayer: 0, FromNeuron: 1, ToLayer: 1, ToNeuron: 0, Weight: 1.1},
			{FromLayer: 0, FromNeuron: 0, ToLayer: 1, ToNeuron: 1, Weight: 0.7},
			{FromLayer: 0, FromNeuron: 1, ToLayer: 1, ToNeuron: 1, Weight: -0.8},
			{FromLayer: 1, FromNeuron: 0, ToLayer: 2, ToNeuron: 0, Weight: 0.9},
			{FromLayer: 1, FromNeuron: 1, ToLayer: 2, ToNeuron: 0, Weight: -1},
		},
	}
	if err := draw.Save(net, "network.svg"); err != nil { // or network.png, or both
		log.Fatal(err)
	}
}

// A layer of nine neurons on a square below one of three, all seen from the side.
func ExampleStack() {
	net := draw.Network{Title: "an edge in an image of nine pixels", Layers: []draw.Layer{
		{Name: "pixels 3×3"},
		{Name: "classes", Neurons: []draw.Neuron{{X: 0.2, Y: 0.5, Label: "left"}, {X: 0.5, Y: 0.5, Label: "none"}, {X: 0.8, Y: 0.5, Label: "right"}}},
	}}
	for pixel := range 9 {
		column := pixel % 3
		net.Layers[0].Neurons = append(net.Layers[0].Neurons, draw.Neuron{X: (float64(column) + 0.5) / 3, Y: (float64(pixel/3) + 0.5) / 3})
		for class := range 3 {
			if weight := float64((column - 1) * (class - 1)); weight != 0 {
				net.Edges = append(net.Edges, draw.Edge{FromNeuron: pixel, ToLayer: 1, ToNeuron: class, Weight: weight})
			}
		}
	}
	if err := draw.Save(draw.Stack{Network: net}, "stack.svg"); err != nil {
		log.Fatal(err)
	}
}

// Losses and cost of a run: lines that share a unit share a panel.
func ExampleCurves() {
	steps := []float64{200, 400, 600, 800}
	f := draw.Curves{
		Title: "four measurements",
		Lines: []draw.Line{
			{Name: "train", Axis: "mean squared error", X: steps, Y: []float64{0.9, 0.2, 0.03, 0.01}},
			{Name: "test", Axis: "mean squared error", X: steps, Y: []float64{1.1, 0.3, 0.05, 0.02}},
			{Name: "connection cost", Axis: "cost", X: steps, Y: []float64{80, 31, 14, 8}},
		},
		Marks: []draw.Mark{{X: 400, Text: "λ ×10"}},
	}
	if err := draw.Save(f, "curves.svg"); err != nil {
		log.Fatal(err)
	}
}

// What a network says of each example, beside what is true.
func ExampleFit() {
	f := draw.Fit{Title: "test set", Outputs: []draw.Output{
		{Name: "x1²", True: []float64{0, 0.25, 0.5, 0.75, 1}, Predicted: []float64{0.02, 0.22, 0.51, 0.78, 0.97}},
		{Name: "x1·x2", True: []float64{-1, -0.5, 0, 0.5, 1}, Predicted: []float64{-0.6, -0.4, 0.1, 0.3, 0.7}},
	}}
	if err := draw.Save(f, "fit.svg"); err != nil {
		log.Fatal(err)
	}
}

// What is wrong with a figure is said before anything is drawn.
func ExampleFit_mistake() {
	f := draw.Fit{Title: "test set", Outputs: []draw.Output{{Name: "y", True: []float64{1, 2}, Predicted: []float64{1}}}}
	_, err := f.Picture()
	fmt.Println(err)
	// Output:
	// draw: fit "test set": output 0 ("y"): it has 2 true and 1 predicted values; give as many of both, and at least one
}

// The weights of each layer by size: most are worth nothing.
func ExampleRanks() {
	f := draw.Ranks{Title: "weights by rank", Active: 0.01}
	for _, layer := range []struct {
		name string
		size int
		fall float64
	}{{"inputs to hidden", 80, 6}, {"hidden to outputs", 40, 3}} {
		weights := make([]float64, layer.size)
		for i := range weights {
			weights[i] = 2 * math.Exp(-float64(i)/layer.fall)
		}
		f.Layers = append(f.Layers, draw.RankLayer{Name: layer.name, Weights: weights})
	}
	if err := draw.Save(f, "ranks.svg"); err != nil {
		log.Fatal(err)
	}
}

// Attention of two heads: one looks at the token before, one at the first.
func ExampleHeat() {
	tokens := []string{"the", "cat", "sat"}
	f := draw.Heat{Title: "attention", XLabel: "key", YLabel: "query", Label: "attention", Panels: []draw.HeatPanel{
		{Name: "head 0", Rows: tokens, Cols: tokens, Values: [][]float64{{1, 0, 0}, {0.9, 0.1, 0}, {0.1, 0.8, 0.1}}},
		{Name: "head 1", Rows: tokens, Cols: tokens, Values: [][]float64{{1, 0, 0}, {0.7, 0.3, 0}, {0.8, 0.1, 0.1}}},
	}}
	if err := draw.Save(f, "heat.svg"); err != nil {
		log.Fatal(err)
	}
}

// The weights that lead from an image of nine pixels to two neurons.
func ExampleImages() {
	f := draw.Images{Title: "weights from the pixels", Shared: true, Tiles: []draw.Tile{
		{Title: "neuron 0", Value: "Σ|w| 6.0", Width: 3, Values: []float64{-1, 0, 1, -1, 0, 1, -1, 0, 1}},
		{Title: "neuron 1", Value: "Σ|w| 3.0", Width: 3, Values: []float64{0.5, 0.5, 0.5, 0, 0, 0, -0.5, -0.5, -0.5}},
	}}
	if err := draw.Save(f, "images.svg"); err != nil {
		log.Fatal(err)
	}
}

// What a classifier decides at each point of the plane: inside of the circle, or outside.
func ExampleBoundary() {
	const side = 11
	f := draw.Boundary{
		Title: "a circle", XLabel: "x1", YLabel: "x2", Classes: []string{"inside", "outside"},
		XMin: -1, XMax: 1, YMin: -1, YMax: 1, Logits: make([][][]float64, 2),
		Points: []draw.Point{{X: 0.1, Y: 0.2}, {X: -0.4, Y: 0.1}, {X: 0.8, Y: 0.7, Class: 1}, {X: -0.9, Y: -0.2, Class: 1}},
	}
	for row := range side {
		inside, outside := make([]float64, side), make([]float64, side)
		for column := range side {
			x, y := 2*float64(column)/(side-1)-1, 2*float64(row)/(side-1)-1
			inside[column], outside[column] = 0.5-x*x-y*y, x*x+y*y-0.5
		}
		f.Logits[0], f.Logits[1] = append(f.Logits[0], inside), append(f.Logits[1], outside)
	}
	if err := draw.Save(f, "boundary.svg"); err != nil {
		log.Fatal(err)
	}
}

// The loss with only the largest weights kept, and with as many weights at random.
func ExamplePruning() {
	kept := []float64{0, 1, 3, 10, 30, 100}
	f := draw.Pruning{
		Title: "how many weights it needs", YLabel: "test loss", Factor: 1.05, Limit: 0.0105, Kept: 10,
		Lines: []draw.Line{
			{Name: "largest kept", X: kept, Y: []float64{1, 0.5, 0.1, 0.0103, 0.01, 0.01}},
			{Name: "random kept", X: kept, Y: []float64{1, 1, 0.98, 0.95, 0.8, 0.01}, Control: true},
		},
	}
	if err := draw.Save(f, "pruning.svg"); err != nil {
		log.Fatal(err)
	}
}

// Loss against size, a dot for each run of each method.
func ExamplePareto() {
	f := draw.Pareto{Title: "three seeds of each method", Methods: []draw.Method{
		{Name: "l1", Runs: []draw.Run{{X: 30, Y: 1.2e-3}, {X: 26, Y: 1.9e-3}, {X: 35, Y: 0.9e-3}}},
		{Name: "bimt", Runs: []draw.Run{{X: 22, Y: 1.5e-3}, {X: 20, Y: 2.1e-3}, {X: 29, Y: 1.1e-3}}},
	}}
	if err := draw.Save(f, "pareto.svg"); err != nil {
		log.Fatal(err)
	}
}

// Several figures of all runs, a box for each method.
func ExampleSpread() {
	f := draw.Spread{Title: "five seeds of each method", Methods: []string{"l1", "bimt"}, Metrics: []draw.Metric{
		{Name: "active weights", Unit: "weights", Values: [][]float64{{30, 26, 35, 24, 33}, {22, 20, 29, 21, 21}}},
		{Name: "connection cost", Values: [][]float64{{14.4, 13.6, 17.6, 14.1, 15}, {6.1, 5.2, 7.3, 6.4, 5.9}}},
	}}
	if err := draw.Save(f, "spread.svg"); err != nil {
		log.Fatal(err)
	}
}

// A table of networks, with what there is to say of each below it.
func ExampleMethods() {
	net := func(weight float64) *draw.Network {
		return &draw.Network{
			Layers: []draw.Layer{{Neurons: []draw.Neuron{{X: 0.25, Label: "x1"}, {X: 0.75, Label: "x2"}}}, {Neurons: []draw.Neuron{{X: 0.5, Label: "y"}}}},
			Edges:  []draw.Edge{{ToLayer: 1, Weight: 1}, {FromNeuron: 1, ToLayer: 1, Weight: weight}},
		}
	}
	f := draw.Methods{Title: "x1 alone is needed", Columns: []string{"none", "l1"}, Rows: []draw.MethodRow{
		{Name: "seed 0", Cells: []draw.MethodCell{{Network: net(0.4), Lines: []string{"2 active weights"}}, {Network: net(0), Lines: []string{"1 active weight"}}}},
	}}
	if err := draw.Save(f, "methods.svg"); err != nil {
		log.Fatal(err)
	}
}

// Two modules, and a weight that leads from one to the other.
func ExampleByModule() {
	f := draw.ByModule{
		Network: draw.Network{Title: "two modules", Layers: []draw.Layer{
			{Name: "inputs", Neurons: []draw.Neuron{{X: 0.2, Label: "x1"}, {X: 0.4, Label: "x2"}, {X: 0.8, Label: "x3"}}},
			{Name: "hidden", Neurons: []draw.Neuron{{X: 0.3}, {X: 0.55, Dead: true}, {X: 0.8}}},
			{Name: "outputs", Neurons: []draw.Neuron{{X: 0.3, Label: "x1·x2"}, {X: 0.8, Label: "x3²"}}},
		}, Edges: []draw.Edge{
			{FromLayer: 0, FromNeuron: 0, ToLayer: 1, ToNeuron: 0, Weight: 1.5}, {FromLayer: 0, FromNeuron: 1, ToLayer: 1, ToNeuron: 0, Weight: -0.8},
			{FromLayer: 0, FromNeuron: 2, ToLayer: 1, ToNeuron: 2, Weight: 1.2}, {FromLayer: 1, FromNeuron: 0, ToLayer: 2, ToNeuron: 0, Weight: 2},
			{FromLayer: 1, FromNeuron: 2, ToLayer: 2, ToNeuron: 1, Weight: 1}, {FromLayer: 1, FromNeuron: 2, ToLayer: 2, ToNeuron: 0, Weight: 0.1},
		}},
		Modules: [][]int{{0, 0, 1}, {0, -1, 1}, {0, 1}},
		Names:   []string{"1: x1, x2 → x1·x2", "2: x3 → x3²"},
	}
	if err := draw.Save(f, "bymodule.svg"); err != nil {
		log.Fatal(err)
	}
}
