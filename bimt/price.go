package bimt

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Price charges the wires of a space for something beside their size and length, as a
// scalar node: Modularity, Communicability, Topography, Repulsion, or one of your own. It is
// added to the connection cost by WithPrice, as many of them as wanted.
type Price func(s *Space) (*gorgonia.Node, error)

// WithPrice adds factor times a price to the connection cost, so that λ multiplies both.
func WithPrice(factor float64, p Price) PenaltyOption {
	return func(o *penaltyOptions) { o.prices = append(o.prices, factored{factor, p}) }
}

// Charging has wires, biases and embeddings charged φ(w) in place of |w|: the root or the
// log of its size, say. Relocation goes on to weigh wires by |w|.
func Charging(c op.Charge) PenaltyOption {
	return func(o *penaltyOptions) { o.charge = c }
}

type penaltyOptions struct {
	charge op.Charge
	prices []factored
}

type factored struct {
	factor float64
	price  Price
}

// addPrices adds the factored prices to a cost.
func (s *Space) addPrices(cost *gorgonia.Node, prices []factored) (*gorgonia.Node, error) {
	for _, p := range prices {
		if math.IsNaN(p.factor) || math.IsInf(p.factor, 0) {
			return nil, fmt.Errorf("bimt: a price times %v: want a finite factor", p.factor)
		}
		n, err := p.price(s)
		if err != nil {
			return nil, err
		}
		factor, err := scalarLike(n, p.factor)
		if err != nil {
			return nil, err
		}
		if n, err = gorgonia.Mul(factor, n); err != nil {
			return nil, fmt.Errorf("bimt: price: %w", err)
		}
		if cost, err = gorgonia.Add(cost, n); err != nil {
			return nil, fmt.Errorf("bimt: price: %w", err)
		}
	}
	return cost, nil
}

func scalarLike(n *gorgonia.Node, v float64) (*gorgonia.Node, error) {
	if n == nil {
		return nil, fmt.Errorf("bimt: a price without a node: give one a scalar")
	}
	if !n.IsScalar() {
		return nil, fmt.Errorf("bimt: price %s has shape %v: want a scalar", n.Name(), n.Shape())
	}
	if n.Dtype() == op.DType[float32]() {
		return gorgonia.NewConstant(float32(v)), nil
	}
	return gorgonia.NewConstant(v), nil
}

// bundles are the connections that are wires, with the node (see Graph, but by place) that
// each weight leads to and comes from: what prices of a whole network are computed from.
type bundles struct {
	params gorgonia.Nodes
	to     [][]int
	from   [][]int
	length [][]float64
	nodes  int
}

// bundles gives an error where there are no wires.
func (s *Space) bundles(what string) (*bundles, error) {
	if s.err != nil {
		return nil, s.err
	}
	b, first := &bundles{}, map[*Axis]int{}
	for _, a := range s.axes {
		first[a] = b.nodes
		b.nodes += a.Len()
	}
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		from, to := c.Ends()
		t, f := make([]int, c.param.Len()), make([]int, c.param.Len())
		for i := range t {
			t[i], f[i] = first[to]+c.To(i), first[from]+c.From(i)
		}
		b.params = append(b.params, c.param.Node())
		b.to, b.from, b.length = append(b.to, t), append(b.from, f), append(b.length, c.lengths)
	}
	if len(b.params) == 0 {
		return nil, fmt.Errorf("bimt: %s: the space has no wires to charge: wrap weights with Connect first", what)
	}
	return b, nil
}

// each calls f with every weight: its tensor, its element, its value and the nodes it joins.
func (b *bundles) each(w [][]float64, f func(tensor, element int, w float64, to, from int)) {
	for k := range b.params {
		for i, v := range w[k] {
			f(k, i, v, b.to[k][i], b.from[k][i])
		}
	}
}

// sign is the slope of |w|: 0 at 0, so that a dead weight stays dead.
func sign(w float64) float64 {
	switch {
	case w > 0:
		return 1
	case w < 0:
		return -1
	}
	return 0
}

// fingerprint tells constants apart that are too many to be spelled out in a name.
func fingerprint(constants ...any) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%v", constants) // a hash never fails
	return fmt.Sprintf("%x", h.Sum64())
}

// wiring tells one graph from another.
func (b *bundles) wiring() string { return fingerprint(b.nodes, b.to, b.from, b.length) }
