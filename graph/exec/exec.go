package exec

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
)

// Options say how a program is run.
type Options struct {
	// Lean stores the values of the roots alone.
	Lean bool
	// After functions are called right after the nodes they stand for are computed, in
	// every run, and may change the value.
	After map[*gorgonia.Node]func(gorgonia.Value)
	// Cut, in place of the one chosen, is for tests.
	Cut Cut
}

// Executor runs one program. It belongs to one goroutine at a time, with all that share
// its graph.
type Executor struct {
	Options
	nodes  []*gorgonia.Node
	values []gorgonia.Value
	inputs []int          // places of nodes that are not computed
	made   []*instruction // what computes each place, nil for inputs
	place  map[*gorgonia.Node]int
	uses   map[*gorgonia.Node]int // how many read each node
	roots  map[int]bool
	steps  []step
}

// New fixes the order of work that computes the roots.
func New(roots gorgonia.Nodes, o Options) (*Executor, error) {
	x := &Executor{Options: o, place: map[*gorgonia.Node]int{}, uses: uses(roots), roots: map[int]bool{}}
	for n := range o.After {
		x.uses[n]++
	}
	for _, n := range roots {
		if err := x.visit(n); err != nil {
			return nil, err
		}
		x.roots[x.place[n]] = true
	}
	for n := range o.After {
		p, ok := x.place[n]
		if !ok || x.made[p] == nil {
			return nil, fmt.Errorf("%s is not computed by the program: its value can't be overwritten", Describe(n))
		}
	}
	x.steps = x.schedule(o.Lean)
	return x, nil
}

// instructions are all there are, each after what it needs.
func (x *Executor) instructions() []*instruction {
	return slices.DeleteFunc(slices.Clone(x.made), func(i *instruction) bool { return i == nil })
}

// Instructions is the number of operations in one run.
func (x *Executor) Instructions() int { return len(x.instructions()) }

// Computes says whether the program computes or reads n.
func (x *Executor) Computes(n *gorgonia.Node) bool { _, ok := x.place[n]; return ok }

// Value is what n held after the last run, nil if it is not stored.
func (x *Executor) Value(n *gorgonia.Node) gorgonia.Value {
	if i, ok := x.place[n]; ok {
		return x.values[i]
	}
	return nil
}

// Nodes are all that the program reads or computes, in order of computation.
func (x *Executor) Nodes() gorgonia.Nodes { return x.nodes }
