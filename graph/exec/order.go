package exec

import (
	"fmt"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

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
func (x *Executor) visit(n *gorgonia.Node) error {
	if _, ok := x.place[n]; ok {
		return nil
	}
	if err := refuse(n); err != nil {
		return err
	}
	x.place[n] = -1
	fused, needs := lower(n, x.uses)
	var in []int
	for _, c := range needs {
		if err := x.visit(c); err != nil {
			return err
		}
		in = append(in, x.place[c])
	}
	at := len(x.nodes)
	x.place[n] = at
	x.nodes = append(x.nodes, n)
	x.values = append(x.values, n.Value())
	if n.Op() == nil || (len(in) == 0 && n.Value() != nil) { // an input or a constant
		if n.Value() == nil {
			return fmt.Errorf("input %s has no value: make it with graph.Input or set it with gorgonia.Let", n.Name())
		}
		x.inputs = append(x.inputs, at)
		x.made = append(x.made, nil)
		return nil
	}
	i := &instruction{node: n, op: fused, in: in, out: at, args: make([]gorgonia.Value, len(in)), after: x.After[n]}
	i.enterStage(x.made)
	x.made = append(x.made, i)
	return nil
}
