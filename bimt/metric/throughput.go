package metric

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
)

// Busy counts what of a network much goes through, at one threshold ε.
type Busy struct {
	Threshold float64
	// Wires is how many weights connect neurons at all; biases and embeddings are none.
	Wires int
	// Weights is how many of them have |w| > ε.
	Weights int
	// Neurons is how many neurons are busy, over all axes.
	Neurons int
	// OfAxis is how many are on each axis, in the order of bimt.Space.Axes.
	OfAxis []int
}

// Thresholds are those that counts are reported at unless others are given: 1e-4, 1e-3,
// 1e-2, 1e-1.
func Thresholds() []float64 { return []float64{1e-4, 1e-3, 1e-2, 1e-1} }

// Throughput counts, at each threshold ε (none: at Thresholds), the weights |w| > ε and the
// busy neurons: those through which much goes, compared with the others of their axis,
//
//	Σ|w in| > ε · max over its axis of Σ|w in|, and the same of Σ|w out|.
//
// Where an axis has no wires in (inputs), or none out (outputs, queries and keys), the
// other condition alone counts; on an axis without wires no neuron is busy. One count
// proves little: report several. Busy is not alive: a busy neuron may lead to dead ones
// only, and a neuron that is alive may be a small one beside others. What pictures and
// tables call alive, dead or active is flow.Flow.Alive.
func Throughput(s *bimt.Space, thresholds ...float64) (_ []Busy, failed error) {
	defer recoverInto(&failed, "Throughput")
	if len(thresholds) == 0 {
		thresholds = Thresholds()
	}
	if err := s.CheckWeights(); err != nil {
		return nil, err
	}
	var all []Busy
	for _, e := range thresholds {
		if !(e >= 0) {
			return nil, fmt.Errorf("metric: throughput at threshold %v: want 0 or more", e)
		}
		all = append(all, Busy{Threshold: e})
	}
	countWeights(s, all)
	for _, a := range s.Axes() {
		t := sumsOf(s, a)
		for i := range all {
			n := 0
			for j := range a.Len() {
				if t.busy(j, all[i].Threshold) {
					n++
				}
			}
			all[i].OfAxis = append(all[i].OfAxis, n)
			all[i].Neurons += n
		}
	}
	return all, nil
}

func countWeights(s *bimt.Space, all []Busy) {
	for _, c := range s.Connections() {
		if !c.IsWire() {
			continue
		}
		for _, w := range c.Magnitudes() {
			for i := range all {
				all[i].Wires++
				if w > all[i].Threshold {
					all[i].Weights++
				}
			}
		}
	}
}

// sums are Σ|w in| and Σ|w out| of each neuron of an axis, by number; nil where
// the axis has no such wires.
type sums struct {
	in, out         []float64
	mostIn, mostOut float64
}

func sumsOf(s *bimt.Space, a *bimt.Axis) sums {
	var t sums
	for _, c := range s.Connections() {
		from, to := c.Ends()
		if from != a && to != a {
			continue
		}
		m := c.ByNeuron(c.Magnitudes(), 0)
		for i, w := range m {
			if to == a {
				t.in = addAt(t.in, a.Len(), i/from.Len(), w)
			}
			if from == a {
				t.out = addAt(t.out, a.Len(), i%from.Len(), w)
			}
		}
	}
	for j := range t.in {
		t.mostIn = max(t.mostIn, t.in[j])
	}
	for j := range t.out {
		t.mostOut = max(t.mostOut, t.out[j])
	}
	return t
}

// addAt adds w to element i of a sum of length n that is nil at first.
func addAt(sum []float64, n, i int, w float64) []float64 {
	if sum == nil {
		sum = make([]float64, n)
	}
	sum[i] += w
	return sum
}

func (t *sums) busy(j int, e float64) bool {
	return (t.in != nil || t.out != nil) &&
		(t.in == nil || t.in[j] > e*t.mostIn) &&
		(t.out == nil || t.out[j] > e*t.mostOut)
}
