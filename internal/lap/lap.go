// Package lap solves the linear assignment problem for dense square cost matrices, exactly.
//
// Given costs c[i,j], i and j in 0..n-1, it finds the permutation π that minimises Σ_i c[i,π(i)]:
//
//	var s lap.Solver
//	rowToCol := make([]int, n)
//	total, err := s.Solve(n, cost, rowToCol) // cost[i*n+j]
//
// The method is that of R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
// assignment problems", Computing 38 (1987) 325–340: cheap reductions find dual prices and assign most rows, then a
// shortest path is grown for each row that is left. Time is O(n³) at worst and near O(n²) on most matrices.
//
// Guarantees: the assignment is optimal up to the rounding of float64 (the costs may have any sign and any ties);
// equal input gives equal output, bit for bit; a Solver that is used again for the same n allocates nothing;
// the costs are only read. No randomness and no goroutines are used.
package lap

import (
	"fmt"
	"math"
)

// maxMagnitude bounds |cost|, so that no sum of prices overflows: prices stay under about n times the largest cost.
const maxMagnitude = 1e280

// unassigned marks a row without a column, or a column without a row.
const unassigned = -1

// Solver holds the scratch memory of a solution and the dual prices it ended with. Its zero value is ready for use.
// It must not be used by two goroutines at once.
type Solver struct {
	n    int
	cost []float64 // only during a call

	rowPrice []float64 // u, a lower bound of what row i pays
	colPrice []float64 // v; u[i]+v[j] <= c[i,j] for all i, j

	colOf []int // the caller's rowToCol, only during a call
	rowOf []int // column -> row

	free  []int     // rows without a column
	dist  []float64 // length of the shortest path to each column
	from  []int     // row before each column on that path
	order []int     // columns: scanned, then due, then not yet reached
}

// Solve finds the assignment of least total cost. cost is n×n, row-major (cost[row*n+col]); rowToCol, of length n,
// receives the column of each row. total is Σ cost[row*n+rowToCol[row]], summed in the order of the rows.
//
// It returns an error, and leaves rowToCol alone, if a length is wrong or a cost is NaN, infinite or beyond 1e280.
func (s *Solver) Solve(n int, cost []float64, rowToCol []int) (total float64, err error) {
	if err := check(n, cost, rowToCol); err != nil {
		return 0, err
	}
	s.begin(n, cost, rowToCol)
	s.reduceColumns()
	s.transferReductions()
	if left := s.reduceRows(s.freeRows(), 0, s.n); left > s.n/4 {
		s.scalePrices()
	}
	return s.finish(), nil
}

// Prices returns the dual prices of the last solution, of length n each: u[i]+v[j] <= c[i,j] for all i and j, with
// equality where row i has column j, both up to rounding. They prove it optimal: no assignment costs less than Σu + Σv.
// The slices belong to the Solver and change with its next call.
func (s *Solver) Prices() (row, col []float64) { return s.rowPrice, s.colPrice }

// check returns an error that says which argument is wrong.
func check(n int, cost []float64, rowToCol []int) error {
	switch {
	case n < 0:
		return fmt.Errorf("lap: n is %d: give the number of rows", n)
	case n > 0 && len(cost)/n != n || len(cost) != n*n:
		return fmt.Errorf("lap: %d costs for n = %d: give n*n, one for each row and column", len(cost), n)
	case len(rowToCol) != n:
		return fmt.Errorf("lap: rowToCol has length %d, must have n = %d", len(rowToCol), n)
	}
	for k, c := range cost {
		if !(math.Abs(c) <= maxMagnitude) { // true for NaN too
			return fmt.Errorf("lap: cost of row %d, column %d is %v: costs must be finite and at most %g", k/n, k%n, c, maxMagnitude)
		}
	}
	return nil
}

// begin sizes the scratch memory and starts from no assignment.
func (s *Solver) begin(n int, cost []float64, rowToCol []int) {
	if s.n != n || s.order == nil {
		*s = Solver{
			n:        n,
			rowPrice: make([]float64, n), colPrice: make([]float64, n),
			rowOf: make([]int, n), free: make([]int, n),
			dist: make([]float64, n), from: make([]int, n), order: make([]int, n),
		}
	}
	s.cost, s.colOf = cost, rowToCol
	s.unassignAll()
}

// unassignAll sets all rows and columns free; prices stay.
func (s *Solver) unassignAll() {
	for k := range s.n {
		s.colOf[k], s.rowOf[k] = unassigned, unassigned
	}
}

// finish assigns all rows that are free, given column prices, and returns the total.
func (s *Solver) finish() (total float64) {
	free := s.freeRows()
	for range 2 {
		free = free[:s.reduceRows(free, 0, 4*len(free)+s.n)]
	}
	for _, i := range free {
		s.augment(i)
	}
	for i, j := range s.colOf {
		c := s.row(i)[j]
		s.rowPrice[i] = c - s.colPrice[j]
		total += c
	}
	s.cost, s.colOf = nil, nil // do not keep the caller's memory alive
	return total
}

// freeRows lists the rows without a column in s.free.
func (s *Solver) freeRows() []int {
	free := s.free[:0]
	for i, j := range s.colOf {
		if j == unassigned {
			free = append(free, i)
		}
	}
	return free
}

// row returns the costs of row i, of length n.
func (s *Solver) row(i int) []float64 { return s.cost[i*s.n : (i+1)*s.n : (i+1)*s.n] }

// assign gives row i column j, and returns the row that had it, or unassigned.
func (s *Solver) assign(i, j int) (previous int) {
	previous = s.rowOf[j]
	s.rowOf[j], s.colOf[i] = i, j
	if previous != unassigned {
		s.colOf[previous] = unassigned
	}
	return previous
}
