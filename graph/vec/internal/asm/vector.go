package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vector writes instructions on vectors of one type and instruction set.
type vector struct {
	elem
	isa
	mask   reg.Register // lanes of the tail: opmask (AVX-512) or vector (AVX2)
	masked bool         // loads and stores are of the tail
}

// function starts a function; in args and results, T stands for the element type.
func (c *vector) function(name, doc, signature string) {
	full := fmt.Sprintf("%s%d%s", name, c.bits, c.name)
	TEXT(full, NOSPLIT, fmt.Sprintf(signature, fmt.Sprintf("float%d", c.bits)))
	Pragma("noescape")
	Doc(full + " " + doc)
}

// lanes is the number of elements in a vector.
func (c *vector) lanes() int { return c.bytes / c.size }

func (c *vector) reg() reg.VecVirtual {
	if c.bytes == 64 {
		return ZMM()
	}
	return YMM()
}

var constants = map[string]Mem{}

// constBits is a constant vector in memory whose elements have the given bits.
func (c *vector) constBits(b uint64) Mem {
	if c.size == 4 {
		b |= b << 32
	}
	name := fmt.Sprintf("const%d_%016x", c.bits, b)
	if m, ok := constants[name]; ok {
		return m
	}
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 8 {
		DATA(i*8, U64(b))
	}
	constants[name] = m
	return m
}

// num is a constant vector of the number x.
func (c *vector) num(x float64) Mem {
	if c.size == 8 {
		return c.constBits(math.Float64bits(x))
	}
	return c.constBits(uint64(math.Float32bits(float32(x))))
}

// signBit is a vector of sign bits alone.
func (c *vector) signBit() Mem { return c.constBits(1 << (c.bits - 1)) }

// load reads a vector, in the tail only the lanes that count, the others being 0.
func (c *vector) load(src Mem) reg.VecVirtual {
	dst := c.reg()
	switch {
	case !c.masked:
		VMOVUPS(src, dst)
	case c.bytes == 64:
		pick(c, VMOVUPD_Z, VMOVUPS_Z)(src, c.mask, dst)
	default:
		pick(c, VMASKMOVPD, VMASKMOVPS)(src, c.mask, dst)
	}
	return dst
}

// keep is x in the lanes of the tail and other elsewhere.
func (c *vector) keep(x vec, other float64) vec {
	dst := c.constant(c.num(other))
	if c.bytes == 64 {
		pick(c, func(a, b, d Op) { VMOVUPD(a, b, d) }, func(a, b, d Op) { VMOVUPS(a, b, d) })(x, c.mask, dst)
	} else {
		pick(c, VBLENDVPD, VBLENDVPS)(c.mask, x, dst, dst)
	}
	return dst
}

// constant brings a constant to a register, whether in the tail or not.
func (c *vector) constant(src Mem) reg.VecVirtual {
	dst := c.reg()
	VMOVUPS(src, dst)
	return dst
}

// store writes a vector, in the tail only the lanes that count.
func (c *vector) store(src reg.VecVirtual, dst Mem) {
	switch {
	case !c.masked:
		VMOVUPS(src, dst)
	case c.bytes == 64:
		pick(c, func(a, b, d Op) { VMOVUPD(a, b, d) }, func(a, b, d Op) { VMOVUPS(a, b, d) })(src, c.mask, dst)
	default:
		pick(c, VMASKMOVPD, VMASKMOVPS)(src, c.mask, dst)
	}
}

// broadcast fills a vector with the scalar argument name.
func (c *vector) broadcast(name string) reg.VecVirtual { return c.spread(paramAddress(name)) }

func (c *vector) spread(m Mem) reg.VecVirtual {
	dst := c.reg()
	if c.size == 8 {
		VBROADCASTSD(m, dst)
	} else {
		VBROADCASTSS(m, dst)
	}
	return dst
}

// paramAddress is where the argument name lies.
func paramAddress(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// pick chooses the instruction for the type of element.
func pick[F any](c *vector, double, single F) F {
	if c.size == 8 {
		return double
	}
	return single
}
