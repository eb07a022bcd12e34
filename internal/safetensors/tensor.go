package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Tensor is a named array: len(Shape) dimensions, row-major. A Shape without dimensions is a scalar.
type Tensor struct {
	Name  string
	DType DType
	Shape []int
	Data  []byte // elements as they stand in the file, little-endian

	// Later gives Data when it is the tensor's turn to be written, so that a large file is not in
	// memory as a whole; nil where Data is there.
	Later func() ([]byte, error)
}

// data is Data, or what Later gives.
func (t Tensor) data() ([]byte, error) {
	if t.Later == nil {
		return t.Data, nil
	}
	data, err := t.Later()
	if err != nil {
		return nil, err
	}
	t.Data, t.Later = data, nil
	return data, t.check()
}

// FromFloat64s returns an F64 tensor with a copy of values. Whether they fill the shape is checked by [Write].
func FromFloat64s(name string, shape []int, values []float64) Tensor {
	data := make([]byte, 0, 8*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return Tensor{Name: name, DType: F64, Shape: shape, Data: data}
}

// FromFloat32s returns an F32 tensor with a copy of values. Whether they fill the shape is checked by [Write].
func FromFloat32s(name string, shape []int, values []float32) Tensor {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return Tensor{Name: name, DType: F32, Shape: shape, Data: data}
}

// Float64s returns the elements as float64, row-major. All types of at most 32 bits, and F64, convert exactly; I64 and
// U64 round to the nearest; a BOOL is 0 or 1. It returns an error for types without a conversion (8-bit floats, complex
// numbers).
func (t Tensor) Float64s() ([]float64, error) { return convert[float64](t) }

// Float32s returns the elements as float32, row-major: those of [Tensor.Float64s], rounded to the nearest.
func (t Tensor) Float32s() ([]float32, error) { return convert[float32](t) }

func convert[T float32 | float64](t Tensor) ([]T, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	f := formats[t.DType]
	if f.float64 == nil {
		return nil, fmt.Errorf("tensor %q: elements of type %s cannot be converted: save it as F32", t.Name, t.DType)
	}
	values := make([]T, len(t.Data)/f.size)
	for k := range values {
		values[k] = T(f.float64(t.Data[k*f.size:]))
	}
	return values, nil
}

// check returns an error unless the type is known and the data fills the shape.
func (t Tensor) check() error {
	want, err := byteSize(t.DType, t.Shape)
	if err != nil {
		return fmt.Errorf("tensor %q: %w", t.Name, err)
	}
	if t.Later == nil && want != int64(len(t.Data)) {
		return fmt.Errorf("tensor %q: %d bytes of data, but shape %v of %s takes %d", t.Name, len(t.Data), t.Shape, t.DType, want)
	}
	return nil
}

// byteSize returns the bytes that a tensor takes.
func byteSize(dtype DType, shape []int) (int64, error) {
	f, ok := formats[dtype]
	if !ok {
		return 0, fmt.Errorf("unknown element type %q: save it as F32 or F64", dtype)
	}
	size, empty, overflow := int64(f.size), false, false
	for _, dim := range shape {
		switch d := int64(dim); {
		case d < 0:
			return 0, fmt.Errorf("shape %v has a negative dimension", shape)
		case d == 0:
			empty = true
		case size > math.MaxInt64/d:
			overflow = true
		default:
			size *= d
		}
	}
	if empty {
		return 0, nil
	}
	if overflow {
		return 0, fmt.Errorf("shape %v is larger than any memory", shape)
	}
	return size, nil
}
