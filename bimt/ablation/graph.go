package ablation

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Graph is a network of any kind on as many rows as its input has: its expression graph,
// with the neurons overwritten where weights read them. Weights are found as operands of
// op.Affine, which all layers of packages nn and transformer are made of.
type Graph struct {
	space   *bimt.Space
	x, out  *gorgonia.Node
	session *graph.Session
	rows    int
	reads   []read
	sites   map[*gorgonia.Node]*site

	data      []float64 // of x
	recording bool
}

// read is an operation that reads neurons with a connection.
type read struct {
	weight   *bimt.Connection
	in, out  *gorgonia.Node
	bias     *gorgonia.Node // nil for none
	act      op.Activation
	byNumber bool // its outputs stand by number, not by place
}

// site is a node whose values can be replaced: of each row some places of a sequence with
// the neurons of an axis, or copies of it, at each.
type site struct {
	source
	axis     *bimt.Axis
	byNumber bool
	now      []float64 // of the run under way, where a weight reads it
	change   func(values []float64)
}

// NewGraph makes a network ready whose outputs out, with the rows of the input x, are built
// of parameters connected in space. Weights whose operations it does not know are reported
// when they are asked for.
func NewGraph(space *bimt.Space, x, out *gorgonia.Node) (*Graph, error) {
	if space == nil || x == nil || out == nil || x.Dims() == 0 {
		return nil, errors.New("ablation: the space, the input or the output is missing, or the input has no rows")
	}
	g := &Graph{space: space, x: x, out: out, rows: x.Shape()[0], sites: map[*gorgonia.Node]*site{}}
	g.find()
	overwrite := map[*gorgonia.Node]func([]float64){}
	for _, r := range g.reads {
		from, to := r.weight.Ends()
		g.site(r.in, from, false)
		g.site(r.out, to, r.byNumber)
	}
	for n, s := range g.sites {
		if n != x {
			overwrite[n] = func(values []float64) { g.visit(s, values) }
		}
	}
	var err error
	g.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}, Overwrite: overwrite})
	return g, err
}

func (g *Graph) site(n *gorgonia.Node, a *bimt.Axis, byNumber bool) {
	if g.sites[n] == nil {
		g.sites[n] = &site{axis: a, byNumber: byNumber}
	}
}

// find lists the operations that read, in the order in which the graph is walked.
func (g *Graph) find() {
	seen := map[*gorgonia.Node]bool{}
	for todo := []*gorgonia.Node{g.out}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		in := op.Children(n)
		todo = append(todo, in...)
		attrs, ok := op.Of(n).Attrs.(op.AffineAttrs)
		if !ok || op.Of(n).Kind != op.KindAffine {
			continue
		}
		w, byNumber := in[1], false
		if k := op.Of(w).Kind; k == op.KindReorderRows || k == op.KindReorder {
			w, byNumber = op.Children(w)[0], true
		}
		for _, c := range g.space.Connections() {
			if c.Param().Node() == w && c.IsWire() {
				r := read{weight: c, in: in[0], out: n, act: attrs.Activation, byNumber: byNumber}
				if len(in) > 2 {
					r.bias = in[2]
				}
				g.reads = append(g.reads, r)
			}
		}
	}
}

// visit records the values of a site, or changes them.
func (g *Graph) visit(s *site, values []float64) {
	if g.recording {
		s.values = slices.Clone(values)
		s.width = len(values) / g.rows
		s.mean = means(s.values, g.rows, s.width)
	}
	if s.change != nil {
		s.change(values)
	}
	s.now = append(s.now[:0], values...)
}

// Feed takes the rows of x, row-major, and for each the row that stands for it in Resample.
func (g *Graph) Feed(x []float64, other []int) error {
	if len(other) != g.rows {
		return fmt.Errorf("ablation: %d rows, the input has %d", len(other), g.rows)
	}
	g.data = slices.Clone(x)
	for n, s := range g.sites {
		s.other = other
		if n == g.x {
			s.values, s.width = g.data, len(x)/g.rows
			s.mean = means(x, g.rows, s.width)
			s.now = g.data
		}
	}
	g.recording = true
	defer func() { g.recording = false }()
	_, err := g.run()
	return err
}

// Outputs are those of the network as it is, (rows, …, outputs).
func (g *Graph) Outputs() ([]float64, error) { return g.run() }

// run computes the outputs with the changes that sites have.
func (g *Graph) run() ([]float64, error) {
	x := g.data
	if s := g.sites[g.x]; s != nil && s.change != nil {
		x = slices.Clone(x)
		s.change(x)
	}
	if err := graph.Feed(g.x, x...); err != nil {
		return nil, err
	}
	if err := g.session.Run(); err != nil {
		return nil, err
	}
	return g.session.Float64s(g.out)
}

