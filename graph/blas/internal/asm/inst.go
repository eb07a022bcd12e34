package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vec is a new register of the instruction set's width.
func (g *panel) vec() reg.VecVirtual {
	if g.bytes == 64 {
		return ZMM()
	}
	return YMM()
}

// param is the address of a scalar argument.
func (g *panel) param(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

func (g *panel) broadcast(src Mem, dst reg.VecVirtual) {
	if g.size == 8 {
		VBROADCASTSD(src, dst)
	} else {
		VBROADCASTSS(src, dst)
	}
}

// fma computes acc += x·y.
func (g *panel) fma(x Op, y, acc reg.VecVirtual) {
	if g.size == 8 {
		VFMADD231PD(x, y, acc)
	} else {
		VFMADD231PS(x, y, acc)
	}
}

func (g *panel) mul(x, y, dst reg.VecVirtual) {
	if g.size == 8 {
		VMULPD(x, y, dst)
	} else {
		VMULPS(x, y, dst)
	}
}

// load reads a vector; of the last one only the lanes that count, the others being 0.
func (g *panel) load(src Mem, dst reg.VecVirtual, last bool) {
	switch {
	case !last:
		VMOVUPS(src, dst)
	case g.bytes == 64 && g.size == 8:
		VMOVUPD_Z(src, g.mask, dst)
	case g.bytes == 64:
		VMOVUPS_Z(src, g.mask, dst)
	case g.size == 8:
		m := g.loadMask()
		VMASKMOVPD(src, m, dst)
	default:
		m := g.loadMask()
		VMASKMOVPS(src, m, dst)
	}
}

// write stores a vector; of the last one only the lanes that count.
func (g *panel) write(src reg.VecVirtual, dst Mem, last bool) {
	switch {
	case !last:
		VMOVUPS(src, dst)
	case g.bytes == 64 && g.size == 8:
		VMOVUPD(src, g.mask, dst)
	case g.bytes == 64:
		VMOVUPS(src, g.mask, dst)
	case g.size == 8:
		m := g.loadMask()
		VMASKMOVPD(src, m, dst)
	default:
		m := g.loadMask()
		VMASKMOVPS(src, m, dst)
	}
}

// loadMask brings the AVX2 mask to a register; in the loop over k there is none to keep it in.
func (g *panel) loadMask() reg.VecVirtual {
	m := YMM()
	VMOVUPS(g.maskMem, m)
	return m
}
