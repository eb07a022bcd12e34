package safetensors

import (
	"encoding/binary"
	"math"
)

// DType is the type of a tensor's elements, spelled as in the file.
type DType string

// The element types whose values can be read; F64 and F32 are what [FromFloat64s] and [FromFloat32s] make.
const (
	F64  DType = "F64"  // IEEE 754 double
	F32  DType = "F32"  // IEEE 754 single
	F16  DType = "F16"  // IEEE 754 half
	BF16 DType = "BF16" // the upper half of an F32
	I64  DType = "I64"
	I32  DType = "I32"
	I16  DType = "I16"
	I8   DType = "I8"
	U64  DType = "U64"
	U32  DType = "U32"
	U16  DType = "U16"
	U8   DType = "U8"
	Bool DType = "BOOL" // one byte, 0 or 1
)

// format says how an element is stored.
type format struct {
	size    int                    // bytes
	float64 func(b []byte) float64 // value of the size bytes at b; nil if there is no conversion
}

// formats has every element type that takes whole bytes. A file with types that have no conversion can be opened, and its
// other tensors read.
var formats = map[DType]format{
	F64:  {8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }},
	F32:  {4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }},
	F16:  {2, func(b []byte) float64 { return halfValue(binary.LittleEndian.Uint16(b)) }},
	BF16: {2, func(b []byte) float64 { return brainValue(binary.LittleEndian.Uint16(b)) }},
	I64:  {8, func(b []byte) float64 { return float64(int64(binary.LittleEndian.Uint64(b))) }},
	I32:  {4, func(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) }},
	I16:  {2, func(b []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(b))) }},
	I8:   {1, func(b []byte) float64 { return float64(int8(b[0])) }},
	U64:  {8, func(b []byte) float64 { return float64(binary.LittleEndian.Uint64(b)) }},
	U32:  {4, func(b []byte) float64 { return float64(binary.LittleEndian.Uint32(b)) }},
	U16:  {2, func(b []byte) float64 { return float64(binary.LittleEndian.Uint16(b)) }},
	U8:   {1, func(b []byte) float64 { return float64(b[0]) }},
	Bool: {1, func(b []byte) float64 { return float64(min(b[0], 1)) }},

	"C64":     {8, nil},
	"F8_E5M2": {1, nil},
	"F8_E4M3": {1, nil},
	"F8_E8M0": {1, nil},
}

// halfValue returns the value of an IEEE 754 half: 1 sign bit, 5 of exponent with bias 15, 10 of fraction.
func halfValue(bits uint16) float64 {
	exponent, fraction := int(bits>>10&0x1f), float64(bits&0x3ff)
	var size float64
	switch exponent {
	case 0: // zero and subnormals
		size = math.Ldexp(fraction, -24)
	case 0x1f:
		if size = math.Inf(1); fraction != 0 {
			size = math.NaN()
		}
	default:
		size = math.Ldexp(1024+fraction, exponent-25)
	}
	if bits>>15 != 0 {
		return -size
	}
	return size
}

// brainValue returns the value of a bfloat16.
func brainValue(bits uint16) float64 {
	return float64(math.Float32frombits(uint32(bits) << 16))
}
