package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// panel is the state of one generated function: C (m × nv vectors) = alpha·A·B + beta·C.
type panel struct {
	elem
	isa
	nv                     int
	mask                   reg.Register // of the last vector: opmask (AVX-512)
	maskMem                Mem          // or a vector in memory (AVX2)
	m, a, c, rsa, rsa3, cs reg.GPVirtual
}

// gemm writes a function that computes nv vectors of columns of C, of the last of which only the first lanes count.
// Element (i, p) of A lies rsa·i + csa·p bytes from a, so that A may be stored either way; ldb and ldc are bytes too.
// Each element of C is a chain of fused multiply-adds over p = 0..k-1, whatever tile it falls in.
func gemm(e elem, v isa, nv int) {
	g := &panel{elem: e, isa: v, nv: nv}
	t := fmt.Sprintf("float%d", e.bits)
	TEXT(kernelName(e, v, nv), NOSPLIT, fmt.Sprintf(
		"func(m, k int, a *%[1]s, rsa, csa int, b *%[1]s, ldb int, c *%[1]s, ldc int, alpha, beta %[1]s, lanes int)", t))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes C = alpha·A·B + beta·C for a panel %d vectors wide.", kernelName(e, v, nv), nv))
	g.setMask()
	g.m = Load(Param("m"), GP64()).(reg.GPVirtual)
	g.a = Load(Param("a"), GP64()).(reg.GPVirtual)
	g.c = Load(Param("c"), GP64()).(reg.GPVirtual)
	g.rsa = Load(Param("rsa"), GP64()).(reg.GPVirtual)
	g.cs = Load(Param("csa"), GP64()).(reg.GPVirtual)
	g.rsa3 = GP64()
	LEAQ(Mem{Base: g.rsa, Index: g.rsa, Scale: 2}, g.rsa3)
	for _, rows := range v.rows[nv] {
		g.block(rows)
	}
	VZEROUPPER()
	RET()
}

// setMask prepares the mask of the last vector.
func (g *panel) setMask() {
	lanes := Load(Param("lanes"), GP64()).(reg.GPVirtual)
	if g.bytes == 64 {
		all := GP64()
		MOVQ(I64(-1), all)
		BZHIQ(lanes, all, all)
		k := K()
		KMOVW(all.As32(), k)
		g.mask = k
		return
	}
	table := g.maskTable()
	w := g.bytes / g.size
	NEGQ(lanes)
	ADDQ(Imm(uint64(w)), lanes)
	base := GP64()
	LEAQ(table, base)
	LEAQ(Mem{Base: base, Index: lanes, Scale: uint8(g.size)}, base)
	g.maskMem = Mem{Base: base}
}

var tables = map[int]Mem{}

// maskTable is w lanes of ones and then w of zeros: loaded w−lanes in, it masks lanes.
func (g *panel) maskTable() Mem {
	if t, ok := tables[g.size]; ok {
		return t
	}
	t := GLOBL(fmt.Sprintf("mask%d", g.bits), RODATA|NOPTR)
	for i := range 32 / 8 {
		DATA(i*8, U64(1<<64-1))
	}
	for i := range 32 / 8 {
		DATA(32+i*8, U64(0))
	}
	tables[g.size] = t
	return t
}

// block repeats a tile of the given height while that many rows are left.
func (g *panel) block(rows int) {
	loop, done := fmt.Sprintf("rows%d", rows), fmt.Sprintf("done%d", rows)
	Label(loop)
	CMPQ(g.m, Imm(uint64(rows)))
	JLT(LabelRef(done))
	g.store(rows, g.accumulate(rows))
	for n, s := range map[int]uint8{16: 8, 12: 8, 8: 8, 6: 4, 4: 4, 2: 2, 1: 1} {
		if n != rows {
			continue
		}
		LEAQ(Mem{Base: g.a, Index: g.rsa, Scale: s}, g.a)
		if rest := n - int(s); rest > 0 {
			LEAQ(Mem{Base: g.a, Index: g.rsa, Scale: uint8(rest)}, g.a)
		}
	}
	SUBQ(Imm(uint64(rows)), g.m)
	JMP(LabelRef(loop))
	Label(done)
}

