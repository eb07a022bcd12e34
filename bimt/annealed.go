package bimt

import (
	"fmt"
	"math"
	"slices"
)

// anneal exchanges neurons at random, as many pairs of each axis as it has neurons squared.
// An exchange that raises the cost by Δ is made with probability exp(−Δ/T), T being r's
// temperature in units of the mean cost of a neuron's wires (Kirkpatrick, Gelatt, Vecchi
// 1983). Only free axes are annealed; all axes, those in heads too, then descend by
// assignment where the temperature is 0, so that this is the only strategy whose cost may
// rise, and only above 0.
func (s *Space) anneal(r Relocation, m *Moves) error {
	if r.Temperature == 0 {
		r.Strategy = Assignment
		return s.sweep(r, m)
	}
	if r.Rand == nil {
		return fmt.Errorf("bimt: strategy %s at temperature %v needs a source of randomness: set Relocation.Rand", Annealed, r.Temperature)
	}
	start, neurons := s.orders(), 0
	for _, a := range s.axes {
		neurons += a.Len()
	}
	m.Sweeps = 1
	for _, a := range s.axes {
		if a.IsFixed() || a.Heads() != nil {
			continue
		}
		b := s.board(a, r.Locality)
		warmth := r.Temperature * m.Before / float64(neurons)
		for range a.Len() * a.Len() {
			j, k := r.Rand.IntN(a.Len()), r.Rand.IntN(a.Len())
			if gain := b.swapGain(j, k); gain <= 0 || r.Rand.Float64() < math.Exp(-gain/warmth) {
				b.swap(j, k)
			}
		}
		if err := s.permute(a, slices.Clone(b.at), !r.LeaveMemory); err != nil {
			return err
		}
	}
	m.Moved = displaced(start, s.orders())
	return nil
}
