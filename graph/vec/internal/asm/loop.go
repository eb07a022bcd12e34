package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var labels int

// label is a name that is new in the file.
func label(name string) string {
	labels++
	return fmt.Sprintf("%s%d", name, labels)
}

// each walks over slices of one length: body sees a pointer to the place in each, first for whole vectors
// and then, with masked loads and stores, for what is left. The first slice gives the length.
func (c *vector) each(slices []string, body func(at []Mem)) {
	n := Load(Param(slices[0]).Len(), GP64()).(reg.GPVirtual)
	at := make([]Mem, len(slices))
	for i, s := range slices {
		at[i] = Mem{Base: Load(Param(s).Base(), GP64()).(reg.GPVirtual)}
	}
	c.walk(n, at, 1, body)
	c.tail(n, at, body)
}

// walk runs body for groups of vectors while a whole group is left, and moves the pointers on.
// body sees the first vector of a group.
func (c *vector) walk(n reg.GPVirtual, at []Mem, group int, body func(at []Mem)) {
	loop, done := label("loop"), label("done")
	Label(loop)
	CMPQ(n, U32(group*c.lanes()))
	JLT(LabelRef(done))
	body(at)
	for _, m := range at {
		ADDQ(U32(group*c.bytes), m.Base)
	}
	SUBQ(U32(group*c.lanes()), n)
	JMP(LabelRef(loop))
	Label(done)
}

// tail runs body once with masked loads and stores if n, less than a vector, is not 0.
func (c *vector) tail(n reg.GPVirtual, at []Mem, body func(at []Mem)) {
	end := label("end")
	TESTQ(n, n)
	JZ(LabelRef(end))
	c.setMask(n)
	c.masked = true
	body(at)
	c.masked = false
	Label(end)
}

// setMask makes the mask of the first n lanes.
func (c *vector) setMask(n reg.GPVirtual) {
	if c.bytes == 64 {
		all := GP64()
		MOVQ(I64(-1), all)
		BZHIQ(n, all, all)
		k := K()
		KMOVW(all.As32(), k)
		c.mask = k
		return
	}
	base, back := GP64(), GP64()
	LEAQ(c.maskTable(), base)
	MOVQ(U32(c.lanes()), back)
	SUBQ(n, back)
	y := YMM()
	VMOVUPS(Mem{Base: base, Index: back, Scale: uint8(c.size)}, y)
	c.mask = y
}

// maskTable is a vector of ones and then one of zeros.
func (c *vector) maskTable() Mem {
	const name = "masks"
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 4 {
		DATA(i*8, U64(1<<64-1))
	}
	for i := range 4 {
		DATA(32+i*8, U64(0))
	}
	constants[name] = m
	return m
}

// finish ends a function.
func finish() {
	VZEROUPPER()
	RET()
}
