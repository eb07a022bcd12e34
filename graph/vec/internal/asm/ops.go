package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type vec = reg.VecVirtual

// Each operation returns a new register; y may be a constant in memory.

func (c *vector) add(x vec, y Op) vec { return c.op2(pick(c, VADDPD, VADDPS), x, y) }
func (c *vector) sub(x vec, y Op) vec { return c.op2(pick(c, VSUBPD, VSUBPS), x, y) }
func (c *vector) mul(x vec, y Op) vec { return c.op2(pick(c, VMULPD, VMULPS), x, y) }
func (c *vector) div(x vec, y Op) vec { return c.op2(pick(c, VDIVPD, VDIVPS), x, y) }
func (c *vector) and(x vec, y Op) vec { return c.op2(pick(c, VANDPD, VANDPS), x, y) }
func (c *vector) xor(x vec, y Op) vec { return c.op2(pick(c, VXORPD, VXORPS), x, y) }
func (c *vector) or(x vec, y Op) vec  { return c.op2(pick(c, VORPD, VORPS), x, y) }

// min and max return y if either is NaN, so that y = the input keeps its NaN.
func (c *vector) min(x, y vec) vec { return c.op2(pick(c, VMINPD, VMINPS), x, y) }
func (c *vector) max(x, y vec) vec { return c.op2(pick(c, VMAXPD, VMAXPS), x, y) }

func (c *vector) op2(instruction func(...Op), x vec, y Op) vec {
	dst := c.reg()
	instruction(y, x, dst)
	return dst
}

// clamp limits x to lo..hi and keeps NaN.
func (c *vector) clamp(x vec, lo, hi float64) vec {
	x = c.min(c.constant(c.num(hi)), x)
	return c.max(c.constant(c.num(lo)), x)
}

// fma computes acc = acc·x + y in place.
func (c *vector) fma(acc, x vec, y Op) { pick(c, VFMADD213PD, VFMADD213PS)(y, x, acc) }

// subProduct computes acc = acc − x·y in place.
func (c *vector) subProduct(acc, x vec, y Op) { pick(c, VFNMADD231PD, VFNMADD231PS)(y, x, acc) }

func (c *vector) sqrt(x vec) vec {
	dst := c.reg()
	pick(c, func(x, d Op) { VSQRTPD(x, d) }, func(x, d Op) { VSQRTPS(x, d) })(x, dst)
	return dst
}

// round rounds to the nearest integer, ties to even.
func (c *vector) round(x vec) vec {
	dst := c.reg()
	if c.bytes == 64 {
		pick(c, func(i, x, d Op) { VRNDSCALEPD(i, x, d) }, func(i, x, d Op) { VRNDSCALEPS(i, x, d) })(Imm(8), x, dst)
	} else {
		pick(c, VROUNDPD, VROUNDPS)(Imm(8), x, dst)
	}
	return dst
}

func (c *vector) zero() vec {
	dst := c.reg()
	VXORPS(dst, dst, dst)
	return dst
}

func (c *vector) abs(x vec) vec { return c.and(x, c.constBits(1<<(c.bits-1)-1)) }

// Predicates of compare.
const (
	unordered = 0x03 // either is NaN
	notEqual  = 0x04 // or NaN
	less      = 0x11 // false for NaN
)

// compare sets all bits of the lanes where x predicate y.
func (c *vector) compare(predicate uint64, x, y vec) vec {
	dst := c.reg()
	if c.bytes == 32 {
		pick(c, func(i, y, x, d Op) { VCMPPD(i, y, x, d) }, func(i, y, x, d Op) { VCMPPS(i, y, x, d) })(Imm(predicate), y, x, dst)
		return dst
	}
	k := K()
	if c.size == 8 {
		VCMPPD(Imm(predicate), y, x, k)
		VPMOVM2Q(k, dst)
	} else {
		VCMPPS(Imm(predicate), y, x, k)
		VPMOVM2D(k, dst)
	}
	return dst
}

// reduce combines the lanes of x by an instruction, halves with halves, and returns the result in the lowest.
func (c *vector) reduce(x vec, instruction func(...Op)) reg.Register {
	half := &vector{elem: c.elem, isa: isa{"avx2", 32}}
	if c.bytes == 64 {
		upper := YMM()
		VEXTRACTF64X4(Imm(1), x, upper)
		x = half.op2(instruction, x.AsY().(vec), upper)
	}
	swapped := YMM()
	VPERM2F128(Imm(1), x, x, swapped)
	x = half.op2(instruction, x, swapped)
	swapped = YMM()
	VPERMILPD(Imm(5), x, swapped)
	x = half.op2(instruction, x, swapped)
	if c.size == 4 {
		swapped = YMM()
		VPERMILPS(Imm(0xB1), x, swapped)
		x = half.op2(instruction, x, swapped)
	}
	return x.AsX()
}
