package flow_test

import (
	"fmt"
	"log"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Two outputs are computed apart: the network is two modules, read cell by cell.
func ExampleFlow_Modules() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	x, y := space.Axis("x", bimt.Line(3)), space.Axis("y", bimt.Line(2))
	w, err := params.New("w", 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Set([]float64{1, 0, -2, 0, 3, 0}); err != nil {
		log.Fatal(err)
	}
	if err := space.Connect(w, y, x); err != nil {
		log.Fatal(err)
	}
	data, err := graph.Input(params.Graph(), tensor.Float64, "data", 1, 3)
	if err != nil {
		log.Fatal(err)
	}
	in, err := x.ToPlaces(data)
	if err != nil {
		log.Fatal(err)
	}
	out, err := op.Affine(in, w.Node(), nil, op.Identity)
	if err != nil {
		log.Fatal(err)
	}
	if out, err = y.FromPlaces(out); err != nil {
		log.Fatal(err)
	}
	f, err := flow.Read(space, out)
	if err != nil {
		log.Fatal(err)
	}
	for _, wire := range f.Into(f.On(y)[0]) {
		if wire.Kind != flow.Affine {
			continue
		}
		err := wire.Each(0.01, func(c flow.Cell, weight float64) { fmt.Println(c.From, "→", c.To, weight) })
		if err != nil {
			log.Fatal(err)
		}
	}
	modules, err := f.Modules(0.01)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range modules {
		var names []string
		for _, n := range m {
			names = append(names, fmt.Sprint(n.Axis.Name(), n.Number))
		}
		fmt.Println(names)
	}
	paths, err := f.Paths(0.01)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range paths {
		fmt.Println("output", p.Output.Number, "of", len(p.Inputs), "inputs")
	}
	// Output:
	// 0 → 0 1
	// 2 → 0 -2
	// 1 → 1 3
	// [x0 x2 y0]
	// [x1 y1]
	// output 0 of 2 inputs
	// output 1 of 1 inputs
}
