package measure

import (
	"math"

	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
)

// Group says what a measure is about. compare.csv has a group after the other.
type Group int

// Groups, in the order of compare.csv.
const (
	Quality Group = iota
	Size
	Structure
	Effort
	Reading
)

// Measure is a row of the table: a figure of a run.
type Measure struct {
	Key   string // in summary.json, compare.csv, compare.json and to rank by
	Alias string // another name to rank by
	Name  string // for people; a row without one is a fact in summary.json and no figure
	Unit  string
	Group Group
	// Better is −1 if less is better, 1 if more is, and 0 where neither can be said; runs
	// are ranked with more of it first then.
	Better     int
	Compared   int    // place in the tables of a comparison, from 1; 0 for none
	More, Less string // what a method that has more or less of it is said to have; empty: it is not tested
	// Of is what summary.json holds of a run: a number, a list or a text; nil leaves the
	// key out. A NaN is null there. Without Of the figure follows from others by From.
	Of   func(*Subject) any
	From func(*Summary) float64
}

// Tested says whether methods are compared by it.
func (m Measure) Tested() bool { return m.More != "" }

// built is a figure of the network of a finished run.
func built(of func(*Built) any) func(*Subject) any {
	return func(s *Subject) any {
		if s.Built == nil {
			return nil
		}
		return of(s.Built)
	}
}

// classes is a figure of classifications alone.
func classes(of func(*Subject) any) func(*Subject) any {
	return func(s *Subject) any {
		if s.Data.Classes == 0 {
			return nil
		}
		return of(s)
	}
}

// table is all there is in summary.json, in its order, and what follows from it. More of
// Q − Q shuffled is not called better: weights of a sparse network, shuffled, fall into many
// pieces, which raises Q shuffled with sparsity.
var table = []Measure{
	{Key: "experiment", Of: func(s *Subject) any { return s.Config.Experiment }},
	{Key: "method", Of: func(s *Subject) any { return s.Method.Name }},
	{Key: "lambda", Of: price},
	{Key: "seed", Of: func(s *Subject) any { return s.Config.Seed }},
	{Key: "steps", Of: func(s *Subject) any { return s.Done }},
	{Key: "finished", Of: func(s *Subject) any { return s.sound() }},
	{Key: "error", Of: ending},

	{Key: "train_loss", Name: "train loss", Group: Quality, Better: -1, Of: func(s *Subject) any { return s.Train.Loss }},
	{Key: "test_loss", Name: "test loss", Group: Quality, Better: -1, Compared: 1, More: "a higher test loss", Less: "a lower test loss",
		Of: func(s *Subject) any { return s.Test.Loss }},
	{Key: "train_accuracy", Name: "train accuracy", Group: Quality, Better: 1, Of: classes(func(s *Subject) any { return s.Train.Accuracy })},
	{Key: "test_accuracy", Name: "test accuracy", Group: Quality, Better: 1, Compared: 2, More: "a higher test accuracy", Less: "a lower test accuracy",
		Of: classes(func(s *Subject) any { return s.Test.Accuracy })},
	{Key: "test_exact", Name: "rows all right", Group: Quality, Better: 1, Of: func(s *Subject) any {
		if math.IsNaN(s.Test.Exact) {
			return nil
		}
		return s.Test.Exact
	}},
	{Key: "r2", Name: "R²", Group: Quality, Better: 1, Compared: 3, More: "a higher R²", Less: "a lower R²", Of: func(s *Subject) any { return s.Test.R2 }},
	{Key: "loss_unit", Of: func(s *Subject) any { return s.lossUnit() }},
	{Key: "r2_missing", Of: func(s *Subject) any { return s.withoutR2() }}, // why an R² is null
	{Key: "rmse", Of: func(s *Subject) any { return s.rmse() }},            // of each output, in its own units
	{Key: "warning", Of: func(s *Subject) any { return s.warning() }},
	{Key: "rewinds", Of: rewinds}, // after a NaN or an infinity
	{Key: "place_loss", Of: placeLoss},

	// That of the weights at the experiment's own locality, biases included, whatever the
	// method charged.
	{Key: "connection_cost", Alias: "cost", Name: "connection cost", Group: Size, Better: -1, Compared: 5, More: "a higher connection cost", Less: "a lower connection cost",
		Of: func(s *Subject) any { return s.Network.Space.ConnectionCost(s.Config.Locality) }},
	{Key: "reduction", Of: func(s *Subject) any { return s.Config.Reduction }},
	{Key: "active_weights", Name: "active weights", Group: Size, Better: -1, Compared: 4, More: "more active weights", Less: "fewer active weights",
		Of: func(s *Subject) any { active, _ := run.ActiveWeights(s.Network.Space, run.ActiveAbove); return active }},
	{Key: "total_weights", Name: "all weights", Group: Size, Of: func(s *Subject) any { _, all := run.ActiveWeights(s.Network.Space, 0); return all }},
	{Key: "in_order", Of: inOrder}, // number of the input at each place; tokens have none
	{Key: "out_order", Of: func(s *Subject) any { return s.Network.Out.Order() }},

	{Key: "modularity", Name: "modularity Q", Group: Structure, Compared: 6, Of: built(func(b *Built) any { return b.Partition.Q })},
	{Key: "modularity_shuffled", Name: "Q shuffled", Group: Structure, Of: built(func(b *Built) any { return b.Shuffled })},
	{Key: "modularity_excess", Name: "Q − Q shuffled", Group: Structure, Compared: 7, More: "a higher Q − Q shuffled", Less: "a lower Q − Q shuffled",
		From: func(s *Summary) float64 { return s.mean("modularity") - s.mean("modularity_shuffled") }},
	{Key: "shuffled_copies", Of: built(func(b *Built) any { return b.Copies })},
	{Key: "communities", Name: "communities", Group: Structure, Of: built(func(b *Built) any { return b.Partition.Communities })},
	{Key: "wiring_length", Name: "wire length", Group: Structure, Better: -1, Of: built(func(b *Built) any { return b.Wiring.Total })}, // Σ d·|w|
	{Key: "mean_wire", Name: "mean wire", Group: Structure, Better: -1, Of: built(func(b *Built) any { return b.Wiring.Mean })},        // Σ d·|w| / Σ|w|
	// 1: as if placed at random, 0: local.
	{Key: "locality_ratio", Name: "locality ratio", Group: Structure, Better: -1, Compared: 8, More: "a higher locality ratio", Less: "a lower locality ratio",
		Of: built(func(b *Built) any { return b.Wiring.Relative })},
	// Alive at run.ActiveAbove, as pictures draw it.
	{Key: "active_neurons", Name: "active neurons", Group: Size, Better: -1, Of: built(func(b *Built) any { return b.activeNeurons() })},
	{Key: "activity", Of: built(activity)},
	{Key: "weights_at_1_05", Name: "weights at 1.05 of the loss", Group: Size, Better: -1, Of: built(func(b *Built) any { return b.Fewest })},
	{Key: "weights_at_1_05_exact", Of: built(func(b *Built) any { return b.Exact })},
	{Key: "shared_inputs", Name: "shared inputs", Group: Structure, Better: -1, Compared: 9, More: "more shared inputs", Less: "fewer shared inputs", Of: built(func(b *Built) any { return b.SharedInputs })},
	{Key: "measure_error", Of: func(s *Subject) any { return s.BuiltErr }},

	{Key: "seconds", Name: "seconds", Unit: "s", Group: Effort, Better: -1, Compared: 11, Of: func(s *Subject) any { return s.Spent.Total.Seconds() }},
	{Key: "ms_per_step", Name: "time of a step", Unit: "ms", Group: Effort, Better: -1, Of: func(s *Subject) any { return s.StepMS() }},
	{Key: "ms_per_relocation", Name: "time of a relocation", Unit: "ms", Group: Effort, Better: -1, Of: func(s *Subject) any { return s.RelocationMS() }},
	{Key: "relocations", Of: func(s *Subject) any { return s.Relocations }},
	{Key: "blas", Of: func(*Subject) any { return blas.Name() }},
	{Key: "dtype", Of: func(s *Subject) any { return s.Config.DType }},
	{Key: "version", Of: func(*Subject) any { return run.Version() }},

	// Wires to trace and crossings, beside what chance makes of the same degrees.
	{Key: "reading_effort", Name: "reading effort", Group: Reading, Better: -1, Compared: 10, More: "more to read", Less: "less to read",
		Of: built(func(b *Built) any { return b.Reading.Effort })},
	{Key: "reading_effort_rewired", Name: "effort rewired", Group: Reading, Of: built(func(b *Built) any { return b.RewiredEffort })},
	{Key: Readability, Name: "reading difficulty", Group: Reading, Better: -1, From: difficulty},
	{Key: "crossings", Name: "crossings", Group: Reading, Better: -1, Of: built(func(b *Built) any { return b.Reading.Crossings })},
	{Key: "modularity_rewired", Name: "Q rewired", Group: Reading, Of: built(func(b *Built) any { return b.RewiredQ })},
}