// Neurons gives the outputs with neurons replaced wherever they are read; those of an axis
// that no weight reads (outputs, queries, keys) where they are written.
func (g *Graph) Neurons(cut []flow.Neuron, by Replacement) ([]float64, error) {
	defer g.reset()
	of := map[*bimt.Axis][]bool{} // by number
	for _, n := range cut {
		if !slices.Contains(g.space.Axes(), n.Axis) || n.Number < 0 || n.Number >= n.Axis.Len() {
			return nil, fmt.Errorf("ablation: there is no neuron of number %d on that axis of the network", n.Number)
		}
		if of[n.Axis] == nil {
			of[n.Axis] = make([]bool, n.Axis.Len())
			if len(g.where(n.Axis)) == 0 {
				return nil, fmt.Errorf("ablation: no operation known here reads or writes axis %s", n.Axis.Name())
			}
		}
		of[n.Axis][n.Number] = true
	}
	for a, numbers := range of {
		for _, s := range g.where(a) {
			s.change = func(values []float64) { s.replace(values, numbers, by) }
		}
	}
	return g.run()
}

// where are the sites of an axis: those that are read, else those that are written.
func (g *Graph) where(a *bimt.Axis) (sites []*site) {
	add := func(s *site) {
		if !slices.Contains(sites, s) {
			sites = append(sites, s)
		}
	}
	for _, r := range g.reads {
		if from, _ := r.weight.Ends(); from == a {
			add(g.sites[r.in])
		}
	}
	if sites == nil {
		for _, r := range g.reads {
			if _, to := r.weight.Ends(); to == a {
				add(g.sites[r.out])
			}
		}
	}
	return sites
}

// replace puts others in the places of neurons.
func (s *site) replace(values []float64, numbers []bool, by Replacement) {
	order := s.axis.Order()
	for i := range values {
		n := i % len(order)
		if !s.byNumber {
			n = order[n]
		}
		if numbers[n] {
			values[i] = s.at(i/s.width, i%s.width, by)
		}
	}
}

func (g *Graph) reset() {
	for _, s := range g.sites {
		s.change = nil
	}
}

// Weight gives the outputs with what a weight carries replaced, by its row-major element,
// in all operations that read neurons with it. A table of tokens that is a weight too stays
// as the table it is.
func (g *Graph) Weight(c *bimt.Connection, element int, by Replacement) ([]float64, error) {
	defer g.reset()
	if c == nil {
		return nil, errors.New("ablation: there is no connection: take one of the space")
	}
	if element < 0 || element >= c.Param().Len() {
		return nil, fmt.Errorf("ablation: %s has elements 0 … %d, none of number %d", c.Param().Name(), c.Param().Len()-1, element)
	}
	found := false
	for i := range g.reads {
		if r := &g.reads[i]; r.weight == c {
			found = true
			change, err := g.without(r, element, by)
			if err != nil {
				return nil, err
			}
			g.sites[r.out].change = change
		}
	}
	if !found {
		return nil, fmt.Errorf("ablation: no operation known here reads with %s", c.Param().Name())
	}
	return g.run()
}

// without computes the column that a weight leads to anew.
func (g *Graph) without(r *read, element int, by Replacement) (func([]float64), error) {
	shape := r.weight.Param().Shape()
	rows, cols := shape[0], shape[1]
	to, from := element/cols, element%cols
	w := r.weight.Param().Float64s()[to*cols:][:cols]
	column := to
	if r.byNumber {
		_, axis := r.weight.Ends()
		column = axis.Order()[to]
	}
	bias := 0.0
	if r.bias != nil && r.act != op.Identity {
		b, err := graph.Float64s(r.bias.Value())
		if err != nil || r.byNumber {
			return nil, fmt.Errorf("ablation: the bias beside %s can't be read: %w", r.weight.Param().Name(), err)
		}
		bias = b[to]
	}
	in := g.sites[r.in]
	places := in.width / cols // of a sequence
	return func(z []float64) {
		for i := range g.rows * places {
			x := in.now[i*cols:][:cols]
			delta := w[from] * (in.at(i/places, i%places*cols+from, by) - x[from])
			at := &z[i*rows+column]
			if delta == 0 {
				continue
			}
			if r.act == op.Identity {
				*at += delta
				continue
			}
			sum := bias + delta
			for k, v := range w {
				sum += v * x[k]
			}
			one := []float64{sum}
			activate(r.act, one)
			*at = one[0]
		}
	}, nil
}
