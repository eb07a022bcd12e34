package task

import (
	"encoding/binary"

	"github.com/gobimt/bimt/graph"
)

// shades64 and shades32 are all numbers that a pixel can be.
var shades64, shades32 = shades[float64](), shades[float32]()

func shades[T graph.Float]() (s [256]T) {
	for i := range s {
		s[i] = T(float64(i) / 255)
	}
	return s
}

// shade makes numbers of pixels, eight at a time: most images are black where nothing is
// drawn, and a step of training makes numbers of all its pixels.
func shade[T graph.Float](x []T, pixels []uint8) {
	x = x[:len(pixels)]
	table, ok := any(&shades64).(*[256]T)
	if !ok {
		table = any(&shades32).(*[256]T)
	}
	for len(pixels) >= 8 {
		eight, to := binary.LittleEndian.Uint64(pixels), (*[8]T)(x)
		if eight == 0 {
			*to = [8]T{}
		} else {
			to[0], to[1] = table[uint8(eight)], table[uint8(eight>>8)]
			to[2], to[3] = table[uint8(eight>>16)], table[uint8(eight>>24)]
			to[4], to[5] = table[uint8(eight>>32)], table[uint8(eight>>40)]
			to[6], to[7] = table[uint8(eight>>48)], table[uint8(eight>>56)]
		}
		x, pixels = x[8:], pixels[8:]
	}
	for i, p := range pixels {
		x[i] = table[p]
	}
}
