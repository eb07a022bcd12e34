package lap

import "math"

// reduceColumns sets the column prices to the least they may be given the least cost of each row,
//
//	u[i] = min_j c[i,j],  v[j] = min_i (c[i,j] - u[i]),
//
// and gives each column the row of that minimum, if that row is still free. Rows are reduced first because the costs of
// neurons differ by orders of magnitude: without it, the neuron with the lightest wires would win every column.
func (s *Solver) reduceColumns() {
	cheapest := s.from // cheapest row of each column
	for j := range s.colPrice {
		s.colPrice[j] = math.Inf(1)
	}
	for i := range s.n {
		row := s.row(i)
		least := math.Inf(1)
		for _, c := range row {
			least = min(least, c)
		}
		for j, c := range row {
			if c -= least; c < s.colPrice[j] {
				s.colPrice[j], cheapest[j] = c, i
			}
		}
	}
	for j := s.n - 1; j >= 0; j-- {
		if i := cheapest[j]; s.colOf[i] == unassigned {
			s.assign(i, j)
		}
	}
}

// transferReductions lowers the price of each assigned column until its row is about to prefer another one, which
// makes that column cheaper for the rows that are still free.
func (s *Solver) transferReductions() {
	if s.n == 1 {
		return
	}
	for i, own := range s.colOf {
		if own == unassigned {
			continue
		}
		row, next := s.row(i), math.Inf(1)
		for j, v := range s.colPrice {
			if h := row[j] - v; h < next && j != own {
				next = h
			}
		}
		if slack := next - (row[own] - s.colPrice[own]); slack > 0 {
			s.colPrice[own] -= slack
		}
	}
}

// reduceRows lets each free row take the column it likes best and lowers that column's price by the margin to the second
// best, and step more; a row that loses its column so bids again at once. It returns how many rows are free at the end;
// they stand at the front of free, which is a prefix of s.free. With step 0, assigned pairs are tight.
//
// Rows that like the same columns could bid each other down by ever smaller margins, so that only the given number of
// bids can make a row bid again.
func (s *Solver) reduceRows(free []int, step float64, bids int) (left int) {
	if s.n == 1 {
		return len(free) // no second best
	}
	for k := 0; k < len(free); {
		i := free[k]
		k++
		best, second, margin := s.twoBest(i)
		margin += step
		if lowered := s.colPrice[best] - margin; lowered < s.colPrice[best] {
			s.colPrice[best] = lowered
		} else if s.rowOf[best] != unassigned { // a tie, or a margin under rounding
			margin, best = 0, second
		}
		loser := s.assign(i, best)
		if loser == unassigned {
			continue
		}
		if bids--; margin > 0 && bids > 0 {
			k--
			free[k] = loser
		} else {
			free[left] = loser
			left++
		}
	}
	return left
}

// twoBest returns the two columns with the least c[i,j] - v[j] and by how much they differ. Of equal columns, free ones
// come first, then lower ones.
func (s *Solver) twoBest(i int) (best, second int, margin float64) {
	row := s.row(i)
	price, rowOf := s.colPrice[:len(row)], s.rowOf[:len(row)]
	least, next := math.Inf(1), math.Inf(1)
	for j, c := range row {
		h := c - price[j]
		if h > next {
			continue
		}
		switch {
		case h < least || h == least && rowOf[j] == unassigned && rowOf[best] != unassigned:
			second, next = best, least
			best, least = j, h
		case h < next || rowOf[j] == unassigned && rowOf[second] != unassigned:
			second, next = j, h
		}
	}
	return best, second, next - least
}
