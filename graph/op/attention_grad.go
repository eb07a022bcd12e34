package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// eachHead calls do for every sequence and head with where its square begins in an array
// shaped like squares (batch, heads, time, time), its block in one of shape seq (batch,
// time, width), and that of its keys or values in one of shape kv, which may be narrower.
func eachHead[T Float](squares Array[T], seq, kv tensor.Shape, do func(square, block, shared int)) {
	batch, heads, time, width := squares.Shape[0], squares.Shape[1], seq[1], seq[2]
	d, share := width/heads, width/kv[2]
	for b := range batch {
		for h := range heads {
			do((b*heads+h)*time*time, b*time*width+h*d, b*time*kv[2]+h/share*d)
		}
	}
}

// spreadHeads is out = scale·S·X for the square S of each sequence and head and its block
// of X, which several heads may read.
func spreadHeads[T Float](out, s, x Array[T], scale T, causal bool) {
	time, width := out.Shape[1], out.Shape[2]
	eachHead(s, out.Shape, x.Shape, func(square, at, from int) {
		mixRows(block[T]{out.Data[at:], width}, s.Data[square:][:time*time], block[T]{x.Data[from:], x.Shape[2]}, time, width/s.Shape[1], scale, false, false, causal)
	})
}

// gatherHeads is out = Σ scale·Sᵀ·X for the square S and the block X of each sequence and
// head, over the heads that share a block of out.
func gatherHeads[T Float](out, s, x Array[T], scale T, causal bool) {
	time, width := x.Shape[1], x.Shape[2]
	d := width / s.Shape[1]
	last := -1
	eachHead(s, x.Shape, out.Shape, func(square, at, to int) {
		mixRows(block[T]{out.Data[to:], out.Shape[2]}, s.Data[square:][:time*time], block[T]{x.Data[at:], width}, time, d, scale, true, to == last, causal)
		last = to
	})
}

// headProduct is spreadHeads or gatherHeads as a node: dQ = dS·K/√d, dK = dSᵀ·Q/√d,
// dV = patternᵀ·dout.
func headProduct[T Float](s, x *gorgonia.Node, a headProductAttrs) (*gorgonia.Node, error) {
	product, shape := spreadHeads[T], spreadShape
	if a.Transposed {
		product, shape = gatherHeads[T], gatherShape
	}
	return Apply(Kernel[T]{
		Kind:  KindHeadProduct,
		Attrs: a,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return shape(in, a.Share) },
		Cut:   allCut(2),
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			product(out, in[0], in[1], T(a.Scale), a.Causal)
			return nil
		},
	}, s, x)
}

// patternGrad is dP = dout·Vᵀ for each sequence and head, where a place is seen.
func patternGrad[T Float](grad, v *gorgonia.Node, shape tensor.Shape, attrs MixAttrs) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAttentionMix.Gradient("pattern"),
		Attrs: attrs,
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   allCut(2),
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			g, v := in[0], in[1]
			time, width := g.Shape[1], g.Shape[2]
			eachHead(out, g.Shape, v.Shape, func(square, at, from int) {
				crossRows(out.Data[square:][:time*time], block[T]{g.Data[at:], width}, block[T]{v.Data[from:], v.Shape[2]}, time, width/shape[1], 1, attrs.Causal)
			})
			return nil
		},
	}, grad, v)
}

// scoreGrad is the gradient of softmax by its scores, times the rate: for each row
// dS = rate·p ⊙ (dP − Σ p·dP). What is not seen has none, and dP need not be known there.
func scoreGrad[T Float](a Attention, pattern, grad *gorgonia.Node) (*gorgonia.Node, error) {
	var keptBy *gorgonia.Node
	if a.Rate != 1 {
		keptBy = pattern
	}
	return Apply(Kernel[T]{
		Kind:   KindAttentionPattern.Gradient("scores"),
		Attrs:  a,
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:    allCut(2),
		KeptBy: keptBy,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			p := in[0].Data
			if kept := b.kept(0); kept != nil {
				p = kept
			}
			time := out.Cols()
			for r := 0; r < len(p); r += time {
				seen := a.seen(r/time%time, time)
				vec.SoftmaxGrad(out.Data[r:r+seen], p[r:], in[1].Data[r:], T(a.Rate))
				clear(out.Data[r+seen : r+time])
			}
			return nil
		},
	}, pattern, grad)
}

func (a Attention) patternShape(in []tensor.Shape) (tensor.Shape, error) {
	q, k := in[0], in[1]
	if len(q) != 3 || len(k) != 3 || q[0] != k[0] || q[1] != k[1] {
		return nil, fmt.Errorf("want queries and keys (batch, time, width) of one batch and time, have %v and %v", q, k)
	}
	if a.Heads < 1 || q[2]%a.Heads != 0 {
		return nil, fmt.Errorf("a width of %d can't be cut in %d heads", q[2], a.Heads)
	}
	if d := q[2] / a.Heads; k[2] < 1 || q[2]%k[2] != 0 || k[2]%max(d, 1) != 0 {
		return nil, fmt.Errorf("keys of width %d are no heads that %d query heads of %d can share: make it %d, or that of fewer heads that divide them", k[2], a.Heads, d, q[2])
	}
	return tensor.Shape{q[0], a.Heads, q[1], q[1]}, nil
}

// spreadShape is the shape of squares (batch, heads, time, time) times x (batch, time,
// width), each head of which is read by share squares.
func spreadShape(in []tensor.Shape, share int) (tensor.Shape, error) {
	s, x := in[0], in[1]
	if len(s) != 4 || len(x) != 3 || s[0] != x[0] || s[2] != x[1] || s[3] != x[1] {
		return nil, fmt.Errorf("want a pattern (batch, heads, time, time) and values (batch, time, width), have %v and %v", s, x)
	}
	if s[1]%share != 0 || x[2]%(s[1]/share) != 0 {
		return nil, fmt.Errorf("values of width %d can't be cut in %d heads", x[2], s[1]/share)
	}
	return tensor.Shape{x[0], x[1], x[2] * share}, nil
}

// gatherShape is the shape of squares times x, share heads of which are added up.
func gatherShape(in []tensor.Shape, share int) (tensor.Shape, error) {
	out, err := spreadShape(in, 1)
	if err != nil {
		return nil, err
	}
	out[2] /= share
	return out, nil
}
