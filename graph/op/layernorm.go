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
// with the variance divided by width. scale and shift are (width). PyTorch's ε is 1e-5.
func LayerNorm(x, scale, shift *gorgonia.Node, epsilon float64) (out *gorgonia.Node, err error) {
	defer guard(&err, KindLayerNorm, x, scale, shift)
	if x.Dtype() == tensor.Float32 {
		return layerNorm[float32](x, scale, shift, epsilon)
	}
	return layerNorm[float64](x, scale, shift, epsilon)
}

func layerNorm[T Float](x, scale, shift *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if !(epsilon >= 0) {
		return nil, fmt.Errorf("op: layer norm: ε is %v, want 0 or more", epsilon)
	}
	width := 1
	if s := x.Shape(); len(s) > 0 {
		width = s[len(s)-1]
	}
	return Apply(Kernel[T]{
		Kind:  KindLayerNorm,
		Attrs: LayerNormAttrs{epsilon},
		Shape: normShape,
		Wrt:   []bool{true, true, true},
		Cut:   batched(x.Shape(), true, false, false),
		Keeps: []int{perRow(x.Shape()), perRow(x.Shape()) / width}, // x̂, and 1/√(var + ε)
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			normalise(out, in[0], in[1].Data, in[2].Data, epsilon, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return normTwin(in, epsilon) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := normGrad[T](out, grad, in[1])
			if err != nil {
				return nil, err
			}
			dscale, err := normScaleGrad[T](KindLayerNorm, out, grad)
			if err != nil {
				return nil, err
			}
			dshift, err := columnSums[T](grad)
			return gorgonia.Nodes{dx, dscale, dshift}, err
		},
	}, x, scale, shift)
}

// normalise is LayerNorm of some rows. It goes through out where x̂ is not kept.
func normalise[T Float](out, x Array[T], scale, shift []T, epsilon float64, b Block[T]) {
	rows, n := x.Rows(), x.Cols()
	hats, inverse := b.kept(0), b.Keep != nil
	if !inverse {
		hats = out.Data
	}
	for r := range rows {
		row, hat := x.Data[r*n:(r+1)*n], hats[r*n:(r+1)*n]
		mean := vec.Sum(row) / T(n)
		for j, v := range row {
			hat[j] = v - mean
		}
		inv := T(1 / math.Sqrt(float64(vec.Dot(hat, hat))/float64(n)+epsilon))
		if inverse {
			b.Keep[1][r] = inv
		}
		to := out.Data[r*n : (r+1)*n]
		for j, v := range hat {
			v *= inv
			hat[j] = v
			to[j] = scale[j]*v + shift[j]
		}
	}
}

// normGrad is dx = (g − mean g − x̂·mean(g ⊙ x̂))/√(var + ε) for each row, with
// g = grad ⊙ scale.
func normGrad[T Float](out, grad, scale *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:   KindLayerNorm.Gradient("x"),
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[1].Clone(), nil },
		Cut:    batched(grad.Shape(), true, true, false),
		KeptBy: out,
		Run: func(dx Array[T], in []Array[T], b Block[T]) error {
			n := dx.Cols()
			for r, inv := range b.Keep[1] {
				g, hat := dx.Data[r*n:(r+1)*n], b.Keep[0][r*n:(r+1)*n]
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

// normScaleGrad is Σ_rows grad ⊙ x̂, of a norm that keeps x̂ and one number a row.
func normScaleGrad[T Float](of Kind, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:   of.Gradient("scale"),
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return tensor.Shape{in[1][len(in[1])-1]}, nil },
		Cut:    batched(grad.Shape(), true, true),
		KeptBy: out,
		Total:  true,
		Run: func(ds Array[T], in []Array[T], b Block[T]) error {
			if !b.Add {
				clear(ds.Data)
			}
			n := len(ds.Data)
			for r := range b.Keep[1] {
				g := in[1].Data[r*n : (r+1)*n]
				for j, v := range b.Keep[0][r*n : (r+1)*n] {
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
