package lap

import "math"

// augment assigns the free row start along the shortest path of alternating free and assigned pairs to a free column,
// where the step from row i to column j has length c[i,j] - u[i] - v[j] >= 0 (Dijkstra's algorithm), and
// changes the prices so that all assigned pairs stay tight.
func (s *Solver) augment(start int) {
	end, length, scanned := s.shortestPath(start)
	for _, j := range s.order[:scanned] {
		s.colPrice[j] += s.dist[j] - length
	}
	for j := end; ; {
		i := s.from[j]
		s.rowOf[j] = i
		s.colOf[i], j = j, s.colOf[i]
		if i == start {
			return
		}
	}
}

// shortestPath returns the free column that ends the shortest path from row start, the path's length, and how many
// columns, at the front of s.order, are nearer than that.
func (s *Solver) shortestPath(start int) (end int, length float64, scanned int) {
	row := s.row(start)
	for j, v := range s.colPrice {
		s.dist[j], s.from[j], s.order[j] = row[j]-v, start, j
	}
	due := 0 // s.order[scanned:due] are all at the distance length
	for next := 0; ; next++ {
		if next == due {
			scanned = due
			if due, length, end = s.nearest(due); end != unassigned {
				return end, length, scanned
			}
		}
		if due, end = s.scan(s.order[next], due, length); end != unassigned {
			return end, length, scanned
		}
	}
}

// nearest moves the columns at the least distance, of those from s.order[due] on, to the front of them. It returns where
// they end, that distance, and one of them that is free, if any is.
func (s *Solver) nearest(due int) (newDue int, length float64, free int) {
	order, dist := s.order, s.dist
	length, newDue = math.Inf(1), due
	for k := due; k < len(order); k++ {
		j := order[k]
		d := dist[j]
		if d > length {
			continue
		}
		if d < length {
			newDue, length = due, d
		}
		order[k], order[newDue] = order[newDue], j
		newDue++
	}
	for _, j := range order[due:newDue] {
		if s.rowOf[j] == unassigned {
			return newDue, length, j
		}
	}
	return newDue, length, unassigned
}

// scan shortens the distances of the columns from s.order[due] on by paths through column via, which lies at the
// distance length. A column that comes to the same distance becomes due; a free one among them is returned at once.
func (s *Solver) scan(via, due int, length float64) (newDue, free int) {
	i := s.rowOf[via]
	row := s.row(i)
	n := len(row)
	price, dist, order := s.colPrice[:n], s.dist[:n], s.order
	offset := row[via] - price[via] - length
	for k := due; k < len(order); k++ {
		j := order[k]
		d := row[j] - price[j] - offset
		if d >= dist[j] {
			continue
		}
		dist[j], s.from[j] = max(d, length), i
		if d > length { // rounding can bring d under length
			continue
		}
		if s.rowOf[j] == unassigned {
			return due, j
		}
		order[k], order[due] = order[due], j
		due++
	}
	return due, unassigned
}
