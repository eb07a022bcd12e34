package bimt_test

import (
	"errors"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
