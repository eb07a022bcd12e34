package align

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/lap"
)

// Options says what is known of a match before it is looked for.
type Options struct {
	// Held names the axes whose neurons are those of the data, in both networks: inputs and
	// outputs. Fixed axes are held whether named or not.
	Held []string
	// Known are matches found otherwise, by activations say, which are kept: for an axis by
	// name, element i is the number of b's neuron that stands for a's neuron i.
	Known map[string][]int
}

// Weights matches the neurons of b to those of a by their weights, biases and tables. It
// fails where the two have not the same axes and parameters, and where a weight is NaN or
// infinite.
func Weights(a, b *bimt.Space, o Options) (*Match, error) {
	if a == nil || b == nil {
		return nil, errors.New("align: a space is missing")
	}
	m, err := newMatch(a, b, o)
	if err != nil {
		return nil, err
	}
	asIs := m.clone()
	if err := asIs.descend(); err != nil {
		return nil, err
	}
	if err := m.fromKnown(); err != nil {
		return nil, err
	}
	if err := m.descend(); err != nil {
		return nil, err
	}
	if asIs.total() <= m.total() {
		m = asIs
	}
	return m, nil
}

// most is how often all axes are gone through; each time lowers the distance, so that it is
// seldom more than ten times.
const most = 1000

// descend goes over all axes until none brings the weights closer.
func (m *Match) descend() error {
	for range most {
		better := false
		for _, g := range m.groups {
			improved, err := m.solve(g, nil)
			if err != nil {
				return err
			}
			better = better || improved
		}
		if !better {
			return nil
		}
	}
	return nil
}

// fromKnown matches each group once, by the weights to what is matched already; next is
// always the group with the largest such weights.
func (m *Match) fromKnown() error {
	known := make([]bool, len(m.axes))
	for i := range m.axes {
		known[i] = m.held[i]
	}
	left := slices.Clone(m.groups)
	for len(left) > 0 {
		best, most := 0, -1.0
		for k, g := range left {
			if size := m.knownSize(g, known); size > most {
				best, most = k, size
			}
		}
		if _, err := m.solve(left[best], known); err != nil {
			return err
		}
		for _, axis := range left[best].axes {
			known[axis] = true
		}
		left = slices.Delete(left, best, best+1)
	}
	return nil
}

// knownSize is Σ w² of a's weights that lead from a group to known axes alone.
func (m *Match) knownSize(g group, known []bool) (size float64) {
	for _, axis := range g.axes {
		for _, t := range m.tensors {
			for d, on := range t.axes {
				if on == axis && t.usable(d, known) {
					for _, v := range t.a {
						size += v * v
					}
				}
			}
		}
	}
	return size
}

// solve finds the best match of a group with all others held still, and takes it if it brings
// the weights closer. With known, only weights to known axes count, and it is taken anyhow.
func (m *Match) solve(g group, known []bool) (better bool, err error) {
	before := m.total()
	old := make([][]int, len(g.axes))
	scores := make([][]float64, len(g.axes))
	for k, axis := range g.axes {
		old[k] = m.of[axis]
		scores[k] = m.similarity(axis, known)
	}
	found, err := g.assign(scores)
	if err != nil {
		return false, err
	}
	for k, axis := range g.axes {
		m.of[axis] = found[k]
	}
	if known != nil || m.total() < before-1e-12*before {
		return true, nil
	}
	for k, axis := range g.axes {
		m.of[axis] = old[k]
	}
	return false, nil
}

// similarity is S[i,j] = Σ a(i,·)·b(j,π(·)) over all weights at an axis: what a match of i
// with j adds to half of what the distance falls by.
func (m *Match) similarity(axis int, known []bool) []float64 {
	n := m.axes[axis].Len()
	s := make([]float64, n*n)
	for _, t := range m.tensors {
		for d, on := range t.axes {
			if on == axis && t.usable(d, known) {
				t.similar(s, d, n, m.of)
			}
		}
	}
	return s
}

// assign finds the matches of largest total score for the axes of a group: exactly, inside
// each pair of heads and then of whole heads.
func (g group) assign(scores [][]float64) ([][]int, error) {
	var solver lap.Solver
	if g.heads == 0 {
		n := g.sizes[0]
		match, _, err := largest(&solver, scores[0], n, 0, 0, n)
		return [][]int{match}, err
	}
	total := make([]float64, g.heads*g.heads)
	inner := make([][]int, g.heads*g.heads*len(g.axes))
	for p := range g.heads {
		for q := range g.heads {
			for k := range g.axes {
				size := g.sizes[k] / g.heads
				match, score, err := g.inside(&solver, scores[k], k, p*size, q*size)
				if err != nil {
					return nil, err
				}
				total[p*g.heads+q] += score
				inner[(p*g.heads+q)*len(g.axes)+k] = match
			}
		}
	}
	head := make([]int, g.heads)
	for p := range head {
		head[p] = p
	}
	if !g.pinned {
		var err error
		if head, _, err = largest(&solver, total, g.heads, 0, 0, g.heads); err != nil {
			return nil, err
		}
	}
	found := make([][]int, len(g.axes))
	for p, q := range head {
		for k := range g.axes {
			found[k] = append(found[k], inner[(p*g.heads+q)*len(g.axes)+k]...)
		}
	}
	return found, nil
}

// inside matches the neurons of one head, from p on, with those of another, from q on.
func (g group) inside(solver *lap.Solver, scores []float64, k, p, q int) ([]int, float64, error) {
	n, size := g.sizes[k], g.sizes[k]/g.heads
	if !g.rigid[k] {
		return largest(solver, scores, n, p, q, size)
	}
	match, sum := make([]int, size), 0.0
	for i := range match {
		match[i] = q + i
		sum += scores[(p+i)*n+q+i]
	}
	return match, sum, nil
}

// largest is the assignment of rows p… to columns q…, size of each, of an n×n matrix with the
// largest sum.
func largest(solver *lap.Solver, scores []float64, n, p, q, size int) (match []int, sum float64, err error) {
	cost := make([]float64, size*size)
	for i := range size {
		for j := range size {
			cost[i*size+j] = -scores[(p+i)*n+q+j]
		}
	}
	match = make([]int, size)
	sum, err = solver.Solve(size, cost, match)
	if err != nil {
		return nil, 0, fmt.Errorf("align: assignment of %d neurons: %w", size, err)
	}
	for i := range match {
		match[i] += q
	}
	return match, -sum, nil
}
