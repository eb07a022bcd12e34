package graphtest

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is one or more cases in one graph, each ending in a probe; the loss is the sum
// of the probes.
type network struct {
	g      *gorgonia.ExprGraph
	params *graph.Params
	inputs map[string]*gorgonia.Node
	outs   gorgonia.Nodes
	loss   *gorgonia.Node
	*graph.Session
}

// newNetwork builds the cases with their session, with probes from the first number on. Inputs of one name are shared.
func newNetwork(dtype tensor.Dtype, first int, cases ...Case) (*network, error) {
	return compile(dtype, first, graph.Program{}, cases...)
}

// compile is newNetwork for a program that is run as p says.
func compile(dtype tensor.Dtype, first int, p graph.Program, cases ...Case) (*network, error) {
	n, err := newGraph(dtype, first, cases...)
	if err != nil {
		return nil, err
	}
	p.Outputs = append(n.outs[:len(n.outs):len(n.outs)], n.loss)
	if len(n.params.All()) > 0 {
		p.Loss, p.Params = n.loss, n.params.All()
	}
	if n.Session, err = graph.Compile(p); err != nil {
		return nil, err
	}
	return n, nil
}

// newGraph builds the cases, with probes from the first number on, and compiles nothing.
func newGraph(dtype tensor.Dtype, first int, cases ...Case) (*network, error) {
	g := gorgonia.NewGraph()
	n := &network{g: g, params: graph.NewParams(g, dtype), inputs: map[string]*gorgonia.Node{}}
	for i, c := range cases {
		out, err := n.apply(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		probed, err := probe(out, first+i)
		if err != nil {
			return nil, err
		}
		n.outs = append(n.outs, out)
		if n.loss == nil {
			n.loss = probed
		} else if n.loss, err = gorgonia.Add(n.loss, probed); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *network) apply(c Case) (*gorgonia.Node, error) {
	in := make(gorgonia.Nodes, len(c.Inputs))
	for i, x := range c.Inputs {
		var err error
		if in[i], err = n.input(x); err != nil {
			return nil, err
		}
	}
	return c.Op(in)
}

func (n *network) input(x Input) (*gorgonia.Node, error) {
	if node := n.inputs[x.Name]; node != nil {
		return node, nil
	}
	if len(x.Data) != size(x.Shape) {
		return nil, fmt.Errorf("input %s: %d elements for shape %v", x.Name, len(x.Data), x.Shape)
	}
	node, err := n.newInput(x)
	n.inputs[x.Name] = node
	return node, err
}

func (n *network) newInput(x Input) (*gorgonia.Node, error) {
	if x.Constant {
		node, err := graph.Input(n.g, n.params.DType(), x.Name, x.Shape...)
		if err != nil {
			return nil, err
		}
		return node, graph.Feed(node, x.Data...)
	}
	p, err := n.params.New(x.Name, x.Shape...)
	if err != nil {
		return nil, err
	}
	return p.Node(), p.Set(x.Data)
}

// values are the outputs and gradients of the last run.
type values struct {
	outs  [][]float64
	grads map[string][]float64
}

func (n *network) run() (*values, error) {
	if err := n.Run(); err != nil {
		return nil, err
	}
	v := &values{grads: map[string][]float64{}}
	for _, out := range n.outs {
		x, err := n.Float64s(out)
		if err != nil {
			return nil, err
		}
		v.outs = append(v.outs, x)
	}
	for _, p := range n.params.All() {
		v.grads[p.Name()] = p.Gradient()
	}
	return v, nil
}

// runOnce builds one network, with probes from the first number on, and runs it.
func runOnce(dtype tensor.Dtype, first int, cases ...Case) (*values, error) {
	n, err := newNetwork(dtype, first, cases...)
	if err != nil {
		return nil, err
	}
	return n.run()
}

// compare reports the first output or gradient that is off by more than the tolerance,
// relative to max(1, |want|).
func (v *values) compare(want *values, tolerance float64) error {
	for i := range want.outs {
		if err := compare("value", v.outs[i], want.outs[i], tolerance); err != nil {
			return err
		}
	}
	for name, g := range want.grads {
		if err := compare("gradient by "+name, v.grads[name], g, tolerance); err != nil {
			return err
		}
	}
	return nil
}

func compare(what string, got, want []float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s has %d elements, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		if got[i] != w && !(math.Abs(got[i]-w) <= tolerance*math.Max(1, math.Abs(w))) {
			return fmt.Errorf("%s: element %d is %.17g, want %.17g", what, i, got[i], w)
		}
	}
	return nil
}
