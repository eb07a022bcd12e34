package bimt

import (
	"fmt"
	"sync"
)

// Strategy names a way to find better places.
type Strategy string

// Greedy is the published way: per axis, the most important neurons each take the swap
// that lowers the cost most. Assignment is exact per axis (and per head), repeated over
// the axes until nothing improves. Spectral tries assignment also from a start that
// orders all axes at once, for a network that is relocated after its training.
const (
	Greedy     Strategy = "greedy"
	Assignment Strategy = "assignment"
	Spectral   Strategy = "spectral"
	// Blocks exchanges whole blocks of neurons on all axes at once, beside assignment.
	Blocks Strategy = "blocks"
	// Annealed also makes some exchanges that cost, at Relocation.Temperature.
	Annealed Strategy = "annealed"
)

// Search finds better places for the neurons of a network: it gives the new order of
// every axis that is to change (see Space.Move), at the price of distance that r says.
// It may try moves with Space.Move; Relocate begins again from where neurons stood.
type Search func(s *Space, r Relocation) (map[*Axis][]int, error)

// strategies is all there are.
var strategies = struct {
	sync.RWMutex
	rows []strategy
}{rows: []strategy{
	{Greedy, (*Space).sweep},
	{Assignment, (*Space).sweep},
	{Spectral, (*Space).spectral},
	{Blocks, Search(exchangeBlocks).relocate},
	{Annealed, (*Space).anneal},
}}

// strategy is a way to relocate: it moves neurons and counts what it did.
type strategy struct {
	name     Strategy
	relocate func(s *Space, r Relocation, m *Moves) error
}

// Strategies lists all there are, those registered last.
func Strategies() []Strategy {
	strategies.RLock()
	defer strategies.RUnlock()
	var names []Strategy
	for _, row := range strategies.rows {
		names = append(names, row.name)
	}
	return names
}

// Register adds a strategy of one's own, under a name that is not in use, to those that
// Relocate and the program know. Relocate moves neurons as the search says if that
// lowers the cost, and refuses orders that the symmetries of axes forbid; so every law
// of a relocation holds whatever the search gives.
func Register(name Strategy, search Search) error {
	if name == "" || search == nil {
		return fmt.Errorf("bimt: a strategy needs a name and a search, have %q and search %v", name, search != nil)
	}
	strategies.Lock()
	defer strategies.Unlock()
	for _, row := range strategies.rows {
		if row.name == name {
			return fmt.Errorf("bimt: there is a strategy %q already: give each a name of its own", name)
		}
	}
	strategies.rows = append(strategies.rows, strategy{name, search.relocate})
	return nil
}

// find gives the way of a name, nil if there is none.
func (name Strategy) find() func(*Space, Relocation, *Moves) error {
	strategies.RLock()
	defer strategies.RUnlock()
	for _, row := range strategies.rows {
		if row.name == name {
			return row.relocate
		}
	}
	return nil
}

// relocate moves neurons as a search says, if that lowers the cost by more than rounding.
func (search Search) relocate(s *Space, r Relocation, m *Moves) error {
	start := s.orders()
	found, err := search.run(s, r)
	if e := s.move(start, true); e != nil { // what was tried
		return e
	}
	if err != nil {
		return fmt.Errorf("bimt: strategy %s: %w", r.Strategy, err)
	}
	orders, err := s.checkOrders(found)
	if err != nil {
		return fmt.Errorf("strategy %s: %w", r.Strategy, err)
	}
	m.Sweeps = 1
	if err := s.move(orders, false); err != nil {
		return err
	}
	cost := s.wireCost(r.Locality)
	if err := s.move(start, false); err != nil {
		return err
	}
	if !(cost < m.Before-1e-12*m.Before) {
		return nil
	}
	m.Moved = displaced(start, orders)
	return s.move(orders, !r.LeaveMemory)
}

// run searches; a panic becomes an error.
func (search Search) run(s *Space, r Relocation) (orders map[*Axis][]int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return search(s, r)
}

// displaced is the number of neurons that stand at other places in two orders.
func displaced(a, b [][]int) int {
	n := 0
	for i, at := range a {
		for p, x := range at {
			if b[i][p] != x {
				n++
			}
		}
	}
	return n
}
