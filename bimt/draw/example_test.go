package draw_test

import (
	"fmt"
	"os"
	"path/filepath"

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
	dir, err := os.MkdirTemp("", "pictures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	svg, png := filepath.Join(dir, "network.svg"), filepath.Join(dir, "network.png")
	if err := draw.Save(net, svg, png); err != nil {
		fmt.Println(err)
		return
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		fmt.Println(err)
	}
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// network.png
	// network.svg
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
	pic, err := f.Picture()
	if err != nil {
		fmt.Println(err)
		return
	}
	width, _ := pic.Size()
	fmt.Printf("%.1f inches wide\n", width/72)
	// Output:
	// 6.5 inches wide
}

// What is wrong with a figure is said before anything is drawn.
func ExampleFit() {
	f := draw.Fit{Title: "test set", Outputs: []draw.Output{{Name: "y", True: []float64{1, 2}, Predicted: []float64{1}}}}
	_, err := f.Picture()
	fmt.Println(err)
	// Output:
	// draw: fit "test set": output 0 ("y"): it has 2 true and 1 predicted values; give as many of both, and at least one
}
