package main

import (
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// structure is what a network would show if it were as readable as its formulas; all counts at
// weights above run.ActiveAbove.
type structure func(*run.Run) (bool, error)

// apart: every output is reached by inputs, and no input leads to two.
func apart(r *run.Run) (bool, error) {
	l, err := look(r)
	if err != nil {
		return false, err
	}
	reach, err := l.reach(r.Network.In, r.Network.Out)
	if err != nil {
		return false, err
	}
	seen := map[int]bool{}
	for _, inputs := range reach {
		for _, i := range inputs {
			if seen[i] {
				return false, nil
			}
			seen[i] = true
		}
		if len(inputs) == 0 {
			return false, nil
		}
	}
	return true, nil
}

// sharedSquares: of x1², x1²+x2², x1²+x2²+x3², every neuron of the last hidden layer serves one
// input, and all outputs whose formula has an input read it from the same neurons.
func sharedSquares(r *run.Run) (bool, error) {
	l, err := look(r)
	if err != nil {
		return false, err
	}
	last := l.hidden[len(l.hidden)-1]
	from, err := l.reach(r.Network.In, last)
	if err != nil {
		return false, err
	}
	to, err := l.reach(last, r.Network.Out)
	if err != nil {
		return false, err
	}
	readers := map[[2]int][]int{} // by input and output, the neurons between
	for n, inputs := range from {
		if !l.alive(last)[n] {
			continue
		}
		if len(inputs) != 1 {
			return false, nil
		}
		for out, neurons := range to {
			if slices.Contains(neurons, n) {
				at := [2]int{inputs[0], out}
				readers[at] = append(readers[at], n)
			}
		}
	}
	for in := range r.Network.In.Len() {
		for out := range r.Network.Out.Len() {
			want := readers[[2]int{in, in}]
			if out < in {
				want = nil
			}
			if out >= in && len(want) == 0 || !slices.Equal(readers[[2]int{in, out}], want) {
				return false, nil
			}
		}
	}
	return true, nil
}

// evenly is how far two weights may be from opposite, of the larger.
const evenly = 0.1

// differences: of √((x1−x2)²+(x3−x4)²), every neuron of the first hidden layer reads x1 and x2 by opposite
// weights, to a tenth, and x3 and x4 too; and all that the output is told goes through one neuron of a later layer,
// the sum under the root.
func differences(r *run.Run) (bool, error) { return composed(r, true) }

// stages: differences, and no neuron of the first hidden layer reads both.
func stages(r *run.Run) (bool, error) { return composed(r, false) }

func composed(r *run.Run, mixed bool) (bool, error) {
	l, err := look(r)
	if err != nil {
		return false, err
	}
	seen, narrow := [2]bool{}, false
	for n, w := range l.first() {
		if !l.alive(l.hidden[0])[n] {
			continue
		}
		a, b := opposite(w[0], w[1]), opposite(w[2], w[3])
		if a == uneven || b == uneven || a == even && b == even && !mixed {
			return false, nil
		}
		seen = [2]bool{seen[0] || a == even, seen[1] || b == even}
	}
	for _, axis := range l.hidden[1:] {
		living := 0
		for _, alive := range l.alive(axis) {
			if alive {
				living++
			}
		}
		narrow = narrow || living == 1
	}
	return narrow && seen[0] && seen[1], nil
}

// How two weights stand to each other.
const (
	none   = iota // neither is above run.ActiveAbove
	even          // they are opposite
	uneven        // they are not
)

func opposite(v, w float64) int {
	large := max(math.Abs(v), math.Abs(w))
	switch {
	case large <= run.ActiveAbove:
		return none
	case math.Abs(v+w) <= evenly*large:
		return even
	}
	return uneven
}

// looked is a network with its hidden axes from below.
type looked struct {
	*run.Run
	*flow.Flow
	hidden []*bimt.Axis
	lives  map[*flow.Stage][]bool
}

func look(r *run.Run) (l looked, err error) {
	l.Run = r
	if l.Flow, err = r.Flow(); err != nil {
		return l, err
	}
	for _, s := range l.Stages {
		if !s.Input && !s.Output {
			l.hidden = append(l.hidden, s.Axis)
		}
	}
	l.lives, err = l.Alive(run.ActiveAbove)
	return l, err
}

func (l looked) alive(a *bimt.Axis) []bool { return l.lives[l.On(a)[0]] }

func (l looked) reach(from, to *bimt.Axis) ([][]int, error) {
	return l.Reach(l.On(from), l.On(to), run.ActiveAbove)
}

// first are the weights of the first hidden layer, by number of neuron and of input.
func (l looked) first() [][]float64 {
	to := l.hidden[0]
	w := make([][]float64, to.Len())
	for _, c := range l.Network.Space.Connections() {
		if from, axis := c.Ends(); from != l.Network.In || axis != to {
			continue
		}
		for i, v := range c.Param().Float64s() {
			n := to.Order()[c.To(i)]
			if w[n] == nil {
				w[n] = make([]float64, l.Network.In.Len())
			}
			w[n][l.Network.In.Order()[c.From(i)]] = v
		}
	}
	return w
}
