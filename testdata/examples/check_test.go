package examples

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/bimttest"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gonum.org/v1/gonum/diff/fd"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is what every example hands to check: a loss, the outputs by number, and the
// space that its parameters lie in.
type network struct {
	params    *graph.Params
	space     *bimt.Space
	loss, out *gorgonia.Node
	labels    draw.Labels

	optimizer    func(params []*graph.Param) (nn.Optimizer, error)
	steps        int
	rate, lambda float64
	below        float64 // what the loss must come to
}

// input adds an input of the given values to the graph.
func (n *network) input(name string, values []float64, shape ...int) *gorgonia.Node {
	x := try(graph.Input(n.params.Graph(), n.params.DType(), name, shape...))
	do(graph.Feed(x, values...))
	return x
}

// connect lays a layer of weights and biases between two axes.
func (n *network) connect(l *nn.Linear, to, from *bimt.Axis) *nn.Linear {
	do(n.space.Connect(l.Weight, to, from))
	do(n.space.Bias(l.Bias, to))
	return l
}

// newNetwork is an empty network in a graph of its own.
func newNetwork() *network {
	return &network{
		params: graph.NewParams(gorgonia.NewGraph(), tensor.Float64), space: bimt.NewSpace(bimt.LayerDistance(0.1)),
		optimizer: func(p []*graph.Param) (nn.Optimizer, error) { return nn.NewAdamW(p, nn.AdamWConfig{}) },
		steps:     600, rate: 1e-2, lambda: 1e-4,
	}
}

// rng is seeded, so that every run of the tests has the same bits.
func rng() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// check trains a network with BIMT, and holds it to what every architecture must keep.
func check(t *testing.T, n *network) {
	t.Helper()
	do(n.space.Check(n.params.All()...)) // nothing was forgotten
	do(flow.Check(n.space, n.out))       // every neuron meets its own kind
	penalty := try(n.space.Penalize(n.loss))
	do(penalty.Set(n.lambda, 1, true))
	session := try(graph.Compile(graph.Program{Loss: penalty.Total, Params: n.params.All(), Outputs: []*gorgonia.Node{n.out}}))
	gradients(t, n, session, penalty.Total)
	train(t, n, session)
	outputs := func() ([]float64, error) {
		if err := session.Run(); err != nil {
			return nil, err
		}
		return session.Float64s(n.out)
	}
	do(n.space.Verify(outputs, 1e-9, rng()))
	picture(t, n)
	for _, s := range bimt.Strategies() {
		do(disturb(n.params))
		bimttest.Check(t, bimttest.Network{Space: n.space, Outputs: outputs, Tolerance: 1e-10}, bimt.Relocation{Strategy: s, Locality: 1})
	}
}

// gradients compares the gradient by each parameter's first weights with differences.
func gradients(t *testing.T, n *network, session *graph.Session, total *gorgonia.Node) {
	t.Helper()
	for _, p := range n.params.All() {
		do(session.Run())
		first, got := p.Float64s(), p.Gradient()
		for i := range min(3, p.Len()) {
			loss := func(w float64) float64 {
				v := append([]float64(nil), first...)
				v[i] = w
				do(p.Set(v))
				do(session.Run())
				return session.Scalar(total)
			}
			want := fd.Derivative(loss, first[i], &fd.Settings{Formula: fd.Central})
			if math.Abs(got[i]-want) > 1e-7*math.Max(1, math.Abs(want)) {
				t.Errorf("gradient by element %d of %s is %v, differences say %v", i, p.Name(), got[i], want)
			}
		}
		do(p.Set(first))
	}
}

// train does all steps, with an exact relocation now and then.
func train(t *testing.T, n *network, session *graph.Session) {
	t.Helper()
	trainer := nn.Trainer{Session: session, Loss: n.loss, Optimizer: try(n.optimizer(n.params.All())), Rate: nn.Constant(n.rate), Steps: n.steps}
	trainer.After(nn.Every(100), func(*nn.Step) error {
		_, err := n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		return err
	})
	try(trainer.Run(context.Background()))
	do(session.Run())
	if loss := session.Scalar(n.loss); !(loss < n.below) {
		t.Errorf("the loss is %v after %d steps, want below %v", loss, n.steps, n.below)
	}
}

// disturb changes every weight a little, so that a relocation has work again.
func disturb(params *graph.Params) error {
	random := rng()
	for _, p := range params.All() {
		v := p.Float64s()
		for i := range v {
			v[i] += 0.3 * random.NormFloat64()
		}
		if err := p.Set(v); err != nil {
			return err
		}
	}
	return nil
}

// picture draws the network with the names of its neurons, as its signals flow.
func picture(t *testing.T, n *network) {
	t.Helper()
	figure := try(draw.FromFlow(try(flow.Read(n.space, n.out)), 0.05, strings.TrimPrefix(t.Name(), "Test"), n.labels))
	path := filepath.Join(t.TempDir(), "network.svg")
	do(draw.Save(figure, path))
	svg := string(try(os.ReadFile(path)))
	for _, names := range n.labels {
		for _, name := range names {
			if !strings.Contains(svg, ">"+name+"<") {
				t.Errorf("the picture does not name the neuron %s", name)
			}
		}
	}
	if to := os.Getenv("EXAMPLE_PICTURES"); to != "" { // to look at
		do(draw.Save(figure, filepath.Join(to, t.Name()+".png")))
	}
}

// try gives the value, or ends the test with the error.
func try[V any](v V, err error) V {
	do(err)
	return v
}

func do(err error) {
	if err != nil {
		panic(err)
	}
}
