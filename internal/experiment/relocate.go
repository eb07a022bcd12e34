package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/task"
)

// Trained is a finished network, with the data it is judged on.
type Trained struct {
	Config  *Config
	Data    *task.Data
	Network *Network

	all *Predictor
}

// Open makes the data of a checked configuration, and its network with the weights of
// the file that init names. Matrix products of the program are computed as it says.
func Open(ctx context.Context, c *Config) (*Trained, error) {
	if c.Init == "" {
		return nil, fmt.Errorf("init: name a file of weights")
	}
	if err := blas.Use(c.BLAS); err != nil {
		return nil, fmt.Errorf("blas: %w", err)
	}
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, err
	}
	building.Lock()
	defer building.Unlock()
	t := &Trained{Config: c, Data: d}
	if t.Network, err = c.NewNetwork(d); err != nil {
		return nil, err
	}
	if err := c.initialise(t.Network); err != nil {
		return nil, err
	}
	t.all, err = t.Network.NewPredictor("all x", max(d.Test.Rows, d.Train.Rows), d.Test.XShape)
	return t, err
}

// Outputs computes the outputs for all rows there are: those to train on, then those for
// the test.
func (t *Trained) Outputs() ([]float64, error) {
	train, err := t.all.PredictSet(t.Data.Train)
	if err != nil {
		return nil, err
	}
	test, err := t.all.PredictSet(t.Data.Test)
	return append(train, test...), err
}

// Rows is the number of all rows.
func (t *Trained) Rows() int { return t.Data.Train.Rows + t.Data.Test.Rows }

// score is that of outputs for all rows.
func (t *Trained) score(out []float64) task.Score {
	d := t.Data
	s := task.Set{Rows: t.Rows(), Y: slices.Concat(d.Train.Y, d.Test.Y), XShape: d.Train.XShape, YShape: d.Train.YShape}
	return d.Score(s, out)
}

// Relocation says how the neurons of a finished network are to be moved.
type Relocation struct {
	Strategy string  // one of Strategies
	Locality float64 // A
}

// Strategies lists the ways to find better places; see bimt.Strategies.
func Strategies() []string {
	var names []string
	for _, s := range bimt.Strategies() {
		names = append(names, string(s))
	}
	return names
}

// Check reports a relocation that can't be.
func (r Relocation) Check() error {
	if !slices.Contains(Strategies(), r.Strategy) {
		return nearest.Unknown("strategy", r.Strategy, Strategies())
	}
	if !(r.Locality >= 0 && r.Locality <= math.MaxFloat64) {
		return fmt.Errorf("locality: %v: give a number of at least 0", r.Locality)
	}
	return nil
}

// Relocated is what a relocation did to a finished network.
type Relocated struct {
	*Trained
	Relocation Relocation
	Moves      bimt.Moves
	Moved      int // neurons that stand elsewhere than before
	// CostBefore and CostAfter are connection costs at the relocation's locality.
	CostBefore, CostAfter     float64
	WiringBefore, WiringAfter metric.WireLength
	// ScoreBefore and ScoreAfter are of all rows there are.
	ScoreBefore, ScoreAfter task.Score
	// OutputChange is the largest change of any output of any row, over the largest
	// output: what rounding in another order of summation comes to.
	OutputChange float64
	Seconds      float64 // of the relocation alone
}

// Relocate moves the neurons of a finished network so that wires get shorter, without
// training, and measures it before and after.
func (t *Trained) Relocate(r Relocation) (*Relocated, error) {
	space := t.Network.Space
	res := &Relocated{Trained: t, Relocation: r, CostBefore: space.ConnectionCost(r.Locality)}
	before, err := t.Outputs()
	if err != nil {
		return nil, err
	}
	if res.WiringBefore, err = metric.Wiring(space); err != nil {
		return nil, err
	}
	stood := orders(space)
	start := time.Now()
	if res.Moves, err = space.Relocate(bimt.Relocation{Strategy: bimt.Strategy(r.Strategy), Locality: r.Locality}); err != nil {
		return nil, err
	}
	res.Seconds = time.Since(start).Seconds()
	for i, now := range orders(space) {
		for place, neuron := range now {
			if neuron != stood[i][place] {
				res.Moved++
			}
		}
	}
	res.CostAfter = space.ConnectionCost(r.Locality)
	if res.WiringAfter, err = metric.Wiring(space); err != nil {
		return nil, err
	}
	after, err := t.Outputs()
	if err != nil {
		return nil, err
	}
	res.ScoreBefore, res.ScoreAfter = t.score(before), t.score(after)
	res.OutputChange = relativeChange(before, after)
	return res, nil
}

// orders are those of all axes.
func orders(s *bimt.Space) [][]int {
	var all [][]int
	for _, a := range s.Axes() {
		all = append(all, a.Order())
	}
	return all
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
