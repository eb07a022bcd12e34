package measure

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Subject is a run that is measured, with what several measures need.
type Subject struct {
	*run.Run
	Method      run.Method
	Train, Test task.Score
	// Built is how the network of a finished run is built; nil if it was not finished,
	// or can't be measured, which BuiltErr says.
	Built    *Built
	BuiltErr error
}

// Built is what several measures of a network's structure share, whatever it was charged
// for. No weight is cut first.
type Built struct {
	*run.Run
	Partition metric.Partition // of the |w| graph
	Shuffled  float64          // mean Q of Copies copies with shuffled weights
	Copies    int
	Wiring    metric.WireLength
	// Alive is how many neurons are alive (flow.Flow.Alive) and Active how many weights are
	// above the threshold, at each of metric.Thresholds.
	Alive, Active []int
	Reading       metric.Reading // at run.ActiveAbove, as pictures are drawn
	// RewiredEffort is the mean effort of Copies rewired copies, and RewiredQ the mean Q.
	RewiredEffort, RewiredQ float64
	// Fewest is the fewest weights, the largest ones, that keep the test loss below
	// Tolerance times what it is with all; Exact says that every number was tried.
	Fewest int
	Exact  bool
	// SharedInputs is the number of inputs that reach more than one output over weights
	// above run.ActiveAbove; NaN where inputs are no neurons.
	SharedInputs float64
}

// Tolerance is what the loss may grow by in Built.Fewest.
const Tolerance = 1.05

// newSubject evaluates a run as it is. Measuring the structure takes 0.03 s for the
// networks of a hundred neurons of the paper's first experiments, and some seconds for
// 784-100-100-10 and for transformers.
func newSubject(r *run.Run) (*Subject, error) {
	s := &Subject{Run: r, Method: run.MethodOf(r.Config.Method)}
	var err error
	if s.Train, s.Test, err = r.Scores(); err != nil || !s.sound() {
		return s, err
	}
	if _, weights := run.ActiveWeights(r.Network.Space, 0); weights > run.MostMeasured {
		s.BuiltErr = fmt.Errorf("measures: of %d weights the structure is not measured, which takes minutes and gigabytes above %d", weights, run.MostMeasured)
		return s, nil
	}
	b := &Built{Run: r, SharedInputs: math.NaN()}
	for _, look := range []func() error{b.lookAtGraph, b.lookAtSpace, b.lookAtFlow, b.prune, b.rewire} {
		if err := look(); err != nil {
			s.BuiltErr = fmt.Errorf("measures: %w", err)
			return s, nil
		}
	}
	s.Built = b
	return s, nil
}

// sound says whether all steps are done, and not for nothing.
func (s *Subject) sound() bool { return s.Finished() && !s.Diverged(s.Train) }

func (b *Built) lookAtGraph() error {
	s, rng := b.Network.Space, b.MeasureRandom()
	g, err := s.Graph(0)
	if err != nil {
		return err
	}
	if b.Partition, err = metric.Modularity(g, metric.Restarts, rng); err != nil {
		return err
	}
	b.Copies = shuffledCopies(s)
	shuffled, err := metric.ShuffledModularity(s, 0, b.Copies, metric.Restarts, rng)
	b.Shuffled = shuffled.Mean
	return err
}

// shuffledCopies keeps the time of the control in bounds: 10 copies of a network of up
// to 2000 weights, 5 up to 20,000, 2 of a larger one, whose Q hardly scatters.
func shuffledCopies(s *bimt.Space) int {
	switch _, total := run.ActiveWeights(s, 0); {
	case total <= 2000:
		return 10
	case total <= 20000:
		return 5
	}
	return 2
}

func (b *Built) lookAtSpace() (err error) {
	b.Wiring, err = metric.Wiring(b.Network.Space)
	return err
}

func (b *Built) lookAtFlow() error {
	n := b.Network
	f, err := b.Flow()
	if err != nil {
		return err
	}
	for _, e := range metric.Thresholds() {
		alive, err := f.AliveNeurons(e)
		if err != nil {
			return err
		}
		active, _ := run.ActiveWeights(n.Space, e)
		b.Alive, b.Active = append(b.Alive, len(alive)), append(b.Active, active)
	}
	if b.Reading, err = metric.ReadingEffort(f, run.ActiveAbove); err != nil || n.In == nil || n.Out == nil {
		return err
	}
	shared, err := f.SharedInputs(f.On(n.In), f.On(n.Out), run.ActiveAbove)
	b.SharedInputs = float64(len(shared))
	return err
}

func (b *Built) prune() error {
	whole, err := b.Loss()
	if err != nil {
		return err
	}
	b.Fewest, b.Exact, err = metric.FewestWeights(b.Network.Space, b.Loss, Tolerance*whole, 0)
	return err
}

// rewire measures the controls that keep degrees, from a random source of their own.
func (b *Built) rewire() error {
	f, err := b.Flow()
	if err != nil {
		return err
	}
	rng := b.MeasureRandom()
	if b.RewiredEffort, err = metric.RewiredEffort(f, run.ActiveAbove, b.Copies*b.Copies, rng); err != nil {
		return err
	}
	q, err := metric.RewiredModularity(b.Network.Space, run.ActiveAbove, b.Copies, metric.Restarts, rng)
	b.RewiredQ = q.Mean
	return err
}

// activeNeurons is the number of neurons that are alive at run.ActiveAbove.
func (b *Built) activeNeurons() int {
	i := slices.Index(metric.Thresholds(), run.ActiveAbove)
	if i < 0 {
		return 0 // ActiveAbove is one of metric.Thresholds
	}
	return b.Alive[i]
}
