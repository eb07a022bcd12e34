package play

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/internal/task"
)

// ProbeOptions say what is looked at.
type ProbeOptions struct {
	// Side is the points along each side of a map of two inputs, or along a sweep of one.
	Side int `json:"side"`
	// Hidden asks for the activations of hidden neurons too.
	Hidden bool `json:"hidden"`
}

// Probe is what the network answers on rows chosen to be drawn, and what its hidden neurons do
// there.
type Probe struct {
	// Kind is plane (a grid over two inputs, row by row from the bottom), pairs (a token by
	// a token) or sweep (each input from end to end, the others in the middle).
	Kind  string    `json:"kind"`
	Side  int       `json:"side"`
	Low   []float64 `json:"low"` // of each input
	High  []float64 `json:"high"`
	Rows  int       `json:"rows"`
	Outs  []Number  `json:"outs"`            // (rows, outputs)
	Whole []Number  `json:"whole,omitempty"` // the same without knock-outs, if there are any
	// Hidden are (rows, neurons) of each watched axis, by place.
	Hidden [][]Number `json:"hidden,omitempty"`
	// Test are the rows of the test with answers and outputs: their first hundreds.
	X      []Number `json:"x"`
	Y      []Number `json:"y"`
	Answer []Number `json:"answer"` // outputs for Test
	Tests  int      `json:"tests"`
}

const mostTests = 400

// Probe looks at the network as it is, without those that are knocked out.
func (t *Training) Probe(o ProbeOptions) (Probe, error) {
	if o.Side == 0 {
		o.Side = 28
	}
	if o.Side < 2 || o.Side > 64 {
		return Probe{}, fmt.Errorf("probe: %d points along a side: want 2 to 64", o.Side)
	}
	p, x := t.rows(o.Side)
	set := t.run.Data.Test
	p.Tests = min(set.Rows, mostTests)
	test := set.AppendX(nil, 0, p.Tests)
	p.X, p.Y = numbers(test), numbers(set.Y[:p.Tests*task.Size(set.YShape)])
	err := t.knocked(func() (err error) {
		if p.Outs, err = t.answers(x); err != nil {
			return err
		}
		if p.Answer, err = t.answers(test); err != nil || !o.Hidden {
			return err
		}
		p.Hidden, err = t.hidden(x)
		return err
	})
	if err == nil && len(t.out) > 0 {
		p.Whole, err = t.answers(x)
	}
	return p, err
}

// answers are the outputs for some rows.
func (t *Training) answers(x []float64) ([]Number, error) {
	out, err := t.run.Predict(x)
	return numbers(out), err
}

// hidden are the activations of each watched axis for some rows.
func (t *Training) hidden(x []float64) (all [][]Number, err error) {
	for i := range t.watched() {
		h, err := t.run.Activations(fmt.Sprintf("hidden%d", i), x)
		if err != nil {
			return nil, err
		}
		all = append(all, numbers(h))
	}
	return all, nil
}

// rows are those that a probe looks at.
func (t *Training) rows(side int) (Probe, []float64) {
	d := t.run.Data
	n := task.Size(d.Train.XShape)
	if d.Tokens > 0 {
		return pairs(n, d.Tokens)
	}
	low, high := ranges(d.Train, n)
	if n == 2 {
		p := Probe{Kind: "plane", Side: side, Low: low, High: high, Rows: side * side}
		var x []float64
		for i := range side * side {
			x = append(x, along(low[0], high[0], i%side, side), along(low[1], high[1], i/side, side))
		}
		return p, x
	}
	return Probe{Kind: "sweep", Side: side, Low: low, High: high, Rows: n * side}, sweeps(low, high, side)
}

// sweeps are rows in which one input after the other goes from end to end, the others in the middle.
func sweeps(low, high []float64, side int) (x []float64) {
	n := len(low)
	for swept := range n {
		for i := range side {
			for k := range n {
				v := (low[k] + high[k]) / 2
				if k == swept {
					v = along(low[k], high[k], i, side)
				}
				x = append(x, v)
			}
		}
	}
	return x
}

// pairs are all rows of two tokens; of more tokens in a row, the others are 0.
func pairs(n, tokens int) (Probe, []float64) {
	p := Probe{Kind: "pairs", Side: tokens, Low: []float64{0, 0}, High: []float64{float64(tokens - 1), float64(tokens - 1)}, Rows: tokens * tokens}
	x := make([]float64, tokens*tokens*n)
	for i := range tokens * tokens {
		x[i*n] = float64(i % tokens)
		if n > 1 {
			x[i*n+1] = float64(i / tokens)
		}
	}
	return p, x
}

func along(low, high float64, i, n int) float64 {
	return low + (high-low)*float64(i)/float64(n-1)
}

// ranges are how far each input reaches.
func ranges(s task.Set, n int) (low, high []float64) {
	low, high = make([]float64, n), make([]float64, n)
	for k := range n {
		low[k], high[k] = math.Inf(1), math.Inf(-1)
	}
	for i, v := range s.AppendX(nil, 0, s.Rows) {
		low[i%n], high[i%n] = min(low[i%n], v), max(high[i%n], v)
	}
	for k := range n {
		if low[k] == high[k] {
			low[k], high[k] = low[k]-1, high[k]+1
		}
	}
	return low, high
}
