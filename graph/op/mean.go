package op

import (
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// meanOf is the mean of all elements of x, a scalar.
func meanOf[T Float](x *gorgonia.Node) (*gorgonia.Node, error) {
	n := T(x.Shape().TotalSize())
	return Apply(Kernel[T]{
		Kind:  KindMean,
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return tensor.Shape{}, nil },
		Wrt:   []bool{true},
		Cut:   []bool{true},
		Total: true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			add(out.Data, vec.Sum(in[0].Data)/n, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return meanTwin(in[0]) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := meanGrad[T](in[0], grad)
			return gorgonia.Nodes{d}, err
		},
	}, x)
}

// meanGrad is grad/n for every element of x.
func meanGrad[T Float](x, grad *gorgonia.Node) (*gorgonia.Node, error) {
	n := T(x.Shape().TotalSize())
	return Apply(Kernel[T]{
		Kind:  KindMean.Gradient("x"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:   []bool{true, false},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			for i := range out.Data {
				out.Data[i] = in[1].Data[0] / n
			}
			return nil
		},
	}, x, grad)
}
