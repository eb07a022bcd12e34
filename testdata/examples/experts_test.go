package examples

import (
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// experts is a mixture of experts (Jacobs et al. 1991, "Adaptive mixtures of local
// experts"), each a perceptron of one hidden layer:
//
//	y = Σ_e softmax(G·x)_e · D_e·silu(U_e·x).
//
// The experts' hidden neurons stand side by side on one axis, in blocks; the gate has one
// neuron for each block. Both axes share one split in heads, so an expert moves as a whole
// and its gate with it, and its neurons never leave it.
type experts struct {
	gate, up, down *nn.Linear
	number, each   int // of experts, of neurons in one
	x, y           *bimt.Axis
}

func newExperts(n *network, inputs, number, each, outputs int) *experts {
	random, heads, hidden := rng(), bimt.NewHeads("experts", number), number*each
	e := &experts{number: number, each: each, x: n.space.Axis("x", bimt.Line(inputs))}
	gate := n.space.Axis("gate", bimt.Line(number), bimt.InHeads(heads))
	h := n.space.Axis("h", bimt.Line(hidden), bimt.InHeads(heads))
	e.y = n.space.Axis("y", bimt.Line(outputs))
	e.gate = n.connect(try(nn.NewLinear(n.params, "gate", inputs, number, op.Identity, random)), gate, e.x)
	e.up = n.connect(try(nn.NewLinear(n.params, "up", inputs, hidden, op.SiLU, random)), h, e.x)
	e.down = n.connect(try(nn.NewLinear(n.params, "down", hidden, outputs, op.Identity, random)), e.y, h)
	return e
}

// apply takes x (batch, inputs) and gives (batch, outputs).
func (e *experts) apply(x *gorgonia.Node) *gorgonia.Node {
	batch := x.Shape()[0]
	x = try(e.x.ToPlaces(x))
	share := try(gorgonia.SoftMax(try(e.gate.Apply(x))))                                      // (batch, experts)
	share = try(op.Reshape(share, batch, e.number, 1))                                        // (batch, experts, 1)
	h := try(op.Reshape(try(e.up.Apply(x)), batch, e.number, e.each))                         // (batch, experts, each)
	h = try(gorgonia.BroadcastHadamardProd(h, share, nil, []byte{2}))                         // (batch, experts, each)
	return try(e.y.FromPlaces(try(e.down.Apply(try(op.Reshape(h, batch, e.number*e.each)))))) // (batch, outputs)
}

// Three experts learn (a, b) where the first input is positive, and (−b, a) elsewhere.
func TestMixtureOfExperts(t *testing.T) {
	const batch = 64
	n, random := newNetwork(), rng()
	net := newExperts(n, 3, 3, 4, 2)
	var xs, ys []float64
	for range batch {
		v := []float64{2*random.Float64() - 1, 2*random.Float64() - 1, 2*random.Float64() - 1}
		a, b := v[1], v[2]
		if v[0] < 0 {
			a, b = -v[2], v[1]
		}
		xs, ys = append(xs, v...), append(ys, a, b)
	}
	n.out = net.apply(n.input("x", xs, batch, 3))
	n.loss, n.below = try(op.MSE(n.out, n.input("y", ys, batch, 2))), 0.03
	n.labels = draw.Labels{net.x: {"which", "a", "b"}, net.y: {"first", "second"}}
	check(t, n)
}
