package experiment

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
)

// Measures say how a trained network is built, whatever it was charged for. No weight
// is cut first unless said.
type Measures struct {
	// Modularity is Newman's Q of the |w| graph, Communities the size of its
	// partition, and Shuffled the mean Q of copies with shuffled weights, of which
	// there are Copies. Sparsity alone raises Q: compare Q − Q shuffled.
	Modularity, Shuffled float64
	Communities, Copies  int

	Wiring   metric.WireLength
	Activity []metric.Active // at metric.Thresholds

	// Fewest is K(1.05): the fewest weights, the largest ones, that keep the test
	// loss below 1.05 of what it is with all. In a network of more than 2000 weights
	// it is searched by halving and not Exact.
	Fewest int
	Exact  bool

	// SharedInputs is the number of inputs that reach more than one output over
	// weights above ActiveAbove; −1 where inputs are no neurons.
	SharedInputs int
}

// Tolerance is what the loss may grow by in Measures.Fewest.
const Tolerance = 1.05

// Measure measures the network as it is; random searches are seeded by the run. It
// takes 0.03 s for the networks of a hundred neurons of the paper's first experiments,
// and some seconds for 784-100-100-10 and for transformers. The network is left as it
// was. It must not be called while the run trains.
func (r *Run) Measure() (*Measures, error) {
	m := &Measures{SharedInputs: -1}
	for _, measure := range []func(*Measures) error{r.measureGraph, r.measurePruning} {
		if err := measure(m); err != nil {
			return nil, fmt.Errorf("measures: %w", err)
		}
	}
	return m, nil
}

func (r *Run) measureGraph(m *Measures) error {
	s, rng := r.Network.Space, r.Config.stream(measureStream)
	g, err := s.Graph(0)
	if err != nil {
		return err
	}
	p, err := metric.Modularity(g, metric.Restarts, rng)
	if err != nil {
		return err
	}
	m.Modularity, m.Communities, m.Copies = p.Q, p.Communities, shuffledCopies(s)
	shuffled, err := metric.ShuffledModularity(s, 0, m.Copies, metric.Restarts, rng)
	if err != nil {
		return err
	}
	m.Shuffled = shuffled.Mean
	if m.Wiring, err = metric.Wiring(s); err != nil {
		return err
	}
	if m.Activity, err = metric.Activity(s); err != nil {
		return err
	}
	if r.Network.In == nil || r.Network.Out == nil {
		return nil
	}
	f, err := r.Network.Flow(r.Data)
	if err != nil {
		return err
	}
	shared, err := f.SharedInputs(f.On(r.Network.In), f.On(r.Network.Out), ActiveAbove)
	m.SharedInputs = len(shared)
	return err
}

// shuffledCopies keeps the time of the control in bounds: 10 copies of a network of up
// to 2000 weights, 5 up to 20,000, 2 of a larger one, whose Q hardly scatters.
func shuffledCopies(s *bimt.Space) int {
	switch _, total := ActiveWeights(s, 0); {
	case total <= 2000:
		return 10
	case total <= 20000:
		return 5
	}
	return 2
}

func (r *Run) measurePruning(m *Measures) error {
	loss := func() (float64, error) {
		out, err := r.PredictTest()
		return r.Data.Score(r.Data.Test, out).Loss, err
	}
	whole, err := loss()
	if err != nil {
		return err
	}
	m.Fewest, m.Exact, err = metric.FewestWeights(r.Network.Space, loss, Tolerance*whole, 0)
	return err
}

// ActiveNeurons is the number of active neurons at ActiveAbove.
func (m *Measures) ActiveNeurons() int {
	i := slices.IndexFunc(m.Activity, func(a metric.Active) bool { return a.Threshold == ActiveAbove })
	if i < 0 {
		return 0 // ActiveAbove is one of metric.Thresholds
	}
	return m.Activity[i].Neurons
}
