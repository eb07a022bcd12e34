package bimt_test

import (
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// residual is x → V·(h + tanh(B·h)) with h = tanh(W·x), its hidden neurons on one axis, or
// on two as if h and tanh(B·h) were neurons of their own.
type residual struct {
	params  *graph.Params
	space   *bimt.Space
	session *graph.Session
	out     *gorgonia.Node
}

func newResidual(two bool) (*residual, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	g := gorgonia.NewGraph()
	n := &residual{params: graph.NewParams(g, tensor.Float64), space: bimt.NewSpace()}
	x := n.space.Axis("x", bimt.Line(3), bimt.Fixed())
	h := n.space.Axis("h", bimt.Line(5))
	more := h
	if two {
		more = n.space.Axis("more", bimt.Line(5))
	}
	y := n.space.Axis("y", bimt.Line(2), bimt.Fixed())
	weights := map[string]*gorgonia.Node{}
	for _, w := range []struct {
		name          string
		rows, columns *bimt.Axis
	}{{"W", h, x}, {"B", more, h}, {"V", y, more}} {
		p, err := n.params.New(w.name, w.rows.Len(), w.columns.Len())
		if err != nil {
			return nil, err
		}
		v := make([]float64, p.Len())
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		if err := errors.Join(p.Set(v), n.space.Connect(p, w.rows, w.columns)); err != nil {
			return nil, err
		}
		weights[w.name] = p.Node()
	}
	in, err := graph.Input(g, tensor.Float64, "input", 2, 3)
	if err != nil {
		return nil, err
	}
	if err := graph.Feed(in, 1.0, -1, 0.5, 0.2, 2, -0.3); err != nil {
		return nil, err
	}
	first, err := op.Affine(in, weights["W"], nil, op.Tanh)
	if err != nil {
		return nil, err
	}
	second, err := op.Affine(first, weights["B"], nil, op.Tanh)
	if err != nil {
		return nil, err
	}
	sum, err := gorgonia.Add(first, second)
	if err != nil {
		return nil, err
	}
	if n.out, err = op.Affine(sum, weights["V"], nil, op.Identity); err != nil {
		return nil, err
	}
	n.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n.out}})
	return n, err
}

func (n *residual) outputs() ([]float64, error) {
	if err := n.session.Run(); err != nil {
		return nil, err
	}
	return n.session.Float64s(n.out)
}

// Verify passes a network that keeps its function, names the axis of one that does not,
// and leaves both as they were.
func TestVerify(t *testing.T) {
	for _, two := range []bool{false, true} {
		n := must(newResidual(two))(t)
		check(t, n.space.Find("h").SetOrder([]int{4, 0, 1, 3, 2}))
		for _, p := range n.params.All() {
			check(t, p.SetMemory("note", p.Float64s()))
		}
		before := n.space.Find("h").Order()
		for seed := range uint64(10) {
			err := n.space.Verify(n.outputs, 1e-9, rand.New(rand.NewPCG(seed, 1)))
			if two {
				wantError(t, err, "axis h moved", "output", "one axis", "Fixed")
			} else {
				check(t, err)
			}
		}
		if !slices.Equal(n.space.Find("h").Order(), before) {
			t.Errorf("axis h stands in %v, before %v", n.space.Find("h").Order(), before)
		}
		for _, p := range n.params.All() {
			if !slices.Equal(p.Float64s(), p.MemoryFloat64s("note")) {
				t.Errorf("%s is not as it was", p.Name())
			}
		}
	}
}

// A network, or a call, that can't be verified is refused, and nothing has moved.
func TestVerifyRefuses(t *testing.T) {
	n := must(newResidual(false))(t)
	rng := rand.New(rand.NewPCG(1, 1))
	calls := 0
	noise := func() ([]float64, error) { return []float64{rng.Float64()}, nil }
	broken := func() ([]float64, error) {
		if calls++; calls == 3 {
			return nil, errors.New("out of paper")
		}
		return n.outputs()
	}
	more := func() ([]float64, error) {
		if n.space.Find("h").Order()[0] == 1 {
			return make([]float64, 2), nil
		}
		return make([]float64, 3), nil
	}
	check(t, n.space.Find("h").SetOrder([]int{1, 0, 2, 3, 4}))
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"no outputs":   {n.space.Verify(nil, 1e-9, rng), []string{"function for the outputs"}},
		"no source":    {n.space.Verify(n.outputs, 1e-9, nil), []string{"random source"}},
		"no tolerance": {n.space.Verify(n.outputs, 0, rng), []string{"tolerance above 0, not 0"}},
		"noise":        {n.space.Verify(noise, 1e-9, rng), []string{"nothing moved", "same every time"}},
		"an error":     {n.space.Verify(broken, 1e-9, rng), []string{"out of paper"}},
		"other length": {n.space.Verify(more, 1e-9, rng), []string{"3 outputs, 2 before"}},
		"a panic":      {n.space.Verify(func() ([]float64, error) { panic("boom") }, 1e-9, rng), []string{"panic", "boom"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
	if got := n.space.Find("h").Order(); !slices.Equal(got, []int{1, 0, 2, 3, 4}) {
		t.Errorf("axis h stands in %v", got)
	}
}

// A sum of two axes ties their neurons together, which no declaration shows.
func ExampleSpace_Verify() {
	for _, two := range []bool{false, true} {
		net, err := newResidual(two)
		if err != nil {
			log.Fatal(err)
		}
		err = net.space.Verify(net.outputs, 1e-9, rand.New(rand.NewPCG(1, 2)))
		fmt.Println("two axes:", two, "| kept:", err == nil)
	}
	// Output:
	// two axes: false | kept: true
	// two axes: true | kept: false
}
