package circuit

import (
	"io"
	"math"
	"strconv"
)

// DOT prints a drawing for Graphviz, inputs at the left: blue wires carry positive weights,
// red ones negative, and the largest is the thickest. The self-test stands in comments.
func DOT(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err != nil {
		return err
	}
	p.rows("// ", "")
	p.line("digraph %s {\n  rankdir=LR;\n  node [shape=circle];", strconv.Quote(name))
	largest := 0.0
	for _, n := range c.Neurons {
		for _, t := range n.Terms {
			largest = max(largest, math.Abs(t.Weight))
		}
	}
	for i, in := range c.Inputs {
		p.line("  x%d [shape=box, label=%s];", i, strconv.Quote(in.Name))
	}
	for i, n := range c.Neurons {
		p.line("  n%d [label=%s];", i, strconv.Quote(n.Name+"\n"+string(n.Activation)+"\n"+strconv.FormatFloat(n.Bias, 'g', 3, 64)))
		for _, t := range n.Terms {
			colour := "blue"
			if t.Weight < 0 {
				colour = "red"
			}
			p.line("  %s -> n%d [color=%s, penwidth=%.3g, tooltip=\"%s\"];", c.variable(t.From), i, colour, 0.2+3*math.Abs(t.Weight)/max(largest, 1e-300), number(t.Weight))
		}
	}
	for i, o := range c.Outputs {
		p.line("  y%d [shape=box, label=%s];\n  %s -> y%d [style=dashed];", i, strconv.Quote(o.Name), c.variable(o.From), i)
	}
	p.line("}")
	return p.to(w)
}
