package flow

import "slices"

// grid is the cells of a matrix of weights, every element of which leads from the neuron of its
// column to that of its row: they are counted off, not listed, as there are as many as weights.
type grid struct {
	rows, cols side
	table      bool   // columns are the rows of a table, and no neurons
	left       int    // columns that are left out: they are read elsewhere
	out        []bool // which; nil for none
}

// side is a dimension of a weight: its length, the step between its elements, and how many
// neurons there are on it, of which it holds whole copies.
type side struct{ len, stride, neurons int }

func (g *grid) len() int { return g.rows.len * (g.cols.len - g.left) }

func (g *grid) each(yield func(Cell) bool) {
	for to := range g.rows.neurons {
		for i := range g.cols.len {
			if g.out != nil && g.out[i] {
				continue
			}
			c := Cell{To: to}
			if !g.table {
				c.From, c.Copy = i%g.cols.neurons, i/g.cols.neurons
			}
			for j := to; j < g.rows.len; j += g.rows.neurons {
				c.Element = i*g.cols.stride + j*g.rows.stride
				if !yield(c) {
					return
				}
			}
		}
	}
}

// copies is how many copies of the axis are read, up to the last one.
func (g *grid) copies() int {
	for i := g.cols.len - 1; i >= 0; i-- {
		if g.out == nil || !g.out[i] {
			return i/g.cols.neurons + 1
		}
	}
	return 0
}

// only is the cells of some columns.
func (g *grid) only(in func(column int) bool) *grid {
	part := *g
	part.out, part.left = make([]bool, g.cols.len), 0
	for i := range part.out {
		if part.out[i] = !in(i); part.out[i] {
			part.left++
		}
	}
	return &part
}

func (g *grid) equal(h *grid) bool {
	return g.rows == h.rows && g.cols == h.cols && g.table == h.table && slices.Equal(g.out, h.out)
}
