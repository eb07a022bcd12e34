package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// Coefficients of q in eʳ = 1 + r + r²·q(r): interpolation at Chebyshev nodes of |r| ≤ ln2/2.
// The relative error is 2.3e-19 in double and 2.2e-10 in single precision.
var (
	qDouble = []float64{0.5, 0.16666666666666670991, 0.041666666666666669755, 0.0083333333333261351258,
		0.0013888888888883748305, 0.00019841269874820625271, 2.4801587325547741216e-05, 2.755725540020642443e-6,
		2.7557273643110295328e-7, 2.5105217004720745164e-8, 2.0914686968086877233e-9}
	qSingle = []float64{0.50000000134658092001, 0.16666666681623231402, 0.041666464925285905408,
		0.0083333109254809008349, 0.001393364999630925043, 0.00019890990824673653848}
)

const log2e = 1.4426950408889634074

// ln 2 in two parts: their sum has the bits of two numbers.
var (
	ln2Double = [2]float64{0x1.62e42fefa39efp-1, 2.3190468138462996155e-17}
	ln2Single = [2]float64{0.6931471824645996, -1.9046542121259336e-09}
)

// split writes x = n·ln2 + r with |r| ≤ ln2/2, and em1 = eʳ − 1 (which keeps its digits where r is small).
func (c *vector) split(x vec) (n, em1 vec) {
	n = c.round(c.mul(x, c.num(log2e)))
	ln2 := pick(c, ln2Double, ln2Single)
	r := c.reg()
	VMOVUPS(x, r)
	c.subProduct(r, n, c.num(ln2[0]))
	c.subProduct(r, n, c.num(ln2[1]))
	r2 := c.mul(r, r)
	q := c.evenOdd(r, r2, pick(c, qDouble, qSingle))
	c.fma(q, r2, r)
	return n, q
}

// evenOdd evaluates a polynomial in two chains, of its even and its odd powers: half as long a wait.
func (c *vector) evenOdd(r, r2 vec, coefficients []float64) vec {
	var chains [2]vec
	for i := len(coefficients) - 1; i >= 0; i-- {
		if k := c.num(coefficients[i]); chains[i%2] == nil {
			chains[i%2] = c.constant(k)
		} else {
			c.fma(chains[i%2], r2, k)
		}
	}
	c.fma(chains[1], r, chains[0])
	return chains[1]
}

// exp computes eˣ: 0 and Inf beyond the range, denormals at its lower end, NaN for NaN.
func (c *vector) exp(x vec) vec {
	if c.size == 8 {
		x = c.clamp(x, -746, 710)
	} else {
		x = c.clamp(x, -105, 89)
	}
	n, em1 := c.split(x)
	p := c.add(em1, c.num(1))
	if c.bytes == 64 {
		return c.op2(pick(c, VSCALEFPD, VSCALEFPS), p, n)
	}
	// 2ⁿ may be out of range where eˣ is not: two factors.
	i := c.toInt(n)
	half, rest := i, i
	if c.size == 8 {
		half, rest = XMM(), XMM()
	} else {
		half, rest = YMM(), YMM()
	}
	VPSRAD(Imm(1), i, half)
	VPSUBD(half, i, rest)
	p = c.mul(p, c.powerOf2(half))
	return c.mul(p, c.powerOf2(rest))
}

// toInt converts whole numbers to 32-bit integers: half a vector of them for float64.
func (c *vector) toInt(n vec) vec {
	if c.size == 8 {
		i := XMM()
		VCVTPD2DQY(n, i)
		return i
	}
	i := YMM()
	VCVTPS2DQ(n, i)
	return i
}

// powerOf2 is 2ⁱ for integers in the range of exponents (AVX2).
func (c *vector) powerOf2(i vec) vec {
	e := YMM()
	if c.size == 8 {
		VPMOVSXDQ(i, e)
		VPADDQ(c.constBits(1023), e, e)
		VPSLLQ(Imm(52), e, e)
		return e
	}
	VPADDD(c.constBits(127), i, e)
	VPSLLD(Imm(23), e, e)
	return e
}

// sigmoid computes 1/(1+e⁻ˣ).
func (c *vector) sigmoid(x vec) vec {
	e := c.exp(c.xor(x, c.signBit()))
	return c.div(c.constant(c.num(1)), c.add(e, c.num(1)))
}

// tanh computes e/(e+2) with e = e^(2|x|) − 1, and gives it the sign of x.
func (c *vector) tanh(x vec) vec {
	sign := c.and(x, c.signBit())
	y := c.abs(x)
	y = c.add(y, y)
	y = c.min(c.constant(c.num(44)), y) // tanh 22 is 1 to the last bit
	n, e := c.split(y)
	var s vec
	if c.bytes == 64 {
		s = c.op2(pick(c, VSCALEFPD, VSCALEFPS), c.constant(c.num(1)), n)
	} else {
		s = c.powerOf2(c.toInt(n))
	}
	c.fma(e, s, c.sub(s, c.num(1)))
	t := c.div(e, c.add(e, c.num(2)))
	return c.or(t, sign)
}