// Readability is what runs are ranked by unless told otherwise: E · E / E_rewired, the effort
// of reading a network (metric.ReadingEffort), less so far as its structure takes it below
// chance (metric.RewiredEffort). E alone puts a network with a wire less first, whether its
// outputs share inputs or not. The ratio alone puts the simplest network last, as it has
// nothing to rewire. Of the seeds 0–9 of independence the product puts the networks whose
// outputs share no input first, at equal loss.
const Readability = "reading_difficulty"

func difficulty(s *Summary) float64 {
	effort := s.mean("reading_effort")
	if effort == 0 { // nothing is left to read
		return 0
	}
	return effort * effort / s.mean("reading_effort_rewired")
}

// price is λ at the start, 0 for a method that charges nothing.
func price(s *Subject) any {
	if !s.Method.Charges {
		return 0
	}
	return s.Config.Lambda
}

// ending says why a run did not do all its steps, or did them for nothing.
func ending(s *Subject) any {
	switch {
	case run.IsInterrupted(s.Err):
		return run.Interrupted(s.Done)
	case s.Err == nil && s.Diverged(s.Train):
		return run.Diverged
	}
	return s.Err
}

// rewinds is nil if there were none.
func rewinds(s *Subject) any {
	if len(s.Rewinds) == 0 {
		return nil
	}
	return s.Rewinds
}

// placeLoss is the held-out squared error at each place of a sequence that is read.
func placeLoss(s *Subject) any {
	if s.Data.Length < 2 {
		return nil
	}
	return s.Test.PlaceLoss
}

func inOrder(s *Subject) any {
	if s.Network.In == nil {
		return nil
	}
	return s.Network.In.Order()
}

// activity is how many weights have |w| above a threshold, and how many neurons are alive
// over such weights.
func activity(b *Built) any {
	type at struct {
		Threshold float64 `json:"threshold"`
		Weights   int     `json:"weights"`
		Neurons   int     `json:"neurons"`
	}
	var all []at
	for i, e := range metric.Thresholds() {
		all = append(all, at{e, b.Active[i], b.Alive[i]})
	}
	return all
}
