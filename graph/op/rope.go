package op

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pairing says which two neurons of a head Rope turns together, among d.
type Pairing string

// Halves pairs neuron i with i + d/2, as Hugging Face's Llama and GPT-NeoX do; Interleaved
// pairs 2i with 2i + 1, as Meta's Llama and llama2.c do.
const (
	Halves      Pairing = "halves"
	Interleaved Pairing = "interleaved"
)

// Check reports a pairing that there is not.
func (p Pairing) Check() error {
	if p != Halves && p != Interleaved {
		return fmt.Errorf("there is no pairing %q: use %q or %q", string(p), Halves, Interleaved)
	}
	return nil
}

// of is the two neurons of pair i in a head of d.
func (p Pairing) of(i, d int) (int, int) {
	if p == Interleaved {
		return 2 * i, 2*i + 1
	}
	return i, i + d/2
}

// Rotary says how Rope turns the heads of a sequence. They are the attributes of KindRope.
type Rotary struct {
	// Heads is how many equal blocks the width is cut into.
	Heads int
	// Base sets the speeds; 10000 as published.
	Base float64
	// Pairing says which neurons are turned together.
	Pairing Pairing
}

// Rope turns queries or keys by their place in the sequence (Su et al. 2021, arXiv
// 2104.09864, equation 34), so that the product of two depends on how far they are apart:
// with d the width of a head and m the place, counted from 0, pair i = 0 … d/2 − 1 of every
// head becomes
//
//	a' = a cos φ − b sin φ,  b' = a sin φ + b cos φ,  φ = m·base^(−2i/d).
//
// x and the result are (batch, time, width).
//
// Pairs turn at speeds that their index in a head says, so neurons keep it in the tensors:
// their axis is to be declared with bimt.InRigidHeads.
func Rope(x *gorgonia.Node, r Rotary) (out *gorgonia.Node, err error) {
	defer guard(&err, KindRope, x)
	if x.Dtype() == tensor.Float32 {
		return rope[float32](x, r)
	}
	return rope[float64](x, r)
}

func rope[T Float](x *gorgonia.Node, r Rotary) (*gorgonia.Node, error) {
	shape, err := r.shape([]tensor.Shape{x.Shape()})
	if err != nil {
		return nil, fmt.Errorf("op: %s: %w", Info{KindRope, r}, err)
	}
	cos, sin := rotations[T](r, shape)
	return Apply(Kernel[T]{
		Kind:  KindRope,
		Attrs: r,
		Shape: r.shape,
		Wrt:   []bool{true},
		Cut:   []bool{true},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			turn(r, out, in[0], cos, sin, 1)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return ropeTwin(in[0], r) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := Apply(Kernel[T]{ // turned back: a rotation's inverse is its transpose
				Kind:  KindRope.Gradient("x"),
				Attrs: r,
				Shape: r.shape,
				Cut:   []bool{true},
				Run: func(out Array[T], in []Array[T], _ Block[T]) error {
					turn(r, out, in[0], cos, sin, -1)
					return nil
				},
			}, grad)
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}

// shape checks the shape of x and gives that of the result.
func (r Rotary) shape(in []tensor.Shape) (tensor.Shape, error) {
	x := in[0]
	switch err := r.Pairing.Check(); {
	case err != nil:
		return nil, err
	case r.Heads < 1 || !(r.Base > 0):
		return nil, fmt.Errorf("want at least one head and a base above 0, have %d and %v", r.Heads, r.Base)
	case len(x) != 3:
		return nil, fmt.Errorf("want x (batch, time, width), have %v", x)
	case x[2]%(2*r.Heads) != 0:
		return nil, fmt.Errorf("a width of %d can't be cut in %d heads of pairs: make it a multiple of %d", x[2], r.Heads, 2*r.Heads)
	}
	return x.Clone(), nil
}

// rotations are cos φ and sin φ of every place and pair: (time, d/2).
func rotations[T Float](r Rotary, x tensor.Shape) (cos, sin []T) {
	d := x[2] / r.Heads
	for m := range x[1] {
		for i := range d / 2 {
			s, c := math.Sincos(float64(m) * math.Pow(r.Base, -2*float64(i)/float64(d)))
			cos, sin = append(cos, T(c)), append(sin, T(s))
		}
	}
	return cos, sin
}

// turn is Rope of some sequences; backwards if way is −1.
func turn[T Float](r Rotary, out, x Array[T], cos, sin []T, way T) {
	time, width := x.Shape[1], x.Shape[2]
	d := width / r.Heads
	for at := 0; at < len(x.Data); at += d {
		from, to := x.Data[at:at+d], out.Data[at:at+d]
		m := at / width % time * d / 2
		for i := range d / 2 {
			a, b := r.Pairing.of(i, d)
			c, s := cos[m+i], way*sin[m+i]
			to[a], to[b] = from[a]*c-from[b]*s, from[a]*s+from[b]*c
		}
	}
}

// ropeTwin is x ⊙ cos + x̃ ⊙ sin, with x̃ the other of each pair and the sign in sin.
func ropeTwin(x *gorgonia.Node, r Rotary) (*gorgonia.Node, error) {
	s := x.Shape()
	cos, sin := rotations[float64](r, s)
	time, width, d := s[1], s[2], s[2]/r.Heads
	partner := make([]int, width)
	alike, across := make([]float64, time*width), make([]float64, time*width)
	for at := range time * r.Heads {
		for i := range d / 2 {
			a, b := r.Pairing.of(i, d)
			h, k := at%r.Heads*d, at/r.Heads*d/2+i
			partner[h+a], partner[h+b] = h+b, h+a
			alike[at*d+a], alike[at*d+b] = cos[k], cos[k]
			across[at*d+a], across[at*d+b] = -sin[k], sin[k]
		}
	}
	name := fmt.Sprintf("%+v of %d places, %d wide", r, time, width)
	c, err := array(x, "cos of "+name, alike, 1, time*width)
	if err != nil {
		return nil, err
	}
	n, err := array(x, "sin of "+name, across, 1, time*width)
	if err != nil {
		return nil, err
	}
	other, err := selected(x, partner, width, 1)
	if err != nil {
		return nil, err
	}
	times := func(x, f *gorgonia.Node) *gorgonia.Node {
		return gorgonia.Must(gorgonia.BroadcastHadamardProd(shaped(x, s[0], time*width), f, nil, []byte{0}))
	}
	return shaped(gorgonia.Must(gorgonia.Add(times(x, c), times(other, n))), s.Clone()...), nil
}