// accumulate runs over k and leaves the tile of A·B in registers.
func (g *panel) accumulate(rows int) (acc [][]reg.VecVirtual) {
	for range rows {
		var row []reg.VecVirtual
		for range g.nv {
			x := g.vec()
			VXORPS(x, x, x)
			row = append(row, x)
		}
		acc = append(acc, row)
	}
	base := make([]reg.GPVirtual, (rows+3)/4) // a pointer for each four rows
	for i := range base {
		base[i] = GP64()
		if i == 0 {
			MOVQ(g.a, base[0])
		} else {
			LEAQ(Mem{Base: base[i-1], Index: g.rsa, Scale: 4}, base[i])
		}
	}
	g.prefetchC(rows)
	b := Load(Param("b"), GP64()).(reg.GPVirtual)
	ldb := Load(Param("ldb"), GP64()).(reg.GPVirtual)
	k := Load(Param("k"), GP64()).(reg.GPVirtual)
	loop := fmt.Sprintf("k%d", rows)
	Label(loop)
	bs := make([]reg.VecVirtual, g.nv)
	for j := g.nv - 1; j >= 0; j-- {
		bs[j] = g.vec()
		g.load(Mem{Base: b, Disp: j * g.bytes}, bs[j], j == g.nv-1)
	}
	for i := range rows {
		x := g.vec()
		g.broadcast(g.row(base[i/4], i%4), x)
		for j := range g.nv {
			g.fma(bs[j], x, acc[i][j])
		}
	}
	if g.bytes == 64 { // what the next tiles read, if A is transposed
		PREFETCHT0(Mem{Base: base[0], Disp: 64})
	}
	for _, p := range base {
		ADDQ(g.cs, p)
	}
	ADDQ(ldb, b)
	DECQ(k)
	JNZ(LabelRef(loop))
	return acc
}

// prefetchC asks for the tile of C, which is written when the sums are there: it comes while they are made, if that
// takes long enough.
func (g *panel) prefetchC(rows int) {
	if g.bytes < 64 {
		return
	}
	const shortest = 64
	c, ldc := GP64(), GP64()
	k, err := Param("k").Resolve()
	if err != nil {
		panic(err)
	}
	there := fmt.Sprintf("there%d", rows)
	CMPQ(k.Addr, Imm(shortest))
	JLT(LabelRef(there))
	MOVQ(g.c, c)
	Load(Param("ldc"), ldc)
	for i := range rows {
		for j := range g.nv {
			PREFETCHT0(Mem{Base: c, Disp: j * g.bytes})
		}
		if i < rows-1 {
			ADDQ(ldc, c)
		}
	}
	Label(there)
}

// row is the address of A's element i rows below base, i < 4.
func (g *panel) row(base reg.GPVirtual, i int) Mem {
	switch i {
	case 1, 2:
		return Mem{Base: base, Index: g.rsa, Scale: uint8(i)}
	case 3:
		return Mem{Base: base, Index: g.rsa3, Scale: 1}
	}
	return Mem{Base: base}
}

// store writes alpha·acc + beta·C to the tile of C and steps to the next; C is not read if beta is 0.
func (g *panel) store(rows int, acc [][]reg.VecVirtual) {
	x := g.vec()
	g.broadcast(g.param("alpha"), x)
	for _, row := range acc {
		for _, v := range row {
			g.mul(x, v, v)
		}
	}
	ldc := Load(Param("ldc"), GP64()).(reg.GPVirtual)
	bits := GP64()
	if g.size == 8 {
		MOVQ(g.param("beta"), bits)
		SHLQ(Imm(1), bits)
	} else {
		MOVL(g.param("beta"), bits.As32())
		SHLL(Imm(1), bits.As32())
	}
	write, next := fmt.Sprintf("write%d", rows), fmt.Sprintf("next%d", rows)
	JZ(LabelRef(write))
	beta := g.vec()
	g.broadcast(g.param("beta"), beta)
	g.eachRow(acc, ldc, func(c Mem, v reg.VecVirtual, last bool) {
		old := g.vec()
		g.load(c, old, last)
		g.fma(beta, old, v)
		g.write(v, c, last)
	})
	JMP(LabelRef(next))
	Label(write)
	g.eachRow(acc, ldc, func(c Mem, v reg.VecVirtual, last bool) { g.write(v, c, last) })
	Label(next)
}

// eachRow calls f for every vector of the tile, and moves c below it.
func (g *panel) eachRow(acc [][]reg.VecVirtual, ldc reg.GPVirtual, f func(c Mem, v reg.VecVirtual, last bool)) {
	for _, row := range acc {
		for j, v := range row {
			f(Mem{Base: g.c, Disp: j * g.bytes}, v, j == g.nv-1)
		}
		ADDQ(ldc, g.c)
	}
}
