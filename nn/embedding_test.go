package nn_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A layer on embedded tokens is the layer after the embedding, whether there are more
// rows than tokens or fewer.
func TestLinearOfEmbedding(t *testing.T) {
	for _, rows := range []int{2, 5, 9} {
		params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		e := must(nn.NewEmbedding(params, "table", 5, 3, seeded(1)))(t)
		l := must(nn.NewLinear(params, "layer", 6, 4, op.SiLU, seeded(2)))(t)
		x := must(graph.Input(params.Graph(), tensor.Float64, "x", rows, 2))(t)
		id := make([]float64, rows*2)
		for i := range id {
			id[i] = float64(i * 3 % 5)
		}
		check(t, graph.Feed(x, id...))
		rowsOf := must(e.Apply(x))(t)
		got := must(l.Apply(rowsOf))(t)
		want := must(op.Affine(must(op.Reshape(rowsOf, rows, 6))(t), l.Weight.Node(), l.Bias.Node(), op.SiLU))(t)
		s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{got}}))(t)
		check(t, s.Run())
		whole := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{want}}))(t)
		check(t, whole.Run())
		a, b := must(s.Float64s(got))(t), must(whole.Float64s(want))(t)
		for i := range b {
			if math.Abs(a[i]-b[i]) > 1e-14 {
				t.Fatalf("%d rows: output %d is %v, want %v", rows, i, a[i], b[i])
			}
		}
		if few := rows < 5; (op.Of(got).Kind == op.KindAffine) != few || s.Instructions() != 2 {
			t.Errorf("%d rows of 5 tokens are multiplied by %v, in %d instructions", rows, op.Of(got), s.Instructions())
		}
	}
}
