package compare

import (
	"math"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/rundir"
)

// Metric is one figure of every run.
type Metric struct {
	Key  string // in compare.json
	Name string
	Unit string // for pictures
	// Better is −1 if less is better, 1 if more is, and 0 where neither can be said.
	Better     int
	More, Less string // what a method that has more or less of it is said to have; empty: it is not tested
	Of         func(*rundir.Summary) float64
}

// tested says whether methods are compared by it.
func (m Metric) tested() bool { return m.More != "" }

// metrics are all there are; NaN says that a run has none of it. More of Q − Q shuffled
// is not called better: weights of a sparse network, shuffled, fall into many pieces,
// which raises Q shuffled with sparsity.
var metrics = []Metric{
	{"test_loss", "test loss", "", -1, "a higher test loss", "a lower test loss",
		func(s *rundir.Summary) float64 { return float64(s.TestLoss) }},
	{"test_accuracy", "test accuracy", "", 1, "a higher test accuracy", "a lower test accuracy",
		func(s *rundir.Summary) float64 { return optional(s.TestAccuracy) }},
	{"r2", "R²", "", 1, "a higher R²", "a lower R²", func(s *rundir.Summary) float64 { return mean(s.R2) }},
	{"active_weights", "active weights", "", -1, "more active weights", "fewer active weights",
		func(s *rundir.Summary) float64 { return float64(s.ActiveWeights) }},
	{"connection_cost", "connection cost", "", -1, "a higher connection cost", "a lower connection cost",
		func(s *rundir.Summary) float64 { return float64(s.ConnectionCost) }},
	{"modularity", "modularity Q", "", 0, "", "", modularity},
	{"modularity_excess", "Q − Q shuffled", "", 0, "a higher Q − Q shuffled", "a lower Q − Q shuffled",
		built(func(m *rundir.Measures) float64 { return float64(m.Modularity - m.ModularityShuffled) })},
	{"locality_ratio", "locality ratio", "", -1, "a higher locality ratio", "a lower locality ratio",
		built(func(m *rundir.Measures) float64 { return float64(m.LocalityRatio) })},
	{"shared_inputs", "shared inputs", "", -1, "more shared inputs", "fewer shared inputs", built(sharedInputs)},
	{"seconds", "seconds", "s", 0, "", "", func(s *rundir.Summary) float64 { return s.Seconds }},
}

var modularity = built(func(m *rundir.Measures) float64 { return float64(m.Modularity) })

// built is a figure of the network itself.
func built(of func(*rundir.Measures) float64) func(*rundir.Summary) float64 {
	return func(s *rundir.Summary) float64 {
		if s.Measures == nil {
			return math.NaN()
		}
		return of(s.Measures)
	}
}

func sharedInputs(m *rundir.Measures) float64 {
	if m.SharedInputs == nil {
		return math.NaN()
	}
	return float64(*m.SharedInputs)
}

func optional(n *rundir.Number) float64 {
	if n == nil {
		return math.NaN()
	}
	return float64(*n)
}

func mean(v []rundir.Number) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x)
	}
	return sum / float64(len(v))
}

// Format writes a figure with three digits: 0.00123 as 1.23e-3; from 100 on with one
// decimal.
func Format(v float64) string {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case size != 0 && size < 0.01 || size >= 1e5:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
		n, err := strconv.Atoi(exponent)
		if err != nil {
			return strconv.FormatFloat(v, 'g', 3, 64) // an infinity
		}
		return mantissa + "e" + strconv.Itoa(n)
	case size >= 100:
		return strconv.FormatFloat(math.Round(10*v)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// formatP writes a probability with two digits.
func formatP(p float64) string {
	if p < 1e-4 {
		return strconv.FormatFloat(p, 'e', 0, 64)
	}
	return strconv.FormatFloat(p, 'g', 2, 64)
}
