package lap

// scalePrices improves the prices of problems where whole groups of rows compete for the same columns, as rows that are
// nearly multiples of each other do: there, exact reductions lower prices too little and leave most rows to long path
// searches. It runs auctions whose rows overbid by a step that shrinks from 1/50 of the mean spread of a row to
// 1/(8n) of it, each from the prices that the last one left (D. P. Bertsekas, "The auction algorithm", Annals of
// Operations Research 14 (1988) 105–123). The prices stay; the assignments, optimal only within n steps, are
// dropped.
func (s *Solver) scalePrices() {
	spread := s.meanSpread()
	for step := spread / 50; step > spread/float64(8*s.n); step /= 5 {
		s.unassignAll()
		s.reduceRows(s.freeRows(), step, 32*s.n)
	}
	s.unassignAll()
}

// meanSpread returns the mean over the rows of their greatest less their least cost.
func (s *Solver) meanSpread() (mean float64) {
	for i := range s.n {
		least, greatest := s.cost[i*s.n], s.cost[i*s.n]
		for _, c := range s.row(i) {
			least, greatest = min(least, c), max(greatest, c)
		}
		mean += (greatest - least) / float64(s.n)
	}
	return mean
}
