package examples

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/transformer"
)

// A transformer sorts four numbers: place i of the output is the i-th smallest.
func TestSorting(t *testing.T) {
	const batch, length = 64, 4
	n, random := newNetwork(), rng()
	config := transformer.Default()
	config.Inputs, config.Outputs, config.Positions = 1, 1, length
	config.Width, config.Heads, config.Layers, config.Hidden, config.Causal = 8, 2, 2, 12, false
	model := try(transformer.New(n.params, n.space, config, random))

	var xs, ys []float64
	for range batch {
		v := make([]float64, length)
		for i := range v {
			v[i] = random.Float64()
		}
		xs = append(xs, v...)
		slices.Sort(v)
		ys = append(ys, v...)
	}
	pass := try(model.Forward(n.input("x", xs, batch, length, 1)))
	n.out = pass.Output // (batch, length, 1)
	n.loss, n.below = try(op.MSE(n.out, n.input("y", ys, batch, length, 1))), 0.005
	n.labels = draw.Labels{model.In: {"number"}, model.Out: {"sorted"}}
	check(t, n)
}
