package op

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ErrNoTwin is wrapped by the error of [Twin] for an operation that has none.
var ErrNoTwin = errors.New("it has no twin")

// Twin applies to in what n computes, made of stock Gorgonia nodes: an operation of
// Gorgonia's is its own twin.
func Twin(n *gorgonia.Node, in ...*gorgonia.Node) (twin *gorgonia.Node, err error) {
	defer func() {
		if p := recover(); p != nil { // Gorgonia's, of inputs that don't fit
			twin, err = nil, fmt.Errorf("op: the twin can't be made: %v", p)
		}
	}()
	if n == nil {
		return nil, fmt.Errorf("op: the node is missing")
	}
	if op, ok := n.Op().(Op); ok {
		return op.Decompose(in)
	}
	if n.Op() == nil {
		return nil, fmt.Errorf("op: %s is an input and has no twin", n.Name())
	}
	return gorgonia.ApplyOp(n.Op(), in...)
}

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

// shaped is x in another shape.
func shaped(x *gorgonia.Node, shape ...int) *gorgonia.Node {
	if x.Shape().Eq(tensor.Shape(shape)) && len(x.Shape()) == len(shape) {
		return x
	}
	return gorgonia.Must(gorgonia.Reshape(x, shape))
}

// folded is x as a matrix: all dimensions but the last as one.
func folded(x *gorgonia.Node) *gorgonia.Node {
	cols := x.Shape()[len(x.Shape())-1]
	return shaped(x, x.Shape().TotalSize()/cols, cols)
}

// joined puts nodes side by side.
func joined(dim int, n ...*gorgonia.Node) *gorgonia.Node {
	if len(n) == 1 {
		return n[0]
	}
	return gorgonia.Must(gorgonia.Concat(dim, n...))
}

// selected takes x as (…, n, inner) and keeps the given indices of the n, in order: a
// product with a matrix of zeros and ones. It keeps the shape if that holds as many.
func selected(x *gorgonia.Node, keep []int, n, inner int) (*gorgonia.Node, error) {
	wide, narrow := n*inner, len(keep)*inner
	ones := make([]float64, wide*narrow)
	for to, from := range keep {
		for i := range inner {
			ones[(from*inner+i)*narrow+to*inner+i] = 1
		}
	}
	m, err := array(x, fmt.Sprintf("select %v of %d, %d each", keep, n, inner), ones, wide, narrow)
	if err != nil {
		return nil, err
	}
	out := gorgonia.Must(gorgonia.Mul(shaped(x, x.Shape().TotalSize()/wide, wide), m))
	if len(keep) == n {
		return shaped(out, x.Shape().Clone()...), nil
	}
	return out, nil
}

// oneHot is 1 where the number in place (row) is that of the column: (places, n).
func oneHot(places *gorgonia.Node, n int) (*gorgonia.Node, error) {
	rows := places.Shape().TotalSize()
	number := make([]float64, rows*n)
	for i := range number {
		number[i] = float64(i % n)
	}
	numbers, err := array(places, fmt.Sprintf("%d times 0 to %d", rows, n-1), number, rows, n)
	if err != nil {
		return nil, err
	}
	return gorgonia.BroadcastEq(numbers, shaped(places, rows, 1), true, nil, []byte{1})
}
