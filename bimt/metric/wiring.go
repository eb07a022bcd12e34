package metric

import "github.com/gobimt/bimt/bimt"

// WireLength says how long the wires of a network are.
type WireLength struct {
	// Total is W = Σ d·|w| over all wires: no y, no λ, no reduction.
	Total float64
	// Mean is the mean wire, W / Σ|w|; 0 if all weights are 0.
	Mean float64
	// Relative is W over what it would be on average with neurons placed at random: 1 is
	// random, 0 is local. A network without wires of any length has 1.
	Relative float64
}

// Wiring measures the wires as they are now, those whose length training is not charged
// for too. Placed at random means that on every axis, fixed ones and heads too, each order
// of the neurons is equally likely. Then a connection l between two axes has
//
//	E[W_l] = mean(d_l) · Σ|w_l|,
//
// with the mean over all pairs of places. On an axis connected to itself a neuron's
// wire to itself has length 0 wherever it stands, and the others the mean over pairs of
// different places. Weights that are NaN or infinite are an error that names them.
func Wiring(s *bimt.Space) (_ WireLength, failed error) {
	defer recoverInto(&failed, "Wiring")
	if err := s.CheckWeights(); err != nil {
		return WireLength{}, err
	}
	var w WireLength
	size, random := 0.0, 0.0
	for _, c := range s.Connections() {
		if !c.IsWire() {
			continue
		}
		t := total(c)
		w.Total += t.length
		size += t.size
		if t.pairs > 0 {
			random += t.distance / float64(t.pairs) * t.movable
		}
	}
	w.Relative = 1
	if size > 0 {
		w.Mean = w.Total / size
	}
	if random > 0 {
		w.Relative = w.Total / random
	}
	return w, nil
}

// wireTotals is what Wiring adds up of one connection.
type wireTotals struct {
	length, size float64
	movable      float64 // Σ|w| of weights between neurons that may differ in place
	distance     float64 // Σ d of those weights
	pairs        int     // their number
}

func total(c *bimt.Connection) wireTotals {
	var t wireTotals
	from, to := c.Ends()
	lengths := c.Lengths()
	for i, w := range c.Magnitudes() {
		t.size += w
		if from == to && c.From(i) == c.To(i) {
			continue
		}
		t.length += w * lengths[i]
		t.movable += w
		t.distance += lengths[i]
		t.pairs++
	}
	return t
}
