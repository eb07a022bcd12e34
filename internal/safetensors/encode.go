package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
)

// FromValues returns a tensor of the given type, F64, F32, F16 or BF16, with the values rounded to the nearest, to even
// where two are as near. Whether they fill the shape is checked by [Write].
func FromValues(name string, dtype DType, shape []int, values []float64) (Tensor, error) {
	t := Tensor{Name: name, DType: dtype, Shape: shape, Data: make([]byte, 0, formats[dtype].size*len(values))}
	for _, v := range values {
		switch dtype {
		case F64:
			t.Data = binary.LittleEndian.AppendUint64(t.Data, math.Float64bits(v))
		case F32:
			t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(float32(v)))
		case F16:
			t.Data = binary.LittleEndian.AppendUint16(t.Data, halfBits(v))
		case BF16:
			t.Data = binary.LittleEndian.AppendUint16(t.Data, brainBits(v))
		default:
			return Tensor{}, fmt.Errorf("tensor %q: weights can't be written as %s: use F64, F32, F16 or BF16", name, dtype)
		}
	}
	return t, nil
}

// halfBits is the nearest IEEE 754 half.
func halfBits(v float64) uint16 {
	var sign uint16
	if math.Signbit(v) {
		sign, v = 1<<15, -v
	}
	switch {
	case math.IsNaN(v):
		return sign | 0x7e00
	case v >= 65520: // rounds to more than the largest, 65504
		return sign | 0x7c00
	case v < 0x1p-14: // subnormal; 1024 steps are the smallest normal, whose bits follow
		return sign | uint16(math.RoundToEven(v*0x1p24))
	}
	bits := math.Float64bits(v) - (1023-15)<<52           // with the exponent of a half
	return sign | uint16((bits+(1<<41-1)+bits>>42&1)>>42) // 42 digits too many; a carry goes into the exponent
}

// brainBits is the nearest bfloat16.
func brainBits(v float64) uint16 {
	bits := math.Float32bits(float32(v))
	if v != v {
		return uint16(bits>>16) | 0x40
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}
