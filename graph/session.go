package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Program says what a session computes.
type Program struct {
	// Loss is the scalar that is differentiated; nil computes the outputs alone.
	Loss *gorgonia.Node
	// Params are what Loss is differentiated by.
	Params []*Param
	// Outputs are further nodes to compute in every run.
	Outputs []*gorgonia.Node
	// Lean keeps the values of outputs, loss and gradients alone: others can't be read
	// after a run. Large batches go faster, as no more is stored of the rest than one
	// block of rows at a time.
	Lean bool
}

// Session runs one program over an expression graph. The order of work is fixed
// when it is compiled: what is blockwise is taken through the batch block by block, as
// Kernel says.
type Session struct {
	loss   *gorgonia.Node
	params []*Param
	grads  []int // place of each parameter's gradient
	nodes  []*gorgonia.Node
	values []gorgonia.Value
	inputs []int // places of nodes that are not computed
	place  map[*gorgonia.Node]int
	made   []*instruction // what computes each place, nil for inputs
	steps  []step
	uses   map[*gorgonia.Node]int // how many read each node
	lean   bool
	ran    bool
}

// Compile differentiates the program's loss and fixes the order of work. A graph can
// be differentiated once; any number of programs without a loss may share it, to
// evaluate on other data for example.
func Compile(p Program) (s *Session, err error) {
	defer recoverInto(&err, "compile")
	s = &Session{loss: p.Loss, params: p.Params, lean: p.Lean, place: map[*gorgonia.Node]int{}}
	roots := p.Outputs
	var grads gorgonia.Nodes
	if p.Loss != nil {
		if grads, err = differentiate(p.Loss, p.Params); err != nil {
			return nil, err
		}
		roots = append(append(append(gorgonia.Nodes(nil), roots...), p.Loss), grads...)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("graph: a program needs a loss or an output")
	}
	if slices.Contains(roots, nil) {
		return nil, fmt.Errorf("graph: an output of the program is missing")
	}
	s.uses = uses(roots)
	for _, n := range roots {
		if err := s.visit(n); err != nil {
			return nil, err
		}
	}
	for _, n := range grads {
		s.grads = append(s.grads, s.place[n])
	}
	s.steps = schedule(s.instructions(), p.Lean, s.places(roots))
	return s, nil
}

// differentiate adds the backward pass to the graph.
func differentiate(loss *gorgonia.Node, params []*Param) (gorgonia.Nodes, error) {
	behind := map[*gorgonia.Node]bool{}
	reach(loss, behind)
	for _, n := range loss.Graph().AllNodes() {
		if behind[n] && n.Deriv() != nil {
			return nil, fmt.Errorf("graph: the loss needs the gradient of %s, which was taken already: a graph can be differentiated once", describe(n))
		}
	}
	wrt := make(gorgonia.Nodes, len(params))
	for i, p := range params {
		if p == nil {
			return nil, fmt.Errorf("graph: parameter %d of the program is missing", i)
		}
		if !behind[p.node] {
			return nil, fmt.Errorf("graph: the loss does not depend on parameter %s: leave it out of the program, or use it", p.name)
		}
		wrt[i] = p.node
	}
	grads, err := gorgonia.Grad(loss, wrt...)
	if err != nil {
		return nil, fmt.Errorf("graph: gradient of %s: %w", describe(loss), err)
	}
	return grads, nil
}

// reach collects n and all it is computed from.
func reach(n *gorgonia.Node, into map[*gorgonia.Node]bool) {
	if into[n] {
		return
	}
	into[n] = true
	for _, c := range op.Children(n) {
		reach(c, into)
	}
}

// uses counts how often each node is read, by other nodes or as a root.
func uses(roots gorgonia.Nodes) map[*gorgonia.Node]int {
	n, behind := map[*gorgonia.Node]int{}, map[*gorgonia.Node]bool{}
	for _, r := range roots {
		n[r]++
		reach(r, behind)
	}
	for b := range behind {
		for _, c := range op.Children(b) {
			n[c]++
		}
	}
	return n
}

// visit appends n after everything it needs: a depth-first order that depends on
// the graph alone.
func (s *Session) visit(n *gorgonia.Node) error {
	if _, ok := s.place[n]; ok {
		return nil
	}
	s.place[n] = -1
	how, needs := op.Lower(n, s.uses)
	var in []int
	for _, c := range needs {
		if err := s.visit(c); err != nil {
			return err
		}
		in = append(in, s.place[c])
	}
	s.place[n] = len(s.nodes)
	s.nodes = append(s.nodes, n)
	s.values = append(s.values, n.Value())
	if n.Op() == nil || (len(in) == 0 && n.Value() != nil) { // an input or a constant
		if n.Value() == nil {
			return fmt.Errorf("graph: input %s has no value: make it with graph.Input or set it with gorgonia.Let", n.Name())
		}
		s.inputs = append(s.inputs, s.place[n])
		s.made = append(s.made, nil)
		return nil
	}
	s.made = append(s.made, newInstruction(n, how, in, s.place[n], s.made))
	return nil
}

// places are those of the given nodes.
func (s *Session) places(nodes []*gorgonia.Node) map[int]bool {
	at := map[int]bool{}
	for _, n := range nodes {
		at[s.place[n]] = true
	}
	return at
}

// instructions are all there are, each after what it needs.
func (s *Session) instructions() []*instruction {
	return slices.DeleteFunc(slices.Clone(s.made), func(i *instruction) bool { return i == nil })
}

// Instructions is the number of operations in one run.
func (s *Session) Instructions() int { return len(s.instructions()) }

// Computes says whether the session computes or reads n.
func (s *Session) Computes(n *gorgonia.Node) bool { _, ok := s.place[n]; return ok }

// Value is what n held after the last run; nil if the session does not compute it, or
// is Lean and n is no output. Tensors are valid until the next run.
func (s *Session) Value(n *gorgonia.Node) gorgonia.Value {
	i, ok := s.place[n]
	if !ok {
		return nil
	}
	return s.values[i]
}

// Float64s is a copy of what n held after the last run, row-major.
func (s *Session) Float64s(n *gorgonia.Node) ([]float64, error) {
	if s.lean && s.ran && s.Computes(n) && s.Value(n) == nil {
		return nil, fmt.Errorf("graph: %s: a lean session keeps outputs only: make it an output of the program", describe(n))
	}
	v, err := Float64s(s.Value(n))
	if err != nil {
		return nil, fmt.Errorf("graph: %s: %w", n.Name(), err)
	}
	return v, nil
}

// Scalar is what the scalar node n held after the last run, NaN if the session does
// not compute it.
func (s *Session) Scalar(n *gorgonia.Node) float64 { return scalar(s.Value(n)) }
