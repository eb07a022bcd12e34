package onnx

import (
	"math"

	"github.com/gobimt/bimt/graph/op"
)

// attentionPattern is rate·softmax(Q·Kᵀ/√d) + (1 − rate) on the places seen: (batch, heads,
// time, time).
func attentionPattern(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.Attention)
	time, width, narrow := o.in[0].Shape()[1], o.in[0].Shape()[2], o.in[1].Shape()[2]
	d, share := width/a.Heads, width/narrow
	q := b.transpose(b.reshape(o.x[0], -1, time, a.Heads, d), 0, 2, 1, 3)            // (batch, heads, time, d)
	k := b.transpose(b.reshape(o.x[1], -1, time, narrow/d, d), 0, 2, 3, 1)           // (batch, kv, d, time)
	scores := b.shared(share, time, q, k, a.Heads, [2]int{time, d}, [2]int{d, time}) // (batch, heads, time, time)
	scores = b.add("Mul", scores, b.scalar(o.node, 1/math.Sqrt(float64(d))))
	if a.Causal {
		scores = b.add("Add", scores, b.floats("unseen", o.node, square(time, 0, -1e30), time, time))
	}
	pattern := b.addWith("Softmax", []string{scores}, attribute{"axis", -1})
	if a.Rate == 1 {
		return pattern, nil
	}
	rest, unseen := 1-a.Rate, 1-a.Rate
	if a.Causal {
		unseen = 0
	}
	pattern = b.add("Mul", pattern, b.scalar(o.node, a.Rate))
	return b.add("Add", pattern, b.floats("rest", o.node, square(time, rest, unseen), time, time)), nil
}

// square is a matrix with one number on the places that a causal place sees, another elsewhere.
func square(n int, seen, unseen float64) []float64 {
	m := make([]float64, n*n)
	for i := range m {
		if m[i] = unseen; i%n <= i/n {
			m[i] = seen
		}
	}
	return m
}

// shared is x·y by head, where share heads of x in turn meet one of y: x is (batch, heads, …), y
// (batch, heads/share, …), with the dimensions that follow given.
func (b *builder) shared(share, time int, x, y string, heads int, xDims, yDims [2]int) string {
	if share == 1 {
		return b.add("MatMul", x, y)
	}
	x = b.reshape(x, -1, heads/share, share, xDims[0], xDims[1])
	y = b.reshape(y, -1, heads/share, 1, yDims[0], yDims[1])
	return b.reshape(b.add("MatMul", x, y), -1, heads, time, yDims[1])
}

// attentionMix is pattern·V by head, heads side by side again: (batch, time, heads·e).
func attentionMix(b *builder, o *operation) (string, error) {
	share := 1
	if a, ok := o.info.Attrs.(op.MixAttrs); ok {
		share = a.Share
	}
	heads, time, width := o.in[0].Shape()[1], o.in[1].Shape()[1], o.in[1].Shape()[2]
	e := width * share / heads
	v := b.transpose(b.reshape(o.x[1], -1, time, heads/share, e), 0, 2, 1, 3)           // (batch, kv, time, e)
	mix := b.shared(share, time, o.x[0], v, heads, [2]int{time, time}, [2]int{time, e}) // (batch, heads, time, e)
	return b.reshape(b.transpose(mix, 0, 2, 1, 3), -1, time, heads*e), nil
}

// rope is x⊙cos + x'⊙±sin, where x' has the two neurons of each pair exchanged.
func rope(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.Rotary)
	time, width := o.in[0].Shape()[1], o.in[0].Shape()[2]
	d := width / a.Heads
	other, cos, sin := make([]int, width), make([]float64, time*width), make([]float64, time*width)
	for h := 0; h < width; h += d {
		for i := range d / 2 {
			p, q := h+i, h+i+d/2
			if a.Pairing == op.Interleaved {
				p, q = h+2*i, h+2*i+1
			}
			other[p], other[q] = q, p
			for m := range time {
				phi := float64(m) * math.Pow(a.Base, -2*float64(i)/float64(d))
				at := m * width
				cos[at+p], cos[at+q] = math.Cos(phi), math.Cos(phi)
				sin[at+p], sin[at+q] = -math.Sin(phi), math.Sin(phi)
			}
		}
	}
	straight := b.add("Mul", o.x[0], b.floats("cos", o.node, cos, time, width))
	turned := b.add("Mul", b.gather(o.x[0], 2, other...), b.floats("sin", o.node, sin, time, width))
	return b.add("Add", straight, turned), nil
}
