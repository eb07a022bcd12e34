package flow

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// DOT prints the neurons of modules and the weights |w| > threshold among them for Graphviz,
// inputs at the left, each module in a frame. name gives the label of a neuron; wires
// between modules are dashed, negative ones red.
func (f *Flow) DOT(w io.Writer, modules [][]Neuron, threshold float64, name func(Neuron) string) error {
	if name == nil || w == nil {
		return errors.New("flow: there is no writer, or no function that names neurons")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "digraph modules {\n  rankdir=LR;\n  node [shape=circle];\n")
	at, module := map[Neuron]string{}, map[Neuron]int{}
	for k, m := range modules {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=\"module %d\";\n", k+1, k+1)
		for _, n := range m {
			at[n], module[n] = fmt.Sprintf("n%d", len(at)), k
			shape := ""
			for _, s := range f.On(n.Axis) {
				if s.Input || s.Output {
					shape = ", shape=box"
				}
			}
			fmt.Fprintf(&b, "    %s [label=%s%s];\n", at[n], strconv.Quote(name(n)), shape)
		}
		fmt.Fprintf(&b, "  }\n")
	}
	for _, wire := range f.Wires {
		if wire.Kind != Affine {
			continue
		}
		from, to := wire.From.Axis.Order(), wire.To.Axis.Order()
		err := wire.Each(threshold, func(c Cell, v float64) {
			x, y := Neuron{wire.From.Axis, from[c.From]}, Neuron{wire.To.Axis, to[c.To]}
			if at[x] == "" || at[y] == "" {
				return
			}
			style, colour := "solid", "blue"
			if module[x] != module[y] {
				style = "dashed"
			}
			if v < 0 {
				colour = "red"
			}
			fmt.Fprintf(&b, "  %s -> %s [color=%s, style=%s, penwidth=%.2g, tooltip=\"%.3g\"];\n", at[x], at[y], colour, style, 0.5+2*math.Min(1, math.Abs(v)), v)
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintln(&b, "}")
	_, err := w.Write(b.Bytes())
	return err
}
