package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// konst is a scalar constant of the element type of like.
func konst(like *gorgonia.Node, v float64) *gorgonia.Node {
	if like.Dtype() == DType[float32]() {
		return gorgonia.NewConstant(float32(v))
	}
	return gorgonia.NewConstant(v)
}

// array is an input of the element type of like that holds data: one node for each name,
// so the name says what it holds.
func array(like *gorgonia.Node, name string, data []float64, shape ...int) (*gorgonia.Node, error) {
	if n := like.Graph().ByName(name); len(n) > 0 {
		return n[0], nil
	}
	var v gorgonia.Value
	var err error
	if like.Dtype() == DType[float32]() {
		v, err = filled[float32](data, shape)
	} else {
		v, err = filled[float64](data, shape)
	}
	if err != nil {
		return nil, err
	}
	return gorgonia.NewTensor(like.Graph(), like.Dtype(), len(shape), gorgonia.WithName(name), gorgonia.WithShape(shape...), gorgonia.WithValue(v)), nil
}

// filled is a value of the shape that holds data.
func filled[T Float](data []float64, shape tensor.Shape) (gorgonia.Value, error) {
	v, a, err := NewValue[T](shape)
	for i, x := range data {
		a.Data[i] = T(x)
	}
	return v, err
}
