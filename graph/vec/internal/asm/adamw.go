package main

import (
	. "github.com/mmcloughlin/avo/operand"
)

// adamW writes the update in the order of PyTorch.
// No operations are fused: plain Go gives the same bits.
func (c *vector) adamW() {
	c.function("adamW", "updates w, m and v by g.",
		"func(w, g, m, v []%[1]s, shrink, beta1, gain1, beta2, gain2, root2, eps, step %[1]s)")
	shrink, beta1, gain1 := c.broadcast("shrink"), c.broadcast("beta1"), c.broadcast("gain1")
	beta2, gain2, root2 := c.broadcast("beta2"), c.broadcast("gain2"), c.broadcast("root2")
	eps, step := c.broadcast("eps"), c.broadcast("step")
	c.each([]string{"w", "g", "m", "v"}, func(at []Mem) {
		g := c.load(at[1])
		m := c.add(c.mul(c.load(at[2]), beta1), c.mul(g, gain1))
		c.store(m, at[2])
		v := c.add(c.mul(c.load(at[3]), beta2), c.mul(c.mul(g, gain2), g))
		c.store(v, at[3])
		denom := c.add(c.div(c.sqrt(v), root2), eps)
		w := c.mul(c.load(at[0]), shrink)
		c.store(c.add(w, c.div(c.mul(m, step), denom)), at[0])
	})
	finish()
}

// cost writes the gradient of the connection cost.
func (c *vector) cost() {
	c.function("absGrad", "adds s·sign(w)·(a·d+y) to g.", "func(g, w, d []%[1]s, s, a, y %[1]s)")
	s, a, y := c.broadcast("s"), c.broadcast("a"), c.broadcast("y")
	c.each([]string{"g", "w", "d"}, func(at []Mem) {
		w := c.load(at[1])
		x := c.mul(c.add(c.mul(c.load(at[2]), a), y), s)
		x = c.xor(x, c.and(w, c.signBit()))
		x = c.and(x, c.compare(notEqual, w, c.zero()))
		x = c.or(x, c.compare(unordered, w, w)) // all bits set are a NaN
		c.store(c.add(c.load(at[0]), x), at[0])
	})
	finish()
}
