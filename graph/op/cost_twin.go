package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// costTwin is the cost by stock nodes; in are locality, gate, and the weights of the terms.
func costTwin(in gorgonia.Nodes, terms []CostTerm) (out *gorgonia.Node, err error) {
	for i, t := range terms {
		t.Weight = in[2+i]
		c, err := t.twin(in[0])
		if err != nil {
			return nil, err
		}
		c = gorgonia.Must(gorgonia.HadamardProd(c, konst(c, t.Scale)))
		if t.Gated {
			c = gorgonia.Must(gorgonia.HadamardProd(c, in[1]))
		}
		if out != nil {
			c = gorgonia.Must(gorgonia.Add(out, c))
		}
		out = c
	}
	return out, nil
}

// twin is the term without its factors.
func (t *CostTerm) twin(locality *gorgonia.Node) (*gorgonia.Node, error) {
	if t.Charge == Square {
		return gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(t.Weight)))), konst(t.Weight, t.Y))
	}
	size := charges[t.Charge].twin(gorgonia.Must(gorgonia.Abs(t.Weight)))
	cost := gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Sum(size)), konst(size, t.Y)))
	if t.Distance == nil {
		return cost, nil
	}
	d, err := array(t.Weight, fmt.Sprintf("distances %v", t.Distance), t.Distance, t.Weight.Shape()...)
	if err != nil {
		return nil, err
	}
	length := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(size, d))))
	return gorgonia.Add(cost, gorgonia.Must(gorgonia.HadamardProd(length, locality)))
}
