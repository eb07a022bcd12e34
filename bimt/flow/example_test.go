package flow_test

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A layer with a skip is two stages of one axis. Input 0 alone is wired to the hidden
// neurons; over the skip, every input reaches its own output.
func ExampleRead() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	x, h := space.Axis("x", bimt.Line(2)), space.Axis("h", bimt.Line(3))
	up, err := params.New("up", 3, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	down, err := params.New("down", 2, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range []struct {
		p        *graph.Param
		to, from *bimt.Axis
		w        []float64
	}{{up, h, x, []float64{1, 0, 0, 0, 0.5, 0}}, {down, x, h, []float64{0, 0, 0, 0, 0, -2}}} {
		if err := space.Connect(c.p, c.to, c.from); err != nil {
			fmt.Println(err)
		}
		if err := c.p.Set(c.w); err != nil {
			fmt.Println(err)
		}
	}
	out, err := residual(params, x, &nn.Linear{Weight: up, Activation: "silu"}, &nn.Linear{Weight: down, Activation: "identity"})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := flow.Read(space, out)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range f.Wires {
		fmt.Println(w)
	}
	reach, err := f.Reach(f.Inputs(), f.Outputs(), 0.01)
	fmt.Println(reach, err)
	alive, err := f.Alive(0.01)
	fmt.Println(alive[f.On(h)[0]], err)
	fmt.Println(flow.Check(space, out))
	// Output:
	// x 0 → h (affine up)
	// h → x 1 (affine down)
	// x 0 → x 1 (skip)
	// [[0] [0 1]] <nil>
	// [false false true] <nil>
	// <nil>
}

// residual is x + down(up(x)) for data by number.
func residual(params *graph.Params, a *bimt.Axis, up, down nn.Layer) (*gorgonia.Node, error) {
	data, err := graph.Input(params.Graph(), tensor.Float64, "data", 4, 2)
	if err != nil {
		return nil, err
	}
	x, err := a.ToPlaces(data)
	if err != nil {
		return nil, err
	}
	h, err := up.Apply(x)
	if err != nil {
		return nil, err
	}
	y, err := down.Apply(h)
	if err != nil {
		return nil, err
	}
	sum, err := gorgonia.Add(x, y)
	if err != nil {
		return nil, err
	}
	return a.FromPlaces(sum)
}
