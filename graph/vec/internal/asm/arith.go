package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// softmax writes the softmax of a row.
func (c *vector) softmax() {
	c.function("softmax", "computes p = softmax(x) and returns max x and Σ e^(x−max).", "func(p, x []%[1]s) (max, sum %[1]s)")
	largest := c.largest("x")
	Store(largest, Return("max"))
	shift, sum := c.first(largest), c.zero()
	c.each([]string{"p", "x"}, func(at []Mem) {
		e := c.exp(c.sub(c.load(at[1]), shift))
		c.store(e, at[0])
		if c.masked { // lanes that do not count hold e^−max
			e = c.keep(e, 0)
		}
		c.accumulate(sum, e)
	})
	total := c.reduce(sum, pick(c, VADDPD, VADDPS))
	Store(total, Return("sum"))
	inverse := c.div(c.constant(c.num(1)), c.first(total))
	c.each([]string{"p"}, func(at []Mem) { c.store(c.mul(c.load(at[0]), inverse), at[0]) })
	finish()
}

// first fills a vector with the lowest element of x.
func (c *vector) first(x reg.Register) vec {
	dst := c.reg()
	if c.size == 8 {
		VBROADCASTSD(x, dst)
	} else {
		VBROADCASTSS(x, dst)
	}
	return dst
}

// accumulate computes acc += x in place.
func (c *vector) accumulate(acc, x vec) { pick(c, VADDPD, VADDPS)(x, acc, acc) }

// result ends a function that returns x.
func (c *vector) result(x reg.Register) {
	Store(x, ReturnIndex(0))
	finish()
}

// arithmetic writes the passes of one operation.
func (c *vector) arithmetic() {
	c.function("mul", "computes dst = a·b.", "func(dst, a, b []%s)")
	c.each([]string{"dst", "a", "b"}, func(at []Mem) { c.store(c.mul(c.load(at[1]), c.load(at[2])), at[0]) })
	finish()

	c.function("add", "computes dst = a + b.", "func(dst, a, b []%s)")
	c.each([]string{"dst", "a", "b"}, func(at []Mem) { c.store(c.add(c.load(at[1]), c.load(at[2])), at[0]) })
	finish()

	c.function("axpy", "computes y += alpha·x.", "func(alpha %[1]s, x, y []%[1]s)")
	alpha := c.broadcast("alpha")
	c.each([]string{"y", "x"}, func(at []Mem) { c.store(c.add(c.load(at[0]), c.mul(c.load(at[1]), alpha)), at[0]) })
	finish()
}

// softmaxGrad writes the second pass of the gradient of a softmax.
func (c *vector) softmaxGrad() {
	c.function("softmaxGrad", "computes ds = rate·p·(dp−mean).", "func(ds, p, dp []%[1]s, rate, mean %[1]s)")
	rate, mean := c.broadcast("rate"), c.broadcast("mean")
	c.each([]string{"ds", "p", "dp"}, func(at []Mem) {
		c.store(c.mul(c.mul(c.load(at[1]), rate), c.sub(c.load(at[2]), mean)), at[0])
	})
	finish()
}

// reductions writes sums, in four vectors that are added at the end.
func (c *vector) reductions() {
	c.function("sum", "returns Σ x.", "func(x []%[1]s) %[1]s")
	c.sumOf([]string{"x"}, func(at []Mem) vec { return c.load(at[0]) })

	c.function("dot", "returns Σ x·y.", "func(x, y []%[1]s) %[1]s")
	c.sumOf([]string{"x", "y"}, func(at []Mem) vec { return c.mul(c.load(at[0]), c.load(at[1])) })

	c.function("absSum", "returns Σ |w|·(a·d+y).", "func(w, d []%[1]s, a, y %[1]s) %[1]s")
	a, y := c.broadcast("a"), c.broadcast("y")
	c.sumOf([]string{"w", "d"}, func(at []Mem) vec {
		return c.mul(c.abs(c.load(at[0])), c.add(c.mul(c.load(at[1]), a), y))
	})
}

// sumOf sums a term over slices and returns it from the function.
func (c *vector) sumOf(slices []string, term func(at []Mem) vec) {
	sums := []vec{c.zero(), c.zero(), c.zero(), c.zero()}
	n := Load(Param(slices[0]).Len(), GP64()).(reg.GPVirtual)
	at := make([]Mem, len(slices))
	for i, s := range slices {
		at[i] = Mem{Base: Load(Param(s).Base(), GP64()).(reg.GPVirtual)}
	}
	c.walk(n, at, len(sums), func(at []Mem) {
		for i, s := range sums {
			c.accumulate(s, term(offset(at, i*c.bytes)))
		}
	})
	one := func(at []Mem) { c.accumulate(sums[0], term(at)) }
	c.walk(n, at, 1, one)
	c.tail(n, at, one)
	c.accumulate(sums[0], sums[1])
	c.accumulate(sums[2], sums[3])
	c.accumulate(sums[0], sums[2])
	c.result(c.reduce(sums[0], pick(c, VADDPD, VADDPS)))
}

func offset(at []Mem, bytes int) []Mem {
	moved := make([]Mem, len(at))
	for i, m := range at {
		moved[i] = m.Offset(bytes)
	}
	return moved
}

// largest finds the largest element of a slice, NaN if there is one.
func (c *vector) largest(slice string) reg.Register {
	m, nan := c.constant(c.num(math.Inf(-1))), c.zero()
	c.each([]string{slice}, func(at []Mem) {
		x := c.load(at[0])
		if c.masked {
			x = c.keep(x, math.Inf(-1))
		}
		pick(c, VMAXPD, VMAXPS)(x, m, m)
		pick(c, VORPD, VORPS)(c.compare(unordered, x, x), nan, nan)
	})
	largest := c.reduce(m, pick(c, VMAXPD, VMAXPS))
	VORPS(c.reduce(nan, pick(c, VORPD, VORPS)), largest, largest) // all bits set are a NaN
	return largest
}
