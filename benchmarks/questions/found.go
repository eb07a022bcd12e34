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

// stages: of √((x1−x2)²+(x3−x4)²), every neuron of the first hidden layer reads a difference, x1 − x2 or
// x3 − x4 to a tenth; the second keeps the two apart, so that squares can stand there; and
// the last puts them together.
func stages(r *run.Run) (bool, error) {
	l, err := look(r)
	if err != nil {
		return false, err
	}
	differ, err := l.differences()
	if err != nil || !differ {
		return false, err
	}
	second, err := l.pairs(l.hidden[1])
	if err != nil || second.mixed > 0 || second.of[0] == 0 || second.of[1] == 0 {
		return false, err
	}
	last, err := l.pairs(l.hidden[len(l.hidden)-1])
	return last.mixed > 0 && last.of[0]+last.of[1] == 0, err
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

// differences says whether all living neurons of the first hidden layer read one.
func (l looked) differences() (bool, error) {
	first := l.hidden[0]
	for _, c := range l.Network.Space.Connections() {
		from, to := c.Ends()
		if from != l.Network.In || to != first {
			continue
		}
		w := make([][4]float64, first.Len())
		for i, v := range c.Param().Float64s() {
			w[first.Order()[c.To(i)]][from.Order()[c.From(i)]] = v
		}
		for n, alive := range l.alive(first) {
			if alive && !difference(w[n]) {
				return false, nil
			}
		}
	}
	return true, nil
}

// difference says whether weights of four inputs are opposite on one pair, and none on the other.
func difference(w [4]float64) bool {
	for _, v := range [][4]float64{w, {w[2], w[3], w[0], w[1]}} {
		large := max(math.Abs(v[0]), math.Abs(v[1]))
		if max(math.Abs(v[2]), math.Abs(v[3])) <= run.ActiveAbove && large > run.ActiveAbove {
			return math.Abs(v[0]+v[1]) <= evenly*large
		}
	}
	return false
}

// paired counts living neurons by what reaches them.
type paired struct {
	of    [2]int // by x1 or x2, by x3 or x4
	mixed int
}

func (l looked) pairs(a *bimt.Axis) (p paired, err error) {
	reach, err := l.reach(l.Network.In, a)
	if err != nil {
		return p, err
	}
	for n, inputs := range reach {
		low := slices.ContainsFunc(inputs, func(i int) bool { return i < 2 })
		high := slices.ContainsFunc(inputs, func(i int) bool { return i >= 2 })
		switch {
		case !l.alive(a)[n]:
		case low && high:
			p.mixed++
		case low:
			p.of[0]++
		default:
			p.of[1]++
		}
	}
	return p, nil
}
