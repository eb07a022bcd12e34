package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Reshape gives x another shape of the same size, its elements in the same order.
func Reshape(x *gorgonia.Node, shape ...int) (out *gorgonia.Node, err error) {
	defer guard(&err, KindReshape, x)
	if x.Dtype() == tensor.Float32 {
		return reshape[float32](x, shape)
	}
	return reshape[float64](x, shape)
}

func reshape[T Float](x *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	shape = shape.Clone()
	return Apply(Kernel[T]{
		Kind: KindReshape,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) {
			if len(shape) == 0 || shape.TotalSize() != in[0].TotalSize() {
				return nil, fmt.Errorf("%v does not hold as many elements as %v", shape, in[0])
			}
			return shape.Clone(), nil
		},
		Wrt: []bool{true},
		Cut: []bool{len(shape) > 0 && len(x.Shape()) > 0 && shape[0] == x.Shape()[0]},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			copy(out.Data, in[0].Data)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return gorgonia.Reshape(in[0], shape.Clone()) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := reshape[T](grad, in[0].Shape())
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}
