package bimt_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What a relocation would leave behind is named before it does.
func TestCheckFindsWhatWasForgotten(t *testing.T) {
	for _, c := range []struct {
		forgotten string
		fixed     bool
		words     []string
	}{
		{"", false, nil},
		{"bias", false, []string{"linear0.bias", "Bias"}},
		{"inputs", false, []string{"axis in", "ToPlaces"}},
		{"outputs", false, []string{"axis out", "FromPlaces"}},
		{"inputs outputs", true, nil},
	} {
		params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		mlp, err := nn.NewMLP(params, "linear", []int{3, 5, 2}, op.SiLU, rand.New(rand.NewPCG(1, 2)))
		fatal(err)
		space, ends := bimt.NewSpace(), []bimt.AxisOption(nil)
		if c.fixed {
			ends = append(ends, bimt.Fixed())
		}
		in, hidden, out := space.Axis("in", bimt.Line(3), ends...), space.Axis("hidden", bimt.Line(5)), space.Axis("out", bimt.Line(2), ends...)
		fatal(space.Connect(mlp.Layers[0].Weight, hidden, in))
		if c.forgotten != "bias" {
			fatal(space.Bias(mlp.Layers[0].Bias, hidden))
		}
		fatal(space.Connect(mlp.Layers[1].Weight, out, hidden))
		fatal(space.Bias(mlp.Layers[1].Bias, out))
		x := node(graph.Input(params.Graph(), tensor.Float64, "x", 4, 3))
		if c.forgotten != "inputs" && !c.fixed {
			x = node(in.ToPlaces(x))
		}
		if x = node(mlp.Apply(x)); c.forgotten != "outputs" && !c.fixed {
			node(out.FromPlaces(x))
		}
		if err := space.Check(params.All()...); c.words != nil {
			wantError(t, err, c.words...)
		} else if err != nil {
			t.Errorf("nothing is forgotten (%q): %v", c.forgotten, err)
		}
	}
}

func TestCheckReportsAxes(t *testing.T) {
	s := bimt.NewSpace()
	s.Axis("h", bimt.Line(0))
	wantError(t, s.Check(), "axis h")
	wantError(t, bimt.NewSpace().Check(nil), "parameter")
}
