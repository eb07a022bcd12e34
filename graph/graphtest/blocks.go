package graphtest

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/exec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// inBlocks: taken through its batch in blocks and groups of any size, with all values
// stored or in a lean program, the case gives what it gives at once; blocks that differ in
// size come too.
func inBlocks(c *Case, dtype tensor.Dtype) error {
	want, err := runOnce(dtype, 0, *c)
	if err != nil {
		return err
	}
	for _, cut := range []exec.Cut{{Groups: 1, Rows: 1}, {Groups: 1, Rows: 2}, {Groups: 2, Rows: 1}, {Groups: 3, Rows: 2}, {Groups: 1, Rows: 1 << 20}} {
		for _, lean := range []bool{false, true} {
			n, err := compile(dtype, 0, graph.Program{Cut: cut, Lean: lean}, *c)
			if err != nil {
				return err
			}
			for range 2 { // the second run finds what the first has left
				got, err := n.run()
				if err != nil {
					return err
				}
				if err := got.compare(want, c.tolerance(dtype)); err != nil {
					return fmt.Errorf("in %d groups, by blocks of %d rows, lean %v: %w", cut.Groups, cut.Rows, lean, err)
				}
			}
		}
	}
	return nil
}

// addsUp: added to something else, which an operation may do by itself, the case gives
// the sum. Its gradients are added up in the law of company.
func addsUp(c *Case, dtype tensor.Dtype) error {
	alone, err := runOnce(dtype, 0, *c)
	if err != nil {
		return err
	}
	there := make([]float64, len(alone.outs[0]))
	for i := range there {
		there[i] = math.Sin(float64(i) + 1)
	}
	got, err := runOnce(dtype, 0, c.with(func(in gorgonia.Nodes) (*gorgonia.Node, error) {
		out, err := c.Op(in)
		if err != nil {
			return nil, err
		}
		to, err := graph.Input(out.Graph(), dtype, "what is there", out.Shape()...)
		if err != nil {
			return nil, err
		}
		if err := graph.Feed(to, there...); err != nil {
			return nil, err
		}
		return gorgonia.Add(to, out)
	}))
	if err != nil {
		return err
	}
	return compare("sum", got.outs[0], added(there, alone.outs[0]), c.tolerance(dtype))
}
