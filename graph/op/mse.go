package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MSE is the mean squared error, (1/n) Σ (pred − target)² over all n elements; the
// two have one shape and target is not differentiated.
func MSE(pred, target *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer guard(&err, KindMSE, pred, target)
	if pred.Dtype() == tensor.Float32 {
		return mse[float32](pred, target)
	}
	return mse[float64](pred, target)
}

func mse[T Float](pred, target *gorgonia.Node) (*gorgonia.Node, error) {
	n := T(pred.Shape().TotalSize())
	return Apply(Kernel[T]{
		Kind:  KindMSE,
		Shape: sameShapes,
		Wrt:   []bool{true, false},
		Cut:   allCut(2),
		Total: true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			p, t := in[0].Data, in[1].Data
			var s T
			for i, v := range p {
				d := v - t[i]
				s += d * d
			}
			add(out.Data, s/n, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return mseTwin(in[0], in[1]) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := mseGrad[T](in[0], in[1], grad)
			return gorgonia.Nodes{d, nil}, err
		},
	}, pred, target)
}

// mseGrad is grad · 2(pred − target)/n.
func mseGrad[T Float](pred, target, grad *gorgonia.Node) (*gorgonia.Node, error) {
	n := T(pred.Shape().TotalSize())
	return Apply(Kernel[T]{
		Kind:  KindMSE.Gradient("pred"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:   []bool{true, true, false},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			p, t := in[0].Data, in[1].Data
			c := in[2].Data[0] * 2 / n
			for i, v := range p {
				out.Data[i] = c * (v - t[i])
			}
			return nil
		},
	}, pred, target, grad)
}

// sameShapes wants two inputs of one shape and gives a scalar.
func sameShapes(in []tensor.Shape) (tensor.Shape, error) {
	if len(in[0]) == 0 || !in[0].Eq(in[1]) {
		return nil, fmt.Errorf("want two arrays of one shape, have %v and %v", in[0], in[1])
	}
	return tensor.Shape{}, nil
}
