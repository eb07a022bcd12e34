package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// columns writes the passes over the rows of a matrix, up to four vectors of columns at a time.
func (c *vector) columns() {
	c.function("colSums", "computes dst_j = Σ_i a_ij; len(dst) is the number of columns.", "func(dst, a []%s, rows int)")
	c.bands("dst", "a", func(band, matrix Mem, vectors int, rows func(func())) {
		var sums []vec
		for range vectors {
			sums = append(sums, c.zero())
		}
		rows(func() {
			for i, s := range sums {
				c.accumulate(s, c.load(matrix.Offset(i*c.bytes)))
			}
		})
		for i, s := range sums {
			c.store(s, band.Offset(i*c.bytes))
		}
	})
	c.function("addBias", "adds b to every row of z; len(b) is the number of columns.", "func(b, z []%s, rows int)")
	c.bands("b", "z", func(band, matrix Mem, vectors int, rows func(func())) {
		var bias []vec
		for i := range vectors {
			bias = append(bias, c.load(band.Offset(i*c.bytes)))
		}
		rows(func() {
			for i, b := range bias {
				c.store(c.add(c.load(matrix.Offset(i*c.bytes)), b), matrix.Offset(i*c.bytes))
			}
		})
	})
}

// bands cuts the columns in bands of four vectors, one vector and the tail. body sees where a band of the row
// vector and of the first row lies; rows repeats its argument for every row, the matrix pointer moving down.
func (c *vector) bands(row, matrix string, body func(band, matrix Mem, vectors int, rows func(func()))) {
	n := Load(Param(row).Len(), GP64()).(reg.GPVirtual)
	stride := GP64()
	MOVQ(n, stride)
	SHLQ(Imm(uint64(pick(c, 3, 2))), stride)
	at := []Mem{
		{Base: Load(Param(row).Base(), GP64()).(reg.GPVirtual)},
		{Base: Load(Param(matrix).Base(), GP64()).(reg.GPVirtual)},
	}
	band := func(vectors int) func(at []Mem) {
		return func(at []Mem) {
			p := Mem{Base: GP64()}
			MOVQ(at[1].Base, p.Base)
			body(at[0], p, vectors, func(each func()) {
				left := Load(Param("rows"), GP64())
				loop, done := label("row"), label("last")
				TESTQ(left, left)
				JZ(LabelRef(done))
				Label(loop)
				each()
				ADDQ(stride, p.Base)
				DECQ(left)
				JNZ(LabelRef(loop))
				Label(done)
			})
		}
	}
	c.walk(n, at, 4, band(4))
	c.walk(n, at, 1, band(1))
	c.tail(n, at, band(1))
	finish()
}
