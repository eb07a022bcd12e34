package bimt

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Penalty is a task's loss with the connection cost added, as symbolic nodes. λ, the
// locality A and the price of biases are inputs: set them between runs, nothing is
// compiled again.
type Penalty struct {
	// Lambda (λ), Locality (A) and Biases (1 charges biases, 0 does not) are scalar
	// inputs; Set writes them.
	Lambda, Locality, Biases *gorgonia.Node
	// Cost is Σ s·|w|·(A·distance + y) and the prices beside it, a scalar.
	Cost *gorgonia.Node
	// Total is loss + λ·Cost, a scalar.
	Total *gorgonia.Node
}

// Set writes the three inputs.
func (p *Penalty) Set(lambda, locality float64, biases bool) error {
	gate := 0.0
	if biases {
		gate = 1
	}
	for n, v := range map[*gorgonia.Node]float64{p.Lambda: lambda, p.Locality: locality, p.Biases: gate} {
		if err := graph.Feed(n, v); err != nil {
			return fmt.Errorf("bimt: penalty: %w", err)
		}
	}
	return nil
}

// PenaltyOption changes what is charged.
type PenaltyOption func(*penaltyOptions)

// Squared charges s·w²·y in place of s·|w|·(A·distance + y): plain L2.
func Squared() PenaltyOption { return Charging(op.Square) }

// Cost builds the connection cost as a scalar node (Liu, Gan, Tegmark 2023, eq. 2),
//
//	Σ_wires s·|w|·(A·d + y) + Σ_embeddings s·|e|·y + gate · Σ_biases s·|b|·y,
//
// with s = 1 for a sum and 1/size for a mean, |·| being what Charging says, and with the prices
// of WithPrice added. locality (A) and gate are scalar nodes.
func (s *Space) Cost(locality, gate *gorgonia.Node, opts ...PenaltyOption) (*gorgonia.Node, error) {
	if s.err != nil {
		return nil, s.err
	}
	var o penaltyOptions
	for i, set := range opts {
		if set == nil {
			return nil, fmt.Errorf("bimt: cost: option %d is missing", i)
		}
		set(&o)
	}
	var terms []op.CostTerm
	var placed []*Connection
	for _, c := range s.conns {
		if c.role == unpriced {
			continue
		}
		t := op.CostTerm{Weight: c.param.Node(), Y: s.y, Scale: c.scale(s.reduction), Gated: c.role == bias, Charge: o.charge}
		switch {
		case !c.locality || c.glides() && o.charge == op.Square:
		case c.glides():
			placed = append(placed, c)
		default:
			t.Distance = c.lengths
			if c.placed() {
				t.Follow = c.follow
			}
		}
		terms = append(terms, t)
	}
	cost, err := op.Cost(locality, gate, terms)
	if err != nil {
		return nil, err
	}
	if cost, err = s.addPlaced(cost, locality, placed, o.charge); err != nil {
		return nil, err
	}
	return s.addPrices(cost, o.prices)
}

// addPlaced adds A times the length of wires whose places are trained.
func (s *Space) addPlaced(cost, locality *gorgonia.Node, placed []*Connection, charge op.Charge) (*gorgonia.Node, error) {
	for _, c := range placed {
		if charge != op.Size {
			return nil, fmt.Errorf("bimt: %s is charged the %s of its size, and its places are trained: charge sizes, or leave the places where they are", c.param.Name(), charge)
		}
		length, err := s.placedLength(c)
		if err != nil {
			return nil, err
		}
		if length, err = gorgonia.Mul(locality, length); err != nil {
			return nil, fmt.Errorf("bimt: length of %s: %w", c.param.Name(), err)
		}
		if cost, err = gorgonia.Add(cost, length); err != nil {
			return nil, fmt.Errorf("bimt: length of %s: %w", c.param.Name(), err)
		}
	}
	return cost, nil
}

// Penalize adds λ times the connection cost to a scalar loss. Its inputs start at 0
// and are named "lambda", "locality" and "charge biases". It is given no outputs, so it can't
// tell whether relocations will keep what the network computes: see flow.Check.
func (s *Space) Penalize(loss *gorgonia.Node, opts ...PenaltyOption) (*Penalty, error) {
	if loss == nil {
		return nil, fmt.Errorf("bimt: penalty: there is no loss to add the cost to")
	}
	p := &Penalty{}
	var err error
	for _, in := range []struct {
		name string
		node **gorgonia.Node
	}{{"lambda", &p.Lambda}, {"locality", &p.Locality}, {"charge biases", &p.Biases}} {
		if *in.node, err = graph.Input(loss.Graph(), loss.Dtype(), in.name); err != nil {
			return nil, fmt.Errorf("bimt: penalty: %w", err)
		}
	}
	if p.Cost, err = s.Cost(p.Locality, p.Biases, opts...); err != nil {
		return nil, err
	}
	weighted, err := gorgonia.Mul(p.Lambda, p.Cost)
	if err != nil {
		return nil, fmt.Errorf("bimt: penalty: %w", err)
	}
	if p.Total, err = gorgonia.Add(loss, weighted); err != nil {
		return nil, fmt.Errorf("bimt: penalty: %w", err)
	}
	return p, nil
}

// ConnectionCost is the cost of the weights as they are now, of every wire with its
// length, biases included: Σ s·|w|·(A·d + y) + Σ s·(|b| + |e|)·y.
func (s *Space) ConnectionCost(locality float64) float64 {
	total := 0.0
	for _, c := range s.conns {
		if c.role == unpriced {
			continue
		}
		sum := 0.0
		for i, w := range c.magnitudes() {
			price := s.y
			if c.lengths != nil {
				price += locality * c.lengths[i]
			}
			sum += w * price
		}
		total += c.scale(s.reduction) * sum
	}
	return total
}

// PriceOf is what a unit of a weight's size costs, by its row-major element, at locality A:
// s·(A·d + y) of a wire, s·y of another; 0 of what costs nothing.
func (s *Space) PriceOf(c *Connection, element int, locality float64) float64 {
	if c.role == unpriced {
		return 0
	}
	price := s.y
	if c.lengths != nil && c.locality {
		price += locality * c.lengths[element]
	}
	return c.scale(s.reduction) * price
}

// Charge is what a unit of a connection's weights costs in ConnectionCost at locality A: for
// each unit of length, s·A, and besides, s·y; 0 and 0 for what costs nothing.
func (s *Space) Charge(c *Connection, locality float64) (perLength, fixed float64) {
	if c.role == unpriced {
		return 0, 0
	}
	scale := c.scale(s.reduction)
	return scale * locality, scale * s.y
}
