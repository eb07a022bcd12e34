package op

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// CostTerm is the cost of one weight tensor w, s · Σ_i φ(w_i) (A·d_i + y), where the charge
// says what φ is; squares are charged s · Σ_i w_i² y, whatever their length.
type CostTerm struct {
	Weight *gorgonia.Node
	// Distance is d, one for each weight, row-major; nil means 0 everywhere.
	Distance []float64
	// Follow, if distances change between runs, is told what to call when they have.
	Follow func(reread func())
	// Y is the part of the price that does not depend on distance.
	Y float64
	// Scale is s: 1 for a sum, 1/n for a mean over n weights.
	Scale float64
	// Gated terms are multiplied by the gate, an input of the cost.
	Gated bool
	// Charge is φ; it starts as Size.
	Charge Charge
}

// Cost is the sum of the terms as one scalar operation (Liu, Gan, Tegmark 2023,
// eq. 2). locality (A) and gate are scalar nodes that can be set between runs.
func Cost(locality, gate *gorgonia.Node, terms []CostTerm) (out *gorgonia.Node, err error) {
	defer guard(&err, KindCost, locality, gate)
	if len(terms) == 0 {
		return nil, fmt.Errorf("op: connection cost: nothing to charge: give it at least one weight")
	}
	if terms[0].Weight.Dtype() == tensor.Float32 {
		return cost[float32](locality, gate, terms)
	}
	return cost[float64](locality, gate, terms)
}

// costTerm is a CostTerm with its distances in T.
type costTerm[T Float] struct {
	dist              []T
	y, scale          T
	gated             bool
	charge            Charge
	name              string
	weight            *gorgonia.Node
	weightSize, index int
}

func cost[T Float](locality, gate *gorgonia.Node, terms []CostTerm) (*gorgonia.Node, error) {
	in := gorgonia.Nodes{locality, gate}
	wrt := []bool{false, false}
	ts := make([]costTerm[T], len(terms))
	terms = slices.Clone(terms)
	names := make([]string, len(terms))
	for i, t := range terms {
		var err error
		if ts[i], err = newCostTerm[T](t, len(in)); err != nil {
			return nil, fmt.Errorf("op: connection cost of %s: %w", t.Weight.Name(), err)
		}
		in, wrt = append(in, t.Weight), append(wrt, true)
		names[i] = ts[i].name
	}
	return Apply(Kernel[T]{
		Kind:  KindCost,
		Attrs: CostAttrs{strings.Join(names, " + ")},
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return tensor.Shape{}, nil },
		Wrt:   wrt,
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			var sum T
			for i := range ts {
				sum += ts[i].value(in[0].Data[0], in[1].Data[0], in[ts[i].index].Data)
			}
			out.Data[0] = sum
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return costTwin(in, terms) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			grads := make(gorgonia.Nodes, len(in))
			for i := range ts {
				var err error
				if grads[ts[i].index], err = ts[i].gradient(in[0], in[1], grad); err != nil {
					return nil, err
				}
			}
			return grads, nil
		},
	}, in...)
}

func newCostTerm[T Float](t CostTerm, index int) (costTerm[T], error) {
	n := t.Weight.Shape().TotalSize()
	if _, ok := charges[t.Charge]; !ok && t.Charge != Square {
		return costTerm[T]{}, fmt.Errorf("there is no charge %q: use one of %q", t.Charge, Charges())
	}
	c := costTerm[T]{y: T(t.Y), scale: T(t.Scale), gated: t.Gated, charge: t.Charge, weight: t.Weight, weightSize: n, index: index}
	h := fnv.New64a()
	if t.Distance != nil {
		if len(t.Distance) != n {
			return c, fmt.Errorf("%d distances for %d weights", len(t.Distance), n)
		}
		c.dist = make([]T, n)
		read := func() {
			for i, d := range t.Distance {
				c.dist[i] = T(d)
			}
		}
		read()
		if t.Follow != nil {
			t.Follow(read)
		}
		for _, d := range t.Distance {
			_ = binary.Write(h, binary.LittleEndian, d) // a hash never fails
		}
	}
	c.name = fmt.Sprintf("%v(y=%v, gated=%v, charge=%q, d=%d:%x)", t.Scale, t.Y, t.Gated, t.Charge, len(t.Distance), h.Sum64())
	return c, nil
}

// price is s·gate, the factor of the whole term.
func (c *costTerm[T]) price(gate T) T {
	if c.gated {
		return c.scale * gate
	}
	return c.scale
}

func (c *costTerm[T]) value(locality, gate T, w []T) T {
	var sum T
	switch {
	case c.charge == Square:
		sum = c.y * vec.Dot(w, w)
	case c.charge != Size:
		sum = T(chargeSum(charges[c.charge], w, c.dist, float64(locality), float64(c.y)))
	case c.dist != nil:
		sum = vec.AbsWeightedSum(w, c.dist, locality, c.y)
	default:
		for _, x := range w {
			sum += max(x, -x)
		}
		sum *= c.y
	}
	return c.price(gate) * sum
}

func (c *costTerm[T]) gradient(locality, gate, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindCost.Gradient("weight"),
		Attrs: CostAttrs{c.name},
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[3].Clone(), nil },
		Adds:  true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			if !b.Add {
				clear(out.Data)
			}
			c.add(out.Data, in)
			return nil
		},
	}, locality, gate, grad, c.weight)
}

// add adds the gradient to g; in are locality, gate, the gradient that arrives, and w.
func (c *costTerm[T]) add(g []T, in []Array[T]) {
	w, s := in[3].Data, in[2].Data[0]*c.price(in[1].Data[0])
	switch {
	case c.charge == Square:
		vec.Axpy(2*s*c.y, w, g)
	case c.charge != Size:
		chargeGrad(charges[c.charge], g, w, c.dist, float64(s), float64(in[0].Data[0]), float64(c.y))
	case c.dist != nil:
		vec.AbsWeightedGrad(g, w, c.dist, s, in[0].Data[0], c.y)
	default:
		addSigns(g, w, s*c.y)
	}
}

// addSigns adds v·sign(w); a NaN stays one.
func addSigns[T Float](g, w []T, v T) {
	for i, x := range w {
		switch {
		case x > 0:
			g[i] += v
		case x < 0:
			g[i] -= v
		default:
			g[i] += x * v
		}
	}
}
