package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Fused forms are found when nodes are built, so that layers compose: Affine of Tokens
// becomes TokenAffine, Reorder of an Affine an Affine by reordered weights, and Pick moves
// down to where less has been computed. Each function here gives nil where its form does
// not fit.

// affineOfTokens multiplies every token once, if there are as many rows as tokens.
func affineOfTokens(x, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	if Of(x).Kind != KindTokens {
		return nil, nil
	}
	in := Children(x)
	if table, id := in[0], in[1]; id.Shape()[0] >= table.Shape()[0] {
		return TokenAffine(table, id, w, b, act)
	}
	return nil, nil
}

// reorderOfAffine puts the rows of the weights in order in place of the outputs, where x
// is a matrix of more rows than columns.
func reorderOfAffine(affine *gorgonia.Node, order *Order, d Direction) (*gorgonia.Node, error) {
	a, ok := Of(affine).Attrs.(AffineAttrs)
	if !ok || d != FromPlaces || len(readers(affine)) > 0 {
		return nil, nil
	}
	in := Children(affine)
	x, cols := in[0].Shape(), in[1].Shape()[1]
	if len(x) != 2 || x.TotalSize() <= cols*cols || in[1].Shape()[0] != len(order.At) {
		return nil, nil
	}
	w, err := ReorderRows(in[1], order, d)
	if err != nil || !a.Bias {
		return affineOr(err, in[0], w, nil, a.Activation)
	}
	b, err := ReorderRows(in[2], order, d)
	return affineOr(err, in[0], w, b, a.Activation)
}

func affineOr(err error, x, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	if err != nil {
		return nil, err
	}
	return Affine(x, w, b, act)
}

// picking moves a Pick down: of a dimension before the last, through operations that do
// each row by itself, as long as no one else reads the node it picks from.
type picking struct {
	dim    int
	places []int
	passed map[*gorgonia.Node]bool           // nodes that are not read any more
	picked map[*gorgonia.Node]*gorgonia.Node // what stands for each node
}

// of picks from x.
func (p *picking) of(x *gorgonia.Node) (out *gorgonia.Node, err error) {
	if out = p.picked[x]; out != nil {
		return out, nil
	}
	if p.below(x) {
		p.passed[x] = true
		out, err = p.rebuilt(x)
	} else if x.Dtype() == DType[float32]() {
		out, err = pick[float32](x, p.dim, p.places)
	} else {
		out, err = pick[float64](x, p.dim, p.places)
	}
	p.picked[x] = out
	return out, err
}

// below says whether x can be computed from what is picked from its operands.
func (p *picking) below(x *gorgonia.Node) bool {
	if p.dim < 0 || p.dim >= len(x.Shape())-1 {
		return false
	}
	for _, r := range readers(x) {
		if !p.passed[r] {
			return false
		}
	}
	switch in := Children(x); Of(x).Kind {
	case KindAffine, KindLayerNorm, KindRMSNorm, KindMap:
		return true
	case KindAdd, KindMul:
		return in[0].Shape().Eq(in[1].Shape())
	}
	return false
}

// rebuilt is x of what is picked from its operands.
func (p *picking) rebuilt(x *gorgonia.Node) (*gorgonia.Node, error) {
	in, info := Children(x), Of(x)
	first, err := p.of(in[0])
	if err != nil {
		return nil, err
	}
	switch a := info.Attrs.(type) {
	case AffineAttrs:
		return Affine(first, in[1], append(in, nil)[2], a.Activation)
	case LayerNormAttrs:
		return LayerNorm(first, in[1], in[2], a.Epsilon)
	case RMSNormAttrs:
		return RMSNorm(first, in[1], a.Epsilon)
	case MapAttrs:
		return gorgonia.ApplyOp(x.Op(), first)
	}
	second, err := p.of(in[1])
	if err != nil {
		return nil, fmt.Errorf("op: pick: %w", err)
	}
	if info.Kind == KindMul {
		return gorgonia.HadamardProd(first, second)
	}
	return gorgonia.Add(first, second)
}

// readers are the nodes of the graph that are computed from n.
func readers(n *gorgonia.Node) []*gorgonia.Node {
	var out []*gorgonia.Node
	for it := n.Graph().To(n.ID()); it != nil && it.Next(); {
		out = append(out, it.Node().(*gorgonia.Node))
	}
	return out
}
