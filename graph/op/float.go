package op

import (
	"fmt"
	"unsafe"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Float is an element type that networks are trained in.
type Float interface{ float32 | float64 }

// Array is a dense row-major array: the view a Kernel has of a node's value.
// A scalar has an empty shape and one element.
type Array[T Float] struct {
	Shape tensor.Shape
	Data  []T
}

// Rows is the number of rows when all dimensions but the last are folded into
// one, and 1 for a scalar.
func (a Array[T]) Rows() int {
	if len(a.Shape) == 0 || a.Cols() == 0 {
		return 1
	}
	return len(a.Data) / a.Cols()
}

// Cols is the size of the last dimension, and 1 for a scalar.
func (a Array[T]) Cols() int {
	if len(a.Shape) == 0 {
		return 1
	}
	return a.Shape[len(a.Shape)-1]
}

// DType is the Gorgonia name of T.
func DType[T Float]() tensor.Dtype {
	var zero T
	if unsafe.Sizeof(zero) == 4 {
		return tensor.Float32
	}
	return tensor.Float64
}

// View gives the elements of v without a copy; v must hold T.
func View[T Float](v gorgonia.Value) (Array[T], error) {
	if a, ok := Elements[T](v); ok {
		return a, nil
	}
	if v == nil {
		return Array[T]{}, fmt.Errorf("op: no value yet")
	}
	return Array[T]{}, fmt.Errorf("op: want a contiguous row-major value of %v, have %T of %v", DType[T](), v, v.Dtype())
}

// Elements is View where no error is to be made: it allocates nothing.
func Elements[T Float](v gorgonia.Value) (Array[T], bool) {
	switch v := v.(type) {
	case *gorgonia.F64:
		s, ok := any(unsafe.Slice((*float64)(v), 1)).([]T)
		return Array[T]{Data: s}, ok
	case *gorgonia.F32:
		s, ok := any(unsafe.Slice((*float32)(v), 1)).([]T)
		return Array[T]{Data: s}, ok
	case *tensor.Dense:
		if v.Dtype() != DType[T]() || v.RequiresIterator() || v.DataOrder().IsColMajor() {
			return Array[T]{}, false
		}
		if DType[T]() == tensor.Float64 {
			s := v.Float64s()
			return Array[T]{Shape: v.Shape(), Data: unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), len(s))}, true
		}
		s := v.Float32s()
		return Array[T]{Shape: v.Shape(), Data: unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), len(s))}, true
	}
	return Array[T]{}, false
}

// NewValue makes a zero value of the shape, a scalar for an empty one, and its View.
func NewValue[T Float](shape tensor.Shape) (v gorgonia.Value, a Array[T], err error) {
	defer recoverInto(&err, fmt.Sprintf("a value of shape %v", shape))
	switch {
	case len(shape) > 0:
		v = tensor.New(tensor.Of(DType[T]()), tensor.WithShape(shape...))
	case DType[T]() == tensor.Float32:
		v = gorgonia.NewF32(0)
	default:
		v = gorgonia.NewF64(0)
	}
	a, err = View[T](v)
	return v, a, err
}
