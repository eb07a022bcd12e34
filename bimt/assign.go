package bimt

import (
	"fmt"

	"github.com/gobimt/bimt/internal/lap"
)

// assigner solves assignment problems, keeping its scratch.
type assigner struct {
	solver lap.Solver
	cost   []float64
	place  []int
}

// assign finds the best order of an axis without heads exactly: the linear
// assignment of neurons to places on C (Jonker and Volgenant 1987).
func (s *assigner) assign(b *board) error {
	at, _, err := s.block(b, 0, 0, b.n)
	if err != nil {
		return err
	}
	s.accept(b, 0, at)
	return nil
}

// block solves for m neurons first standing from place from on, put at the m places
// from place to on. at[i] is the first place of the neuron best put at to+i.
func (s *assigner) block(b *board, from, to, m int) (at []int, cost float64, err error) {
	if cap(s.cost) < m*m {
		s.cost, s.place = make([]float64, m*m), make([]int, m)
	}
	c, place := s.cost[:m*m], s.place[:m]
	for j := range m {
		copy(c[j*m:(j+1)*m], b.c[(from+j)*b.n+to:(from+j)*b.n+to+m])
	}
	cost, err = s.solver.Solve(m, c, place)
	if err != nil {
		return nil, 0, fmt.Errorf("bimt: assignment of %d neurons: %w", m, err)
	}
	at = make([]int, m)
	for j, p := range place {
		at[p] = from + j
	}
	return at, cost, nil
}

// accept takes a new order of the places from first on if it is cheaper by more than
// rounding, so that a relocated axis stays as it is.
func (s *assigner) accept(b *board, first int, at []int) {
	old := append([]int(nil), b.at[first:first+len(at)]...)
	before := b.cost()
	copy(b.at[first:], at)
	if !(b.cost() < before-1e-12*before) {
		copy(b.at[first:], old)
	}
}
