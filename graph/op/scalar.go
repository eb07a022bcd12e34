package op

import (
	"fmt"
	"strconv"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Scalar describes a number computed from whole tensors that brings its own gradient: a
// price of a network's wiring, say. Node adds it to a graph.
type Scalar struct {
	// Kind and Attrs say what is computed, with every constant; see [Kernel].
	Kind  Kind
	Attrs Attrs
	// Eval gives f(x); x has one slice for each input, row-major, to be read only. Where
	// grad is not nil it also fills grad[i] with ∂f/∂x[i]; what stood there is of an earlier run.
	Eval func(x, grad [][]float64) (float64, error)
	// Twin computes the same by stock Gorgonia operations; nil leaves finite differences as
	// the only judge.
	Twin func(in gorgonia.Nodes) (*gorgonia.Node, error)
}

// Node is f of the inputs, which are all of one type. Float32 is computed in float64.
func (s Scalar) Node(in ...*gorgonia.Node) (out *gorgonia.Node, err error) {
	defer guard(&err, s.Kind, in...)
	if s.Eval == nil || len(in) == 0 {
		return nil, fmt.Errorf("op: %s: want an Eval and at least one input", s.Kind)
	}
	if in[0].Dtype() == tensor.Float32 {
		return scalar[float32](s, in)
	}
	return scalar[float64](s, in)
}

func scalar[T Float](s Scalar, in gorgonia.Nodes) (*gorgonia.Node, error) {
	wrt, sizes := make([]bool, len(in)), make([]int, len(in))
	for i, n := range in {
		wrt[i], sizes[i] = true, n.Shape().TotalSize()
	}
	return Apply(Kernel[T]{
		Kind:  s.Kind,
		Attrs: s.Attrs,
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return tensor.Shape{}, nil },
		Wrt:   wrt,
		Keeps: sizes, // the gradients
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			x := make([][]float64, len(in))
			for i := range in {
				x[i] = inFloat64(in[i].Data)
			}
			var grad [][]float64
			for _, g := range b.Keep {
				grad = append(grad, inFloat64(g))
			}
			v, err := s.Eval(x, grad)
			for i, g := range grad {
				fromFloat64(b.Keep[i], g)
			}
			out.Data[0] = T(v)
			return err
		},
		Twin: s.Twin,
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			grads := make(gorgonia.Nodes, len(in))
			for i := range in {
				var err error
				if grads[i], err = scalarGrad[T](s, i, in[i], out, grad); err != nil {
					return nil, err
				}
			}
			return grads, nil
		},
	}, in...)
}

// scalarGrad is grad · ∂f/∂x of the i-th input x.
func scalarGrad[T Float](s Scalar, i int, x, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:   s.Kind.Gradient("input " + strconv.Itoa(i)),
		Attrs:  s.Attrs,
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		KeptBy: out,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			g := in[2].Data[0]
			for j, v := range b.Keep[i] {
				out.Data[j] = g * v
			}
			return nil
		},
	}, x, out, grad)
}

// inFloat64 is v itself if it is of float64, else a copy.
func inFloat64[T Float](v []T) []float64 {
	if d, ok := any(v).([]float64); ok {
		return d
	}
	d := make([]float64, len(v))
	for i, x := range v {
		d[i] = float64(x)
	}
	return d
}

// fromFloat64 undoes inFloat64.
func fromFloat64[T Float](v []T, d []float64) {
	if _, same := any(v).([]float64); same {
		return
	}
	for i, x := range d {
		v[i] = T(x)
	}
}
