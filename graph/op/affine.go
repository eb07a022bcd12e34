package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Affine is act(x·Wᵀ + b) in one operation. x is (…, in), any leading dimensions; W
// is (out, in); b is (out), or nil for none; the result is (…, out). Of Tokens with as
// many rows as tokens it is TokenAffine.
func Affine(x, w, b *gorgonia.Node, act Activation) (out *gorgonia.Node, err error) {
	defer guard(&err, KindAffine, x, w)
	if out, err := affineOfTokens(x, w, b, act); out != nil || err != nil {
		return out, err
	}
	if x.Dtype() == tensor.Float32 {
		return affine[float32](x, w, b, act)
	}
	return affine[float64](x, w, b, act)
}

func affine[T Float](x, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	if err := act.Check(); err != nil {
		return nil, fmt.Errorf("op: affine: %w", err)
	}
	in, wrt, cut := gorgonia.Nodes{x, w}, []bool{true, true}, batched(x.Shape(), true, false)
	if b != nil {
		in, wrt, cut = append(in, b), append(wrt, true), append(cut, false)
	}
	return Apply(Kernel[T]{
		Kind:  KindAffine,
		Attrs: AffineAttrs{act, b != nil},
		Shape: affineShape,
		Wrt:   wrt,
		Cut:   cut,
		Work:  perRow(x.Shape()) * w.Shape()[0],
		packs: true,
		Adds:  act == Identity,
		Keeps: slopes(act, perRow(x.Shape())/max(1, w.Shape()[len(w.Shape())-1])*w.Shape()[0]),
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			x, w := in[0], in[1]
			rows, n, m := x.Rows(), x.Cols(), out.Cols()
			b.pack.Gemm(true, rows, m, n, x.Data, n, w.Data, n, more(b), out.Data, m)
			if len(in) == 3 {
				vec.AddBias(out.Data, rows, m, in[2].Data)
			}
			activate(act, out.Data, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return affineTwin(in, act) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			return affineGrad[T](act, in, out, grad)
		},
	}, in...)
}

// slopes are what an operation that ends in an activation keeps: act'(z), for so many
// outputs a row.
func slopes(act Activation, width int) []int {
	if act == Identity {
		return nil
	}
	return []int{width}
}

// activate replaces the sums z by act(z) and keeps act'(z).
func activate[T Float](act Activation, z []T, b Block[T]) {
	slope := b.kept(0)
	switch act {
	case SiLU:
		vec.SiLU(z, slope, z)
	case GELU:
		vec.GELUTanh(z, slope, z)
	case ReLU:
		vec.ReLU(z, slope, z)
	case Tanh:
		vec.Tanh(z, slope, z)
	default:
		if f, ok := act.function(); ok {
			activateBy(f, z, slope)
		}
	}
}

func affineShape(in []tensor.Shape) (tensor.Shape, error) {
	x, w := in[0], in[1]
	if len(x) < 1 || len(w) != 2 {
		return nil, fmt.Errorf("want x (…, in) and W (out, in), have %v and %v", x, w)
	}
	if x[len(x)-1] != w[1] {
		return nil, fmt.Errorf("x %v and W %v do not fit: the last of x is W's second", x, w)
	}
	if len(in) == 3 && !in[2].Eq(tensor.Shape{w[0]}) {
		return nil, fmt.Errorf("b %v does not fit W %v: its size is W's first", in[2], w)
	}
	out := x.Clone()
	out[len(out)-1] = w[0]
	return out, nil
}

// affineGrad builds dz = grad ⊙ act'(z), then dx = dz·W, dW = dzᵀ·x, db = Σ_rows dz.
func affineGrad[T Float](act Activation, in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	x, w := in[0], in[1]
	dz, err := slopeTimes[T](act, out, grad)
	if err != nil {
		return nil, err
	}
	dx, err := productNN[T](dz, w, x.Shape())
	if err != nil {
		return nil, err
	}
	dw, err := productTN[T](dz, x, w.Shape())
	if err != nil || len(in) == 2 {
		return gorgonia.Nodes{dx, dw}, err
	}
	db, err := columnSums[T](dz)
	return gorgonia.Nodes{dx, dw, db}, err
}

// slopeTimes is grad ⊙ act'(z) with the slope that the forward operation out keeps.
func slopeTimes[T Float](act Activation, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	if act == Identity {
		return grad, nil
	}
	return Apply(Kernel[T]{
		Kind:   KindSlope,
		Attrs:  slopeAttrs{act},
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:    batched(grad.Shape(), true, true),
		KeptBy: out,
		Run: func(dz Array[T], in []Array[T], b Block[T]) error {
			vec.Mul(dz.Data, in[0].Data, b.Keep[0])
			return nil
		},
	}, grad, out)
}

// productNN is a·w for a (…, m) and w (m, n), folded to the given shape.
func productNN[T Float](a, w *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAffine.Gradient("x"),
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   batched(shape, true, false),
		Work:  perRow(a.Shape()) * w.Shape()[1],
		packs: true,
		Adds:  true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			a, w := in[0], in[1]
			b.pack.Gemm(false, a.Rows(), w.Cols(), a.Cols(), a.Data, a.Cols(), w.Data, w.Cols(), more(b), out.Data, w.Cols())
			return nil
		},
	}, a, w)
}

// productTN is aᵀ·x over all rows, for a (…, m) and x (…, n): (m, n).
func productTN[T Float](a, x *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAffine.Gradient("W"),
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   batched(x.Shape(), true, true),
		Total: true,
		Work:  perRow(x.Shape()) * shape[0],
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			a, x := in[0], in[1]
			blas.Gemm(true, false, a.Cols(), x.Cols(), a.Rows(), 1, a.Data, a.Cols(), x.Data, x.Cols(), more(b), out.Data, x.Cols())
			return nil
		},
	}, a, x)
}

// columnSums adds up all rows of a (…, m): (m).
func columnSums[T Float](a *gorgonia.Node) (*gorgonia.Node, error) {
	m := a.Shape()[len(a.Shape())-1]
	return Apply(Kernel[T]{
		Kind:  KindSumRows,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return tensor.Shape{m}, nil },
		Cut:   batched(a.Shape(), true),
		Total: true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			addRows(out.Data, in[0].Data, in[0].Rows(), b)
			return nil
		},
	}, a)
}
