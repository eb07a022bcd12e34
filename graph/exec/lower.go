package exec

import (
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// instruction computes the value at place out from those at the places in.
type instruction struct {
	node  *gorgonia.Node
	op    op.Op // nil: Gorgonia's own code
	in    []int
	out   int
	args  []gorgonia.Value
	stage int
	rows  bool // done in blocks
	after func(gorgonia.Value)
}

func (i *instruction) describe() string { return Describe(i.node) }

// lower chooses how a node is computed, and from which nodes; a nil operation stands for
// Gorgonia's own code.
func lower(n *gorgonia.Node, uses map[*gorgonia.Node]int) (op.Op, gorgonia.Nodes) {
	in := op.Children(n)
	if op.Of(n).Kind == op.KindAdd && len(in) == 2 {
		for i, term := range in {
			if sum := adding(term, in[1-i], uses); sum != nil {
				return sum, append(gorgonia.Nodes{in[1-i]}, op.Children(term)...)
			}
		}
	}
	return op.Lower(n), in
}

// adding makes one pass of a sum and of a term that is read nowhere else: of a weight's
// gradient and the price of the weight, say. It is nil if the term can't be added so.
func adding(term, to *gorgonia.Node, uses map[*gorgonia.Node]int) op.Op {
	fused, ok := term.Op().(op.Op)
	if !ok || uses[term] != 1 || !to.Shape().Eq(term.Shape()) {
		return nil
	}
	return fused.Adding()
}
