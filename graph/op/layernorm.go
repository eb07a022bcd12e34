package op

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// LayerNorm gives each row of x (…, width) mean 0 and variance 1, then scales and shifts
// it (Ba, Kiros and Hinton 2016, arXiv 1607.06450):
//
//	x̂ = (x − mean x)/√(var x + ε),  out = scale ⊙ x̂ + shift,
//
// with the variance divided by width. scale and shift are (width).
func LayerNorm(x, scale, shift *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if x.Dtype() == tensor.Float32 {
		return layerNorm[float32](x, scale, shift, epsilon)
	}
	return layerNorm[float64](x, scale, shift, epsilon)
}

// normState is what the backward operations need of the forward one.
type normState[T Float] struct {
	hat     []T // x̂
	inverse []T // 1/√(var + ε) of each row
}

func layerNorm[T Float](x, scale, shift *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if !(epsilon >= 0) {
		return nil, fmt.Errorf("op: layer norm: ε is %v, want 0 or more", epsilon)
	}
	st := newNormState[T](x.Shape())
	return Apply(Kernel[T]{
		Kind:  KindLayerNorm,
		Attrs: LayerNormAttrs{epsilon},
		Shape: normShape,
		Wrt:   []bool{true, true, true},
		Cut:   batched(x.Shape(), true, false, false),
		Rows: func(out Array[T], in []Array[T], b Block) error {
			st.part(out, b).forward(out, in[0], in[1].Data, in[2].Data, epsilon)
			return nil
		},
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := normGrad(st, out, grad, in[1])
			if err != nil {
				return nil, err
			}
			dscale, err := normScaleGrad(st, out, grad)
			if err != nil {
				return nil, err
			}
			dshift, err := columnSums[T](grad)
			return gorgonia.Nodes{dx, dscale, dshift}, err
		},
	}, x, scale, shift)
}

// newNormState makes room for the normalised x.
func newNormState[T Float](x tensor.Shape) *normState[T] {
	n := 1
	if len(x) > 0 {
		n = x[len(x)-1]
	}
	return &normState[T]{hat: make([]T, x.TotalSize()), inverse: make([]T, x.TotalSize()/n)}
}

// part is what belongs to a block of an array like x.
func (st *normState[T]) part(x Array[T], b Block) normState[T] {
	return normState[T]{hat: blockOf(st.hat, x, b), inverse: blockOf(st.inverse, Array[T]{Shape: x.Shape, Data: st.inverse[:x.Rows()]}, b)}
}

func (st normState[T]) forward(out, x Array[T], scale, shift []T, epsilon float64) {
	rows, n := x.Rows(), x.Cols()
	for r := range rows {
		row, hat := x.Data[r*n:(r+1)*n], st.hat[r*n:(r+1)*n]
		mean := vec.Sum(row) / T(n)
		for j, v := range row {
			hat[j] = v - mean
		}
		inv := T(1 / math.Sqrt(float64(vec.Dot(hat, hat))/float64(n)+epsilon))
		st.inverse[r] = inv
		to := out.Data[r*n : (r+1)*n]
		for j, v := range hat {
			hat[j] = v * inv
			to[j] = scale[j]*hat[j] + shift[j]
		}
	}
}

// normGrad is dx = (g − mean g − x̂·mean(g ⊙ x̂))/√(var + ε) for each row, with
// g = grad ⊙ scale.
func normGrad[T Float](st *normState[T], out, grad, scale *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindLayerNorm.Gradient("x"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[1].Clone(), nil },
		Cut:   batched(grad.Shape(), true, true, false),
		Rows: func(dx Array[T], in []Array[T], b Block) error {
			st, n := st.part(dx, b), dx.Cols()
			for r, inv := range st.inverse {
				g, hat := dx.Data[r*n:(r+1)*n], st.hat[r*n:(r+1)*n]
				vec.Mul(g, in[1].Data[r*n:(r+1)*n], in[2].Data)
				mean, along := vec.Sum(g)/T(n), vec.Dot(g, hat)/T(n)
				for j, v := range g {
					g[j] = inv * (v - mean - hat[j]*along)
				}
			}
			return nil
		},
	}, out, grad, scale)
}

// normScaleGrad is Σ_rows grad ⊙ x̂.
func normScaleGrad[T Float](st *normState[T], out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindLayerNorm.Gradient("scale"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return tensor.Shape{in[1][len(in[1])-1]}, nil },
		Cut:   batched(grad.Shape(), true, true),
		Total: true,
		Rows: func(ds Array[T], in []Array[T], b Block) error {
			if !b.More {
				clear(ds.Data)
			}
			st, n := st.part(in[1], b), len(ds.Data)
			for r := range st.inverse {
				g := in[1].Data[r*n : (r+1)*n]
				for j, v := range st.hat[r*n : (r+1)*n] {
					ds.Data[j] += g[j] * v
				}
			}
			return nil
		},
	}, out, grad)
}

func normShape(in []tensor.Shape) (tensor.Shape, error) {
	x, scale, shift := in[0], in[1], in[2]
	if len(x) < 1 || len(scale) != 1 || scale[0] != x[len(x)-1] || !scale.Eq(shift) {
		return nil, fmt.Errorf("want x (…, width), scale (width) and shift (width), have %v, %v and %v", x, scale, shift)
	}
	return x.Clone(), nil
}

// LayerNormDecomposed is LayerNorm for a matrix x, made of stock Gorgonia nodes.
func LayerNormDecomposed(x, scale, shift *gorgonia.Node, epsilon float64) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, "layer norm")
	hat := gorgonia.Must(gorgonia.BroadcastSub(x, gorgonia.Must(gorgonia.Mean(x, 1)), nil, []byte{1}))
	variance := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(hat)), 1))
	deviation := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(variance, konst(x, epsilon)))))
	hat = gorgonia.Must(gorgonia.BroadcastHadamardDiv(hat, deviation, nil, []byte{1}))
	return gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.BroadcastHadamardProd(hat, scale, nil, []byte{0})), shift, nil, []byte{0})
}
