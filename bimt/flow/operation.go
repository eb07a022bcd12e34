package flow

import (
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// operation is a node while it is followed.
type operation struct {
	node   *gorgonia.Node
	in     []*gorgonia.Node
	values []value
	info   op.Info
}

func (o *operation) String() string { return o.info.String() }

// data is a value computed from data alone.
func (o *operation) data() value {
	v := raw(o.node.Dims())
	v.varies = make([]bool, o.node.Dims())
	repeat, repeated := o.info.Attrs.(op.RepeatAttrs)
	for d := range v.varies {
		for i, in := range o.values {
			if o.in[i].Shape().Eq(o.node.Shape()) || repeated && i == 0 {
				v.varies[d] = v.varies[d] || d < len(in.varies) && in.varies[d] && !(repeated && d == repeat.Dim)
			} else if slices.Contains(in.varies, true) && !repeated { // moved about
				v.varies[d] = o.node.Shape()[d] > 1
			}
		}
	}
	return v
}
