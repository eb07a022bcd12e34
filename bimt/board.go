package bimt

import "github.com/gobimt/bimt/graph/blas"

// board is one axis during its relocation, all others held still. What it would cost to
// have the neuron that now stands at j at place p, with no wire inside the axis, is
//
//	C[j,p] = Σ_connections Σ_o s·|w(j,o)| · A·d(p,o),
//
// a matrix product, as distances belong to places. Wires inside the axis (recurrent
// ones) make the cost quadratic; they are kept as S and D.
type board struct {
	n    int
	c    []float64 // C, row j of the neuron at first place j
	at   []int     // at[p] is the first place of the neuron now at p
	s, d []float64 // sizes of inner wires, both directions summed, and A·distance; nil for none
}

// board measures an axis with wires of every connection at the given locality.
func (s *Space) board(a *Axis, locality float64) *board {
	n := a.Len()
	b := &board{n: n, c: make([]float64, n*n), at: make([]int, n)}
	for i := range b.at {
		b.at[i] = i
	}
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		row, col := c.wireDims()
		scale := c.scale(s.reduction)
		if c.axes[row] == a && c.axes[col] == a {
			s.addInner(b, c, row, col, scale, locality)
			continue
		}
		for _, d := range []int{row, col} {
			if c.axes[d] != a {
				continue
			}
			other := row + col - d
			m := c.axes[other].Len()
			w := make([]float64, n*m)
			c.bundle(w, d, scale)
			blas.Gemm(false, true, n, n, m, locality, w, m, s.distances(a, c.axes[other]), m, 1, b.c, n)
		}
	}
	return b
}

func (s *Space) addInner(b *board, c *Connection, row, col int, scale, locality float64) {
	n := b.n
	if b.s == nil {
		b.s, b.d = make([]float64, n*n), make([]float64, n*n)
		for i, d := range s.distances(c.axes[row], c.axes[row]) {
			b.d[i] = d * locality
		}
	}
	w := make([]float64, n*n)
	c.bundle(w, row, scale)
	for i := range n {
		for j := range n {
			b.s[i*n+j] += w[i*n+j] + w[j*n+i]
		}
	}
}

// quadratic says whether wires inside the axis make moves depend on each other.
func (b *board) quadratic() bool { return b.s != nil }

// swapGain is how much the cost changes when the neurons at places j and k change
// places; exact, in O(1), or O(n) with inner wires.
func (b *board) swapGain(j, k int) float64 {
	if j == k {
		return 0
	}
	n, x, y := b.n, b.at[j], b.at[k]
	gain := (b.c[x*n+k] - b.c[x*n+j]) + (b.c[y*n+j] - b.c[y*n+k])
	if b.s == nil {
		return gain
	}
	for p, z := range b.at {
		if p != j && p != k {
			gain += (b.s[x*n+z] - b.s[y*n+z]) * (b.d[k*n+p] - b.d[j*n+p])
		}
	}
	return gain
}

func (b *board) swap(j, k int) { b.at[j], b.at[k] = b.at[k], b.at[j] }

// cost is the cost of all wires on the axis as the neurons now stand.
func (b *board) cost() float64 {
	n, sum := b.n, 0.0
	for p, x := range b.at {
		sum += b.c[x*n+p]
	}
	if b.s != nil {
		for p, x := range b.at {
			for q, z := range b.at[:p] {
				sum += b.s[x*n+z] * b.d[p*n+q]
			}
		}
	}
	return sum
}

// moved says whether any neuron stands elsewhere than at first.
func (b *board) moved() bool {
	for p, x := range b.at {
		if p != x {
			return true
		}
	}
	return false
}
