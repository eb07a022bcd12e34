package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// eachHead calls do for every sequence and head with where its square begins in an
// array shaped like squares (batch, heads, time, time), and its block in one of shape
// seq (batch, time, width).
func eachHead[T Float](squares Array[T], seq tensor.Shape, do func(square, block int)) {
	batch, heads, time, width := squares.Shape[0], squares.Shape[1], seq[1], seq[2]
	for b := range batch {
		for h := range heads {
			do((b*heads+h)*time*time, b*time*width+h*(width/heads))
		}
	}
}

// timesHeads is out = scale·S·X for the square S and the block X of each sequence and
// head, or scale·Sᵀ·X.
func timesHeads[T Float](out, s, x Array[T], scale T, transpose bool) {
	time, width := x.Shape[1], x.Shape[2]
	d := width / s.Shape[1]
	eachHead(s, x.Shape, func(square, at int) {
		mixRows(out.Data[at:], s.Data[square:][:time*time], x.Data[at:], time, d, width, scale, transpose)
	})
}

// headProduct is timesHeads as a node: dQ = dS·K/√d, dK = dSᵀ·Q/√d, dV = patternᵀ·dout.
func headProduct[T Float](s, x *gorgonia.Node, scale float64, transpose bool) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindHeadProduct,
		Attrs: headProductAttrs{scale, transpose},
		Shape: mixShape,
		Cut:   allCut(2),
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			timesHeads(out, in[0], in[1], T(scale), transpose)
			return nil
		},
	}, s, x)
}

// patternGrad is dP = dout·Vᵀ for each sequence and head.
func patternGrad[T Float](grad, v *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAttentionMix.Gradient("pattern"),
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   allCut(2),
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			g, v := in[0], in[1]
			time, width := v.Shape[1], v.Shape[2]
			eachHead(out, v.Shape, func(square, at int) {
				crossRows(out.Data[square:][:time*time], g.Data[at:], v.Data[at:], time, width/shape[1], width, 1)
			})
			return nil
		},
	}, grad, v)
}

// scoreGrad is the gradient of softmax by its scores, times the rate: for each row
// dS = rate·p ⊙ (dP − Σ p·dP). What is not seen has p = 0, so its gradient is 0.
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
			time, rate := out.Cols(), T(a.Rate)
			for r := 0; r < len(p); r += time {
				row, dp, ds := p[r:r+time], in[1].Data[r:r+time], out.Data[r:r+time]
				mean := vec.Dot(row, dp)
				for j, v := range row {
					ds[j] = rate * v * (dp[j] - mean)
				}
			}
			return nil
		},
	}, pattern, grad)
}

func (a Attention) patternShape(in []tensor.Shape) (tensor.Shape, error) {
	q, k := in[0], in[1]
	if len(q) != 3 || !q.Eq(k) {
		return nil, fmt.Errorf("want queries and keys (batch, time, width) of one shape, have %v and %v", q, k)
	}
	if a.Heads < 1 || q[2]%a.Heads != 0 {
		return nil, fmt.Errorf("a width of %d can't be cut in %d heads", q[2], a.Heads)
	}
	return tensor.Shape{q[0], a.Heads, q[1], q[1]}, nil
}

// mixShape is the shape of squares (batch, heads, time, time) times x (batch, time,
// width).
func mixShape(in []tensor.Shape) (tensor.Shape, error) {
	s, x := in[0], in[1]
	if len(s) != 4 || len(x) != 3 || s[0] != x[0] || s[2] != x[1] || s[3] != x[1] {
		return nil, fmt.Errorf("want a pattern (batch, heads, time, time) and values (batch, time, width), have %v and %v", s, x)
	}
	if x[2]%s[1] != 0 {
		return nil, fmt.Errorf("values of width %d can't be cut in %d heads", x[2], s[1])
	}
	return x.Clone(), nil
}
