// Command asm writes the assembly of the products in graph/blas.
//
// It is a module of its own, so that the library does not depend on avo. In graph/blas, run go generate.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("!purego")
	for _, e := range []elem{{64, 8}, {32, 4}} {
		for _, v := range []isa{avx2, avx512} {
			for nv := 1; nv < len(v.rows); nv++ {
				gemm(e, v, nv)
			}
		}
		transpose(e)
	}
	Generate()
}

// elem is the type of a matrix element.
type elem struct{ bits, size int }

// isa is an instruction set; rows[nv] lists the heights of the tiles that are nv vectors wide,
// the first chosen so that tile, row of B and one broadcast fill the registers.
type isa struct {
	name  string
	bytes int
	rows  [][]int
}

var (
	avx2   = isa{"avx2", 32, [][]int{nil, {8, 4, 2, 1}, {6, 4, 2, 1}, {4, 2, 1}}}
	avx512 = isa{"avx512", 64, [][]int{nil, {16, 8, 4, 2, 1}, {12, 8, 4, 2, 1}, {8, 4, 2, 1}, {6, 4, 2, 1}}}
)

func kernelName(e elem, v isa, nv int) string {
	return fmt.Sprintf("gemm%d%sx%d", e.bits, v.name, nv)
}
