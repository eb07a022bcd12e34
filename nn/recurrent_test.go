package nn_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Two steps of time, by hand.
func TestRecurrent(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	r := must(nn.NewRecurrent(params, "rnn", 2, 3, op.Tanh, 0.9, seeded(1)))(t)
	x := make([]*gorgonia.Node, 2)
	fed := [][]float64{{0.5, -2}, {1, 0.25}}
	for i := range x {
		x[i] = must(graph.Input(params.Graph(), tensor.Float64, fmt.Sprint("x", i), 1, 2))(t)
		check(t, graph.Feed(x[i], fed[i]...))
	}
	states := must(r.Apply(x...))(t)
	s := must(graph.Compile(graph.Program{Outputs: states}))(t)
	check(t, s.Run())
	w, b, back := r.In.Weight.Float64s(), r.In.Bias.Float64s(), r.Back.Weight.Float64s()
	h := make([]float64, 3)
	for i, in := range fed {
		next := make([]float64, 3)
		for j := range next {
			z := w[2*j]*in[0] + w[2*j+1]*in[1] + b[j]
			for k := range h {
				z += back[3*j+k] * h[k]
			}
			next[j] = math.Tanh(z)
		}
		h = next
		got := must(s.Float64s(states[i]))(t)
		for j := range h {
			if math.Abs(got[j]-h[j]) > 1e-14 {
				t.Errorf("step %d, neuron %d: %v, want %v", i, j, got[j], h[j])
			}
		}
	}
	_, err := nn.NewRecurrent(params, "other", 2, 3, "tahn", 1, seeded(1))
	wantError(t, err, "other", "tahn")
	_, err = r.Apply(x[0], nil)
	wantError(t, err, "step 1")
}

func TestOrthogonal(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	p := must(params.New("p", 5, 5))(t)
	check(t, nn.Orthogonal(p, seeded(1)))
	q := mat.NewDense(5, 5, p.Float64s())
	var product mat.Dense
	product.Mul(q, q.T())
	if !mat.EqualApprox(&product, mat.NewDiagDense(5, []float64{1, 1, 1, 1, 1}), 1e-12) {
		t.Errorf("Q·Qᵀ is\n%v", mat.Formatted(&product))
	}
	wantError(t, nn.Orthogonal(must(params.New("wide", 2, 3))(t), seeded(1)), "wide", "square")
	wantError(t, nn.Orthogonal(nil, seeded(1)), "missing")
}
