package metric

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Prune sets all weights of wires to exactly 0 but the kept ones of largest |w|, over
// all connections together; of equals those of earlier connections, then of earlier
// elements, stay. Biases and embeddings are left alone.
func Prune(s *bimt.Space, keep int) (failed error) {
	defer recoverInto(&failed, "Prune")
	if err := s.CheckWeights(); err != nil {
		return err
	}
	w := saveWires(s)
	order := w.ranking()
	if keep < 0 || keep > len(order) {
		return fmt.Errorf("metric: prune: can't keep %d of %d weights", keep, len(order))
	}
	w.keep(order[:keep])
	return nil
}

// PruneOptions says how to measure a pruning curve.
type PruneOptions struct {
	// Grid is the numbers of weights kept to measure at, 0 for none to all; nil: every
	// number up to 10, then each a quarter more than the last, to all.
	Grid []int
	// Tolerance times the unpruned loss is τ; 0 means 1.05.
	Tolerance float64
	// ExactUpTo is the number of weights up to which K(τ) is found by trying every
	// number from 0 up; 0 means 2000, negative never.
	ExactUpTo int
	// Controls is how many copies of each control to measure.
	Controls int
}

// Pruned is the loss with so many weights kept.
type Pruned struct {
	Weights int
	Loss    float64
}

// Pruning is a pruning curve with its controls.
type Pruning struct {
	Weights int      // how many wires there are
	Loss    float64  // with all of them
	Curve   []Pruned // the largest |w| kept; by rising number
	// Target is τ, and Fewest is K(τ), see FewestWeights; Exact says how it was found.
	Target float64
	Fewest int
	Exact  bool
	// Random has weights kept at random, Shuffled the largest kept of a network whose
	// weights, signs with them, were shuffled inside each connection; a curve for each
	// copy, at the same numbers.
	Random, Shuffled [][]Pruned
}

// PruningCurve measures the loss against the number of weights kept, as Prune keeps
// them. rng is for the controls only. The weights are restored to the bit whatever
// happens. A loss that is NaN is an error that names the number of weights kept.
func PruningCurve(s *bimt.Space, loss Loss, o PruneOptions, rng *rand.Rand) (p Pruning, err error) {
	defer recoverInto(&err, "PruningCurve")
	t, err := newTrial(s, loss)
	if err != nil {
		return p, err
	}
	defer t.restore()
	grid, err := o.check(t.total(), rng)
	if err != nil {
		return p, err
	}
	p.Weights = t.total()
	if p.Loss, err = t.at(p.Weights); err != nil {
		return p, err
	}
	if p.Curve, err = t.curve(grid); err != nil {
		return p, err
	}
	p.Target = o.Tolerance * p.Loss
	if p.Fewest, p.Exact, err = t.fewest(p.Target, o.ExactUpTo); err != nil {
		return p, err
	}
	for range o.Controls {
		random, err := t.random(rng).curve(grid)
		if err != nil {
			return p, err
		}
		shuffled, err := t.shuffled(rng).curve(grid)
		if err != nil {
			return p, err
		}
		p.Random, p.Shuffled = append(p.Random, random), append(p.Shuffled, shuffled)
	}
	return p, nil
}

// FewestWeights is K(τ), τ being the target: the fewest weights, kept by falling |w|,
// that give loss ≤ τ. It is exact, found by trying 0, 1, 2, … in turn, in a network of at most exactUpTo weights
// (0: 2000). In a larger one it takes the loss to fall with the number of weights: the
// default grid of PruneOptions is tried from the bottom, then the gap below the first
// number that does is halved until it is closed, so a lucky smaller number between two
// of the grid may be missed. Either way K never rises with τ. A target that no number
// reaches is an error. The weights are restored to the bit.
func FewestWeights(s *bimt.Space, loss Loss, target float64, exactUpTo int) (k int, exact bool, err error) {
	defer recoverInto(&err, "FewestWeights")
	t, err := newTrial(s, loss)
	if err != nil {
		return 0, false, err
	}
	defer t.restore()
	return t.fewest(target, exactUpTo)
}

// check fills in defaults and returns the grid.
func (o *PruneOptions) check(total int, rng *rand.Rand) ([]int, error) {
	if o.Tolerance == 0 {
		o.Tolerance = 1.05
	}
	if !(o.Tolerance >= 1) {
		return nil, fmt.Errorf("metric: pruning: tolerance %v: want 1 or more times the unpruned loss", o.Tolerance)
	}
	if o.Controls < 0 || (o.Controls > 0 && rng == nil) {
		return nil, fmt.Errorf("metric: pruning: %d copies of each control: want 0 or more, and a random source for them", o.Controls)
	}
	if o.Grid == nil {
		return pruneGrid(total), nil
	}
	grid := slices.Clone(o.Grid)
	slices.Sort(grid)
	if len(grid) > 0 && (grid[0] < 0 || grid[len(grid)-1] > total) {
		return nil, fmt.Errorf("metric: pruning: the grid %v leaves 0 … %d, the number of weights", o.Grid, total)
	}
	return slices.Compact(grid), nil
}

// pruneGrid is 0 … 10, then steps of a quarter, to all.
func pruneGrid(total int) []int {
	var grid []int
	for k := 0; k < total; {
		grid = append(grid, k)
		if k < 10 {
			k++
		} else {
			k += k / 4
		}
	}
	return append(grid, total)
}
