package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose writes a function that turns a few rows of src, k ≥ 4 long, into as many columns of dst: a vector's
// worth, 4 of float64 or 8 of float32. ld and width are the bytes from a row to the next in src and dst.
func transpose(e elem) {
	rows := 32 / e.size
	name := fmt.Sprintf("transpose%davx2", e.bits)
	TEXT(name, NOSPLIT, fmt.Sprintf("func(dst *float%[1]d, width int, src *float%[1]d, ld, k int)", e.bits))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s writes %d rows of src, k ≥ 4 long, as columns of dst.", name, rows))
	dst := Load(Param("dst"), GP64()).(reg.GPVirtual)
	width := Load(Param("width"), GP64()).(reg.GPVirtual)
	src := Load(Param("src"), GP64()).(reg.GPVirtual)
	ld := Load(Param("ld"), GP64()).(reg.GPVirtual)
	k := Load(Param("k"), GP64()).(reg.GPVirtual)
	ld3, low := GP64(), GP64() // low is the second half of the rows
	LEAQ(Mem{Base: ld, Index: ld, Scale: 2}, ld3)
	LEAQ(Mem{Base: src, Index: ld, Scale: uint8(rows / 2)}, low)
	Label("loop")
	block := blockOf(e, src, low, ld, ld3)
	for _, column := range block {
		VMOVUPS(column, Mem{Base: dst})
		ADDQ(width, dst)
	}
	ADDQ(Imm(uint64(4*e.size)), src)
	ADDQ(Imm(uint64(4*e.size)), low)
	SUBQ(Imm(4), k)
	CMPQ(k, Imm(4))
	JGE(LabelRef("loop"))
	TESTQ(k, k)
	JZ(LabelRef("done"))
	// Fewer than four columns are left: go back, so that the last four are done, some again.
	SUBQ(Imm(4), k)
	LEAQ(Mem{Base: src, Index: k, Scale: uint8(e.size)}, src)
	LEAQ(Mem{Base: low, Index: k, Scale: uint8(e.size)}, low)
	IMULQ(width, k)
	ADDQ(k, dst)
	MOVQ(U32(4), k)
	JMP(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}

// blockOf loads four columns of all rows: half of a row beside half of the one rows/2 below, then interleaved.
func blockOf(e elem, src, low, ld, ld3 reg.GPVirtual) (columns []reg.VecVirtual) {
	pair := func(i, part int) reg.VecVirtual {
		y := YMM()
		VMOVUPS(rowAt(src, ld, ld3, i, part), y.AsX())
		VINSERTF128(Imm(1), rowAt(low, ld, ld3, i, part), y, y)
		return y
	}
	merge := func(instruction func(...Op), a, b reg.VecVirtual) reg.VecVirtual {
		y := YMM()
		instruction(b, a, y)
		return y
	}
	if e.size == 8 {
		for part := range 2 {
			a, b := pair(0, 16*part), pair(1, 16*part)
			columns = append(columns, merge(VUNPCKLPD, a, b), merge(VUNPCKHPD, a, b))
		}
		return columns
	}
	x := []reg.VecVirtual{pair(0, 0), pair(1, 0), pair(2, 0), pair(3, 0)}
	for _, unpack := range []func(...Op){VUNPCKLPS, VUNPCKHPS} {
		a, b := merge(unpack, x[0], x[1]), merge(unpack, x[2], x[3])
		columns = append(columns, merge(VUNPCKLPD, a, b), merge(VUNPCKHPD, a, b))
	}
	return columns
}

func rowAt(base, ld, ld3 reg.GPVirtual, i, disp int) Mem {
	switch i {
	case 0:
		return Mem{Base: base, Disp: disp}
	case 3:
		return Mem{Base: base, Index: ld3, Scale: 1, Disp: disp}
	}
	return Mem{Base: base, Index: ld, Scale: uint8(i), Disp: disp}
}
