// Command asm writes the assembly of the elementwise passes in graph/vec.
//
// It is a module of its own, so that the library does not depend on avo. In graph/vec, run go generate.
package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("!purego")
	for _, e := range []elem{{64, 8}, {32, 4}} {
		for _, v := range []isa{{"avx2", 32}, {"avx512", 64}} {
			c := &vector{elem: e, isa: v}
			c.activations()
			c.softmax()
			c.softmaxGrad()
			c.arithmetic()
			c.reductions()
			c.columns()
			c.adamW()
			c.cost()
		}
	}
	Generate()
}

// elem is the type of an element.
type elem struct{ bits, size int }

// isa is an instruction set with the width of its vectors.
type isa struct {
	name  string
	bytes int
}
