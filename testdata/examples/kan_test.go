package examples

import (
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// kan is a layer of learned functions on edges, in the manner of Kolmogorov–Arnold
// networks (Liu et al. 2024, arXiv 2404.19756), with bumps for splines:
//
//	y_j = Σ_i f_ji(x_i),  f_ji(x) = w_ji0·x + Σ_b w_jib·exp(−(x − c_b)²/2s²).
//
// The weight of all functions is one matrix: its columns are copies of the inputs' axis,
// one copy for each basis function, so the functions of a neuron move with it.
type kan struct {
	weight  *graph.Param // (out, (1 + bumps)·in)
	centres []float64
	width   float64 // s
}

func newKAN(n *network, path string, to, from *bimt.Axis) *kan {
	k := &kan{centres: []float64{-1, 0, 1}, width: 0.7}
	k.weight = try(n.params.New(path+".weight", to.Len(), (1+len(k.centres))*from.Len()))
	do(nn.Normal(k.weight, 0.3, rng()))
	do(n.space.Connect(k.weight, to, from)) // the size says how many copies
	return k
}

// apply takes x (batch, in) and gives (batch, out).
func (k *kan) apply(x *gorgonia.Node) *gorgonia.Node {
	basis := gorgonia.Nodes{x}
	for _, c := range k.centres {
		d := try(gorgonia.Square(try(gorgonia.Sub(x, gorgonia.NewConstant(c)))))
		basis = append(basis, try(gorgonia.Exp(try(gorgonia.Mul(d, gorgonia.NewConstant(-1/(2*k.width*k.width)))))))
	}
	all := try(gorgonia.Concat(1, basis...)) // (batch, (1 + bumps)·in)
	return try(op.Affine(all, k.weight.Node(), nil, op.Identity))
}

// Two layers learn a product, as ((a + b)² − (a − b)²)/4, and a square.
func TestKAN(t *testing.T) {
	const batch = 100
	n, random := newNetwork(), rng()
	x, h, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("h", bimt.Line(5)), n.space.Axis("y", bimt.Line(2))
	first, second := newKAN(n, "first", h, x), newKAN(n, "second", y, h)
	var xs, ys []float64
	for range batch {
		v := []float64{2*random.Float64() - 1, 2*random.Float64() - 1, 2*random.Float64() - 1}
		xs, ys = append(xs, v...), append(ys, v[0]*v[1], v[2]*v[2])
	}
	hidden := first.apply(try(x.ToPlaces(n.input("x", xs, batch, 3))))
	n.out = try(y.FromPlaces(second.apply(hidden)))
	n.loss, n.below = try(op.MSE(n.out, n.input("y", ys, batch, 2))), 0.01
	n.labels = draw.Labels{x: {"a", "b", "c"}, y: {"a·b", "c²"}}
	check(t, n)
}
