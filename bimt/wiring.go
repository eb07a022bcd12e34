package bimt

// Wiring says how long the wires of a network are.
type Wiring struct {
	// Length is W = Σ d·|w| over all wires: no y, no λ, no reduction.
	Length float64
	// Mean is the mean wire, W / Σ|w|; 0 if all weights are 0.
	Mean float64
	// Locality is W over what it would be on average with neurons placed at random:
	// 1 is random, 0 is local. A network without wires of any length has 1.
	Locality float64
}

// Wiring measures the wires as they are now, those exempt from locality in training
// too. Placed at random means that on every axis, fixed ones and heads too, each order
// of the neurons is equally likely. Then a connection l between two axes has
//
//	E[W_l] = mean(d_l) · Σ|w_l|,
//
// with the mean over all pairs of places. On an axis connected to itself a neuron's
// wire to itself has length 0 wherever it stands, and the others the mean over pairs of
// different places. Weights that are NaN or infinite are an error that names them.
func (s *Space) Wiring() (Wiring, error) {
	if err := s.ready(0); err != nil {
		return Wiring{}, err
	}
	var w Wiring
	size, random := 0.0, 0.0
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		t := c.wires()
		w.Length += t.length
		size += t.size
		if t.pairs > 0 {
			random += t.distance / float64(t.pairs) * t.movable
		}
	}
	w.Locality = 1
	if size > 0 {
		w.Mean = w.Length / size
	}
	if random > 0 {
		w.Locality = w.Length / random
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

func (c *Connection) wires() wireTotals {
	var t wireTotals
	row, col := c.wireDims()
	rs, cs := c.stride(row), c.stride(col)
	inner := c.axes[row] == c.axes[col]
	for i, w := range c.magnitudes() {
		t.size += w
		if inner && c.place(i, row, rs) == c.place(i, col, cs) {
			continue
		}
		t.length += w * c.lengths[i]
		t.movable += w
		t.distance += c.lengths[i]
		t.pairs++
	}
	return t
}
