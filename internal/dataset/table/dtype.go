package table

import (
	"encoding/binary"
	"fmt"
	"math"
)

// dtype is NumPy's description of one number.
type dtype struct {
	kind  byte // f, i, u or b
	size  int  // bytes
	order binary.ByteOrder
}

// parseDtype reads a code such as <f8: byte order (< little, > big, | none),
// kind and size. Read are f4, f8, i1 … i8, u1 … u8 and b1.
func parseDtype(code string) (dtype, error) {
	refused := fmt.Errorf("elements of type %q are not read, but f4, f8, i1 to i8, u1 to u8 and b1 are", code)
	if len(code) != 3 {
		return dtype{}, refused
	}
	d := dtype{kind: code[1], size: int(code[2] - '0'), order: binary.LittleEndian}
	switch {
	case code[0] == '>':
		d.order = binary.BigEndian
	case code[0] == '<', code[0] == '|' && d.size == 1:
	default:
		return dtype{}, refused
	}
	switch code[1:] {
	case "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1":
		return d, nil
	}
	return dtype{}, refused
}

// exactInt is the largest whole number up to which float64 has all.
const exactInt = 1 << 53

// decode returns the number in b [size], or says why it can't be used.
func (d dtype) decode(b []byte) (v float64, problem string) {
	var bits uint64
	switch d.size {
	case 1:
		bits = uint64(b[0])
	case 2:
		bits = uint64(d.order.Uint16(b))
	case 4:
		bits = uint64(d.order.Uint32(b))
	case 8:
		bits = d.order.Uint64(b)
	}
	switch d.kind {
	case 'f':
		v = math.Float64frombits(bits)
		if d.size == 4 {
			v = float64(math.Float32frombits(uint32(bits)))
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Sprintf("%v is not a finite number", v)
		}
	case 'i':
		unused := 64 - 8*d.size
		whole := int64(bits<<unused) >> unused // extends the sign
		if whole > exactInt || whole < -exactInt {
			return 0, fmt.Sprintf("%d is too large to be held exactly", whole)
		}
		v = float64(whole)
	case 'u':
		if bits > exactInt {
			return 0, fmt.Sprintf("%d is too large to be held exactly", bits)
		}
		v = float64(bits)
	case 'b':
		if bits > 1 {
			return 0, fmt.Sprintf("the truth value is %d, neither 0 nor 1", bits)
		}
		v = float64(bits)
	}
	return v, ""
}
