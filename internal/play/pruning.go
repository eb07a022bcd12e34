package play

import (
	"math"
	"sort"

	"github.com/gobimt/bimt/graph"
)

// Pruning is what is left of a network when weights up to a threshold are cut.
type Pruning struct {
	Thresholds []float64 `json:"thresholds"`
	Left       []int     `json:"left"` // weights
	Score      []Number  `json:"score"`
	What       string    `json:"what"` // R² or accuracy, on the test data
	Knee       int       `json:"knee"` // the last threshold that costs less than a hundredth of the score
}

// Pruning tries some thresholds. R² is the mean over the outputs that have one.
func (t *Training) Pruning() (p Pruning, err error) {
	defer t.putBack()()
	sizes := t.sizes()
	p.What = "R²"
	if t.run.Data.Classes > 0 {
		p.What = "accuracy"
	}
	for _, at := range thresholds() {
		if at > 0 {
			if err := t.run.Cut(at); err != nil {
				return p, err
			}
		}
		s, err := t.score()
		if err != nil {
			return p, err
		}
		left := len(sizes) - sort.Search(len(sizes), func(i int) bool { return sizes[i] > at })
		p.Thresholds, p.Left, p.Score = append(p.Thresholds, at), append(p.Left, left), append(p.Score, Number(s))
	}
	for k, s := range p.Score {
		if float64(s) >= float64(p.Score[0])-0.01 && p.Knee == k-1 {
			p.Knee = k
		}
	}
	return p, nil
}

// thresholds are 0, then eight to a decade up to 5.
func thresholds() []float64 {
	all := []float64{0}
	for k := 1; k <= 32; k++ {
		all = append(all, 0.0005*math.Pow(10, float64(k)/8))
	}
	return all
}

// sizes are the magnitudes of all wires, ascending.
func (t *Training) sizes() (sizes []float64) {
	for _, c := range t.run.Network.Space.Connections() {
		if c.IsWire() {
			sizes = append(sizes, c.Magnitudes()...)
		}
	}
	sort.Float64s(sizes)
	return sizes
}

// putBack gives a function that gives all wires the weights of now again.
func (t *Training) putBack() func() {
	now := map[*graph.Param][]float64{}
	for _, c := range t.run.Network.Space.Connections() {
		now[c.Param()] = c.Param().Float64s()
	}
	return func() {
		for p, w := range now {
			p.Set(w) // of its own length: it fits
		}
	}
}

// score is accuracy or R² on the test data.
func (t *Training) score() (float64, error) {
	set := t.run.Data.Test
	out, err := t.run.PredictSet(set)
	if err != nil {
		return 0, err
	}
	s := t.run.Data.Score(set, out)
	if len(s.R2) == 0 {
		return s.Accuracy, nil
	}
	sum, n := 0.0, 0
	for _, r2 := range s.R2 {
		if !math.IsNaN(r2) {
			sum, n = sum+r2, n+1
		}
	}
	return sum / float64(n), nil
}
