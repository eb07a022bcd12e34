package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	geluBeta  = 0.79788456080286535588 // √(2/π)
	geluKappa = 0.044715
)

// activations writes the functions h = f(z), dh = f'(z).
func (c *vector) activations() {
	one := c.num(1)
	c.activation("silu", func(z vec) (h vec, dh func() vec) {
		s := c.sigmoid(z)
		return c.mul(z, s), func() vec {
			d := c.mul(z, c.sub(c.constant(one), s))
			return c.mul(s, c.add(d, one))
		}
	})
	c.activation("gelu", func(z vec) (h vec, dh func() vec) {
		v := c.clamp(z, -64, 64)
		w := c.mul(v, v)
		u := c.mul(c.mul(v, c.num(2*geluBeta)), c.add(c.mul(w, c.num(geluKappa)), one))
		s := c.sigmoid(u)
		return c.mul(z, s), func() vec {
			du := c.mul(c.add(c.mul(w, c.num(3*geluKappa)), one), c.num(2*geluBeta))
			d := c.mul(c.mul(c.mul(v, s), c.sub(c.constant(one), s)), du)
			return c.add(d, s)
		}
	})
	c.activation("tanh", func(z vec) (h vec, dh func() vec) {
		t := c.tanh(z)
		return t, func() vec { return c.sub(c.constant(one), c.mul(t, t)) }
	})
	c.activation("relu", func(z vec) (h vec, dh func() vec) {
		zero := c.zero()
		h = c.add(c.max(zero, z), zero) // −0 becomes 0
		return h, func() vec { return c.and(c.compare(less, zero, z), one) }
	})
}

// activation writes one such function; dh is computed if its pointer is not nil.
func (c *vector) activation(name string, f func(z vec) (h vec, dh func() vec)) {
	c.function(name, "computes h and, unless it is nil, dh from z.", "func(h, dh, z []%s)")
	c.each([]string{"h", "dh", "z"}, func(at []Mem) {
		h, dh := f(c.load(at[2]))
		c.store(h, at[0])
		skip, p := label("skip"), Load(Param("dh").Base(), GP64()).(reg.GPVirtual)
		TESTQ(p, p)
		JZ(LabelRef(skip))
		c.store(dh(), at[1])
		Label(skip)
	})
	finish()
}
