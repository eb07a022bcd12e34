package op

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// RMSNorm divides each row of x (…, width) by its root mean square, then scales it (Zhang
// and Sennrich 2019, arXiv 1910.07467):
//
//	x̂ = x/√(mean x² + ε),  out = scale ⊙ x̂.
//
// scale is (width). Llama has ε = 1e-5 or 1e-6.
func RMSNorm(x, scale *gorgonia.Node, epsilon float64) (out *gorgonia.Node, err error) {
	defer guard(&err, KindRMSNorm, x, scale)
	if x.Dtype() == tensor.Float32 {
		return rmsNorm[float32](x, scale, epsilon)
	}
	return rmsNorm[float64](x, scale, epsilon)
}

func rmsNorm[T Float](x, scale *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if !(epsilon >= 0) {
		return nil, fmt.Errorf("op: RMS norm: ε is %v, want 0 or more", epsilon)
	}
	width := 1
	if s := x.Shape(); len(s) > 0 {
		width = s[len(s)-1]
	}
	return Apply(Kernel[T]{
		Kind:  KindRMSNorm,
		Attrs: RMSNormAttrs{epsilon},
		Shape: rmsNormShape,
		Wrt:   []bool{true, true},
		Cut:   batched(x.Shape(), true, false),
		Keeps: []int{perRow(x.Shape()), perRow(x.Shape()) / width}, // x̂, and 1/√(mean x² + ε)
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			divideByRMS(out, in[0], in[1].Data, epsilon, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return rmsNormTwin(in, epsilon) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := rmsNormGrad[T](out, grad, in[1])
			if err != nil {
				return nil, err
			}
			dscale, err := normScaleGrad[T](KindRMSNorm, out, grad)
			return gorgonia.Nodes{dx, dscale}, err
		},
	}, x, scale)
}

// divideByRMS is RMSNorm of some rows.
func divideByRMS[T Float](out, x Array[T], scale []T, epsilon float64, b Block[T]) {
	n, hats := x.Cols(), b.kept(0)
	for r := range x.Rows() {
		row, to := x.Data[r*n:(r+1)*n], out.Data[r*n:(r+1)*n]
		inv := T(1 / math.Sqrt(float64(vec.Dot(row, row))/float64(n)+epsilon))
		hat := to
		if hats != nil {
			hat, b.Keep[1][r] = hats[r*n:(r+1)*n], inv
		}
		for j, v := range row {
			v *= inv
			hat[j] = v
			to[j] = scale[j] * v
		}
	}
}

// rmsNormGrad is dx = (g − x̂·mean(g ⊙ x̂))/√(mean x² + ε) for each row, with
// g = grad ⊙ scale.
func rmsNormGrad[T Float](out, grad, scale *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:   KindRMSNorm.Gradient("x"),
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[1].Clone(), nil },
		Cut:    batched(grad.Shape(), true, true, false),
		KeptBy: out,
		Run: func(dx Array[T], in []Array[T], b Block[T]) error {
			n := dx.Cols()
			for r, inv := range b.Keep[1] {
				g, hat := dx.Data[r*n:(r+1)*n], b.Keep[0][r*n:(r+1)*n]
				vec.Mul(g, in[1].Data[r*n:(r+1)*n], in[2].Data)
				along := vec.Dot(g, hat) / T(n)
				for j, v := range g {
					g[j] = inv * (v - hat[j]*along)
				}
			}
			return nil
		},
	}, out, grad, scale)
}

func rmsNormShape(in []tensor.Shape) (tensor.Shape, error) {
	x, scale := in[0], in[1]
	if len(x) < 1 || len(scale) != 1 || scale[0] != x[len(x)-1] {
		return nil, fmt.Errorf("want x (…, width) and scale (width), have %v and %v", x, scale)
	}
	return x.Clone(), nil
}

func rmsNormTwin(in gorgonia.Nodes, epsilon float64) (*gorgonia.Node, error) {
	x := folded(in[0])
	square := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(x)), 1))
	rms := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(square, konst(x, epsilon)))))
	hat := gorgonia.Must(gorgonia.BroadcastHadamardDiv(x, rms, nil, []byte{1}))
	return shaped(gorgonia.Must(gorgonia.BroadcastHadamardProd(hat, in[1], nil, []byte{0})), in[0].Shape().Clone()...), nil
}
