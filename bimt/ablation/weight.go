package ablation

import (
	"slices"

	"github.com/gobimt/bimt/graph/vec"
)

// Weight appends to dst the outputs, (rows, outputs), with what a weight carries replaced:
// that of a layer, to one of its neurons from one of the level that it reads. Numbers must
// be there.
//
// One neuron changes, on the rows where the weight carries something: what its layer's next
// reads changes by a matrix of rank one, and the layers above are computed for these rows
// alone, all in one product.
func (l *Layers) Weight(dst []float64, layer, to, from int, by Replacement) []float64 {
	r := l.spare.Get().(*room)
	defer l.spare.Put(r)
	last := len(l.layers) - 1
	start := len(dst)
	dst = append(dst, l.Outputs()...)
	out := dst[start:]
	l.deltas(r, layer, to, from, by)
	outputs := l.level[last+1].width
	if layer == last {
		for k, row := range r.rows {
			out[row*outputs+to] += r.deltas[k]
		}
		return dst
	}
	x := l.above(r, layer+1, to)
	for i := layer + 2; i <= last; i++ {
		r.b = slices.Grow(r.b[:0], len(r.rows)*outOf(l.layers[i]))[:len(r.rows)*outOf(l.layers[i])]
		l.multiply(i, r.b, x, len(r.rows))
		activate(l.layers[i].Activation, r.b)
		r.a, r.b = r.b, r.a
		x = r.a
	}
	for k, row := range r.rows {
		copy(out[row*outputs:][:outputs], x[k*outputs:])
	}
	return dst
}

// deltas finds the rows on which a neuron changes, and by how much.
func (l *Layers) deltas(r *room, layer, to, from int, by Replacement) {
	s, m := &l.level[layer], outOf(l.layers[layer])
	w := l.layers[layer].Weight[to*s.width+from]
	r.rows, r.deltas = r.rows[:0], r.deltas[:0]
	for row := range l.rows {
		if d := w * (s.at(row, from, by) - s.values[row*s.width+from]); d != 0 {
			r.rows, r.deltas = append(r.rows, row), append(r.deltas, l.sums[layer][row*m+to]+d)
		}
	}
	activate(l.layers[layer].Activation, r.deltas)
	values := l.level[layer+1].values
	for k, row := range r.rows {
		r.deltas[k] -= values[row*m+to]
	}
}

// above is what layer i gives on the changed rows.
func (l *Layers) above(r *room, i, neuron int) []float64 {
	m := outOf(l.layers[i])
	r.a = slices.Grow(r.a[:0], len(r.rows)*m)[:len(r.rows)*m]
	column := l.turned[i][neuron*m:][:m]
	for k, row := range r.rows {
		z := r.a[k*m:][:m]
		copy(z, l.sums[i][row*m:])
		vec.Axpy(r.deltas[k], column, z)
	}
	activate(l.layers[i].Activation, r.a)
	return r.a
}

// Work is how many multiplications a change of a weight of a layer takes in a row where it
// carries something, an activation counting as ten.
func (l *Layers) Work(layer int) int {
	n := 10
	for i := layer + 1; i < len(l.layers); i++ {
		n += 10 * outOf(l.layers[i])
		if i > layer+1 {
			n += len(l.layers[i].Weight)
		}
	}
	return n
}
