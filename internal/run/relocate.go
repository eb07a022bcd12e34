package run

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/task"
)

// Move says how the neurons of a finished network are to be moved.
type Move struct {
	Strategy  string  // one of Strategies
	Locality  float64 // A
	LeastGain float64 // the part of the wires' cost that a sweep must gain for another
}

// Check reports a relocation that can't be.
func (m Move) Check() error {
	if !slices.Contains(Strategies(), m.Strategy) {
		return nearest.Unknown("strategy", m.Strategy, Strategies())
	}
	if !(m.Locality >= 0 && m.Locality <= math.MaxFloat64) {
		return fmt.Errorf("locality: %v: give a number of at least 0", m.Locality)
	}
	if !(m.LeastGain >= 0 && m.LeastGain < 1) {
		return fmt.Errorf("least gain: %v: give a part of the cost, at least 0 and less than 1", m.LeastGain)
	}
	if m.LeastGain > 0 && m.Strategy == string(bimt.Greedy) {
		return fmt.Errorf("least gain: strategy %s makes one sweep: leave it out", m.Strategy)
	}
	return nil
}

func (m Move) relocation() bimt.Relocation {
	return bimt.Relocation{Strategy: bimt.Strategy(m.Strategy), Locality: m.Locality, LeastGain: m.LeastGain}
}

// view is a network as it stands: its outputs for all rows there are and how long its
// wires are.
type view struct {
	outputs []float64
	score   task.Score
	cost    float64 // of connections
	wiring  metric.WireLength
	orders  [][]int // of all axes
}

func (r *Run) view(locality float64) (v view, err error) {
	d := r.Data
	train, err := r.PredictSet(d.Train)
	if err != nil {
		return v, err
	}
	test, err := r.PredictSet(d.Test)
	if err != nil {
		return v, err
	}
	v.outputs = append(train, test...)
	all := task.Set{Rows: r.Rows(), Y: slices.Concat(d.Train.Y, d.Test.Y), XShape: d.Train.XShape, YShape: d.Train.YShape}
	v.score = d.Score(all, v.outputs)
	v.cost = r.Network.Space.ConnectionCost(locality)
	for _, a := range r.Network.Space.Axes() {
		v.orders = append(v.orders, a.Order())
	}
	v.wiring, err = metric.Wiring(r.Network.Space)
	return v, err
}

// Rows is the number of all rows, to train on and for the test.
func (r *Run) Rows() int { return r.Data.Train.Rows + r.Data.Test.Rows }

// Relocate moves the neurons of a finished network so that wires get shorter, without
// training, and measures it before and after.
func (r *Run) Relocate(how Move) (*Relocated, error) {
	before, err := r.view(how.Locality)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	moves, err := r.Network.Space.Relocate(how.relocation())
	if err != nil {
		return nil, err
	}
	seconds := time.Since(start).Seconds()
	after, err := r.view(how.Locality)
	if err != nil {
		return nil, err
	}
	s := newRelocated(r, how, moves, before, after)
	s.Seconds = seconds
	return s, nil
}

// moved counts the neurons that stand elsewhere.
func moved(before, after [][]int) (n int) {
	for i, now := range after {
		for place, neuron := range now {
			if neuron != before[i][place] {
				n++
			}
		}
	}
	return n
}

// relativeChange is max|b − a| / max|a|; 0 if nothing changed.
func relativeChange(a, b []float64) float64 {
	change, most := 0.0, 0.0
	for i := range a {
		change, most = max(change, math.Abs(b[i]-a[i])), max(most, math.Abs(a[i]))
	}
	if change == 0 {
		return 0
	}
	return change / most
}
