package scene_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/scene"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is a 2-3-1 network with weights 1, 2, … in each layer.
func network(t *testing.T) (*bimt.Space, *flow.Flow, *graph.Params) {
	t.Helper()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp, err := nn.NewMLP(params, "linear", []int{2, 3, 1}, op.SiLU, rand.New(rand.NewPCG(1, 1)))
	fatal(t, err)
	space := bimt.NewSpace()
	axes := []*bimt.Axis{space.Axis("x", bimt.Line(2)), space.Axis("h", bimt.Line(3)), space.Axis("y", bimt.Line(1))}
	for i, l := range mlp.Layers {
		fatal(t, space.Connect(l.Weight, axes[i+1], axes[i]))
		fatal(t, space.Bias(l.Bias, axes[i+1]))
	}
	for _, p := range params.All() {
		v := p.Float64s()
		for i := range v {
			v[i] = float64(i + 1)
		}
		fatal(t, p.Set(v))
	}
	x, err := graph.Input(params.Graph(), params.DType(), "x", 1, 2)
	fatal(t, err)
	x, err = axes[0].ToPlaces(x)
	fatal(t, err)
	out, err := mlp.Apply(x)
	fatal(t, err)
	f, err := flow.Read(space, out)
	fatal(t, err)
	return space, f, params
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Weights stand by place, and follow a relocation.
func TestRead(t *testing.T) {
	space, f, _ := network(t)
	x, h := space.Find("x"), space.Find("h")
	n, err := scene.Read(f, map[*bimt.Axis][]string{x: {"a", "b"}})
	fatal(t, err)
	if len(n.Axes) != 3 || n.Axes[1].Row != 1 || !n.Axes[0].Input || !n.Axes[2].Output || n.Axes[0].Labels[1] != "b" {
		t.Errorf("axes %+v", n.Axes)
	}
	if len(n.Wires) != 2 || !slices.Equal(n.Wires[0].Weights, scene.Values{1, 2, 3, 4, 5, 6}) || n.Wires[0].Rows != 3 || n.Wires[0].Cols != 2 {
		t.Errorf("wires %+v", n.Wires)
	}
	if len(n.Biases) != 2 || !slices.Equal(n.Biases[0].Weights, scene.Values{1, 2, 3}) {
		t.Errorf("biases %+v", n.Biases)
	}
	fatal(t, space.Move(map[*bimt.Axis][]int{h: {2, 0, 1}}))
	fatal(t, n.Update())
	if !slices.Equal(n.Axes[1].Numbers, h.Order()) || !slices.Equal(n.Wires[0].Weights, scene.Values{5, 6, 1, 2, 3, 4}) || !slices.Equal(n.Wires[1].Weights, scene.Values{3, 1, 2}) {
		t.Errorf("after a move: numbers %v, weights %v and %v", n.Axes[1].Numbers, n.Wires[0].Weights, n.Wires[1].Weights)
	}
}

func TestReadRefuses(t *testing.T) {
	space, f, params := network(t)
	if _, err := scene.Read(f, map[*bimt.Axis][]string{space.Find("x"): {"a"}}); err == nil || !strings.Contains(err.Error(), "axis x has 2 neurons") {
		t.Errorf("too few labels: %v", err)
	}
	p := params.Get("linear1.weight")
	v := p.Float64s()
	v[1] = 1 / (v[0] - v[0])
	fatal(t, p.Set(v))
	if _, err := scene.Read(f, nil); err == nil || !strings.Contains(err.Error(), "linear1.weight") {
		t.Errorf("an infinite weight: %v", err)
	}
}

func ExampleValues() {
	b, err := json.Marshal(scene.Values{0.123456, -2, 1e-7, 3e-5, 12345.6})
	fmt.Println(string(b), err)
	// Output: [0.1235,-2,0,0.00003,1.235e+04] <nil>
}
