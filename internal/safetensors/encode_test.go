package safetensors_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// Every half and bfloat16 is written as itself; values between two are rounded to the nearest,
// to the even of two as near.
func TestValuesOfSixteenBits(t *testing.T) {
	for _, dtype := range []safetensors.DType{safetensors.F16, safetensors.BF16} {
		var all []byte
		for bits := range 1 << 16 {
			all = binary.LittleEndian.AppendUint16(all, uint16(bits))
		}
		values, err := safetensors.Tensor{Name: "all", DType: dtype, Shape: []int{1 << 16}, Data: all}.Float64s()
		if err != nil {
			t.Fatal(err)
		}
		back, err := safetensors.FromValues("all", dtype, []int{1 << 16}, values)
		if err != nil {
			t.Fatal(err)
		}
		for bits, v := range values {
			if got := binary.LittleEndian.Uint16(back.Data[2*bits:]); got != uint16(bits) && !math.IsNaN(v) {
				t.Fatalf("%s: %#x, %v, is written as %#x", dtype, bits, v, got)
			}
		}
		again, err := back.Float64s()
		for bits, v := range values {
			if err != nil || math.IsNaN(v) != math.IsNaN(again[bits]) {
				t.Fatalf("%s: %#x, %v, comes back as %v: %v", dtype, bits, v, again[bits], err)
			}
		}
	}
	for v, want := range map[float64]uint16{1 + 0x1p-11: 0x3c00, 1 + 0x3p-11: 0x3c02, 1 + 0x1.1p-11: 0x3c01, 65519: 0x7bff, 65520: 0x7c00, 0x1p-25: 0, 0x1.8p-25: 1} {
		x, err := safetensors.FromValues("x", safetensors.F16, nil, []float64{v})
		if got := binary.LittleEndian.Uint16(x.Data); err != nil || got != want {
			t.Errorf("%v is %#x as a half, want %#x: %v", v, got, want, err)
		}
	}
	if _, err := safetensors.FromValues("x", safetensors.I8, nil, []float64{1}); err == nil {
		t.Error("weights were written as whole numbers")
	}
}
