package graph

import (
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Affine is act(x·Wᵀ + b) in one operation. x is (…, in), any leading dimensions; W
// is (out, in); b is (out), or nil for none; the result is (…, out).
func Affine(x, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	if x.Dtype() == tensor.Float32 {
		return affine[float32](x, w, b, act)
	}
	return affine[float64](x, w, b, act)
}

// AffineDecomposed is Affine for a matrix x, made of stock Gorgonia nodes.
func AffineDecomposed(x, w, b *gorgonia.Node, act Activation) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, "affine")
	z := gorgonia.Must(gorgonia.Mul(x, gorgonia.Must(gorgonia.Transpose(w))))
	return act.Decomposed(gorgonia.Must(gorgonia.BroadcastAdd(z, b, nil, []byte{0})))
}

// affineState is what the backward operations need of the forward one.
type affineState[T Float] struct {
	slope []T // act'(z), kept from the last run
}

func affine[T Float](x, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	if err := act.Check(); err != nil {
		return nil, fmt.Errorf("graph: affine: %w", err)
	}
	st := &affineState[T]{}
	in, wrt := gorgonia.Nodes{x, w}, []bool{true, true}
	if b != nil {
		in, wrt = append(in, b), append(wrt, true)
	}
	return Apply(Kernel[T]{
		Name:  "affine+" + string(act),
		Shape: affineShape,
		Wrt:   wrt,
		Run: func(out Array[T], in []Array[T]) error {
			x, w := in[0], in[1]
			rows, n, m := x.Rows(), x.Cols(), out.Cols()
			blas.Gemm(false, true, rows, m, n, 1, x.Data, n, w.Data, n, 0, out.Data, m)
			if act != Identity && len(st.slope) != len(out.Data) {
				st.slope = make([]T, len(out.Data))
			}
			if len(in) == 3 {
				vec.AddBias(out.Data, rows, m, in[2].Data)
			}
			activate(act, out.Data, st.slope)
			return nil
		},
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			return affineGrad(st, act, in, out, grad)
		},
	}, in...)
}

// activate replaces the sums z by act(z) and keeps act'(z) in slope.
func activate[T Float](act Activation, z, slope []T) {
	switch act {
	case SiLU:
		vec.SiLU(z, slope, z)
	case GELU:
		vec.GELUTanh(z, slope, z)
	case ReLU:
		vec.ReLU(z, slope, z)
	case Tanh:
		vec.Tanh(z, slope, z)
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
func affineGrad[T Float](st *affineState[T], act Activation, in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	x, w := in[0], in[1]
	dz := grad
	if act != Identity {
		var err error
		if dz, err = slopeTimes(st, act, out, grad); err != nil {
			return nil, err
		}
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

// slopeTimes is grad ⊙ act'(z) with the slope that the forward operation kept.
func slopeTimes[T Float](st *affineState[T], act Activation, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Name:  "slope of " + string(act),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run: func(dz Array[T], in []Array[T]) error {
			vec.Mul(dz.Data, in[0].Data, st.slope)
			return nil
		},
	}, grad, out)
}

// productNN is a·w for a (…, m) and w (m, n), folded to the given shape.
func productNN[T Float](a, w *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Name:  "a·w",
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Run: func(out Array[T], in []Array[T]) error {
			a, w := in[0], in[1]
			blas.Gemm(false, false, a.Rows(), w.Cols(), a.Cols(), 1, a.Data, a.Cols(), w.Data, w.Cols(), 0, out.Data, w.Cols())
			return nil
		},
	}, a, w)
}

// productTN is aᵀ·x over all rows, for a (…, m) and x (…, n): (m, n).
func productTN[T Float](a, x *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Name:  "aᵀ·x",
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Run: func(out Array[T], in []Array[T]) error {
			a, x := in[0], in[1]
			blas.Gemm(true, false, a.Cols(), x.Cols(), a.Rows(), 1, a.Data, a.Cols(), x.Data, x.Cols(), 0, out.Data, x.Cols())
			return nil
		},
	}, a, x)
}

// columnSums adds up all rows of a (…, m): (m).
func columnSums[T Float](a *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Name:  "Σ rows",
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return tensor.Shape{in[0][len(in[0])-1]}, nil },
		Run: func(out Array[T], in []Array[T]) error {
			vec.ColSums(out.Data, in[0].Data, in[0].Rows(), in[0].Cols())
			return nil
		},
	}, a)
}
