package run

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
)

// exactZeros lets the price cut weights, where its slope alone only has them tremble about
// 0: a weight that would cross 0 stops there, and stays for as long as the slope of the loss is
// no steeper than its price, s·λ·(A·d + y), as orthant-wise methods have it (Andrew and Gao 2007).
type exactZeros struct {
	r      *Run
	conns  []*bimt.Connection
	before [][]float64
}

func newExactZeros(r *Run) (*exactZeros, error) {
	if c := r.Config; c.Charge != "" || MethodOf(c.Method).Penalty != nil || !MethodOf(c.Method).Charges || c.Places != "" {
		return nil, fmt.Errorf("exact_zeros: weights are cut by a price of their size, at places that stay: give a method that charges |w|, and leave charge and places out")
	}
	z := &exactZeros{r: r}
	for _, c := range r.Network.Space.Connections() {
		if c.IsWire() {
			z.conns = append(z.conns, c)
		}
	}
	z.before = make([][]float64, len(z.conns))
	return z, nil
}

// remember is done before a step.
func (z *exactZeros) remember(*nn.Step) error {
	for i, c := range z.conns {
		z.before[i] = c.Param().AppendFloat64s(z.before[i][:0])
	}
	return nil
}

// cut is done right after it.
func (z *exactZeros) cut(*nn.Step) error {
	for i, c := range z.conns {
		p := c.Param()
		if p.DType() == op.DType[float32]() {
			cutAt[float32](z, p, c, z.before[i])
		} else {
			cutAt[float64](z, p, c, z.before[i])
		}
	}
	return nil
}

func cutAt[T graph.Float](z *exactZeros, p *graph.Param, c *bimt.Connection, before []float64) {
	lambda, locality := z.r.training.lambda, z.r.training.locality
	w, g, m := graph.Values[T](p), graph.Gradients[T](p), graph.Memory[T](p, nn.FirstMoment)
	for i, old := range before {
		switch {
		case old == 0 && math.Abs(float64(g[i])) <= lambda*z.r.Network.Space.PriceOf(c, i, locality), old*float64(w[i]) < 0:
			w[i], m[i] = 0, 0
		}
	}
}
