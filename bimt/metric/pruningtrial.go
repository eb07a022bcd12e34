package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/gobimt/bimt/bimt"
)

// pruningTrial measures a network with the first weights of an order kept, and
// remembers the losses.
type pruningTrial struct {
	wires wires  // as they were, or shuffled
	order []slot // all of them
	kind  string // of order, for errors
	loss  Loss
	known map[int]float64 // losses by number kept
	back  wires           // to be restored
}

func newTrial(s *bimt.Space, loss Loss) (*pruningTrial, error) {
	if err := s.CheckWeights(); err != nil {
		return nil, err
	}
	w := saveWires(s)
	if len(w) == 0 {
		return nil, fmt.Errorf("metric: pruning: the space has no wires: connect its weights")
	}
	t := pruningTrial{loss: loss, back: w}
	return t.with(w, w.ranking(), "the largest"), nil
}

func (t *pruningTrial) with(w wires, order []slot, kind string) *pruningTrial {
	return &pruningTrial{wires: w, order: order, kind: kind, loss: t.loss, known: map[int]float64{}, back: t.back}
}

// random is the control that keeps weights whatever their size.
func (t *pruningTrial) random(rng *rand.Rand) *pruningTrial {
	order := t.wires.slots()
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return t.with(t.wires, order, "random ones")
}

// shuffled is the control with weights at random elements of their connections.
func (t *pruningTrial) shuffled(rng *rand.Rand) *pruningTrial {
	w := t.wires.shuffled(rng)
	return t.with(w, w.ranking(), "the largest of a shuffled network")
}

func (t *pruningTrial) total() int { return len(t.order) }

func (t *pruningTrial) restore() { t.back.restore() }

// at is the loss with the first k weights kept.
func (t *pruningTrial) at(k int) (float64, error) {
	if v, ok := t.known[k]; ok {
		return v, nil
	}
	t.wires.keep(t.order[:k])
	v, err := t.loss.measure(fmt.Sprintf("%d of %d weights kept, %s", k, t.total(), t.kind))
	if err != nil {
		if e := t.emptied(k); len(e) > 0 {
			err = fmt.Errorf("%w (no weight is left in %s)", err, strings.Join(e, ", "))
		}
		return 0, err
	}
	t.known[k] = v
	return v, nil
}

// emptied names the parameters of which none of the first k weights is left.
func (t *pruningTrial) emptied(k int) []string {
	kept := make([]bool, len(t.wires))
	for _, s := range t.order[:k] {
		kept[s.wire] = true
	}
	var names []string
	for i, v := range t.wires {
		if !kept[i] {
			names = append(names, v.param.Name())
		}
	}
	return names
}

func (t *pruningTrial) curve(grid []int) ([]Pruned, error) {
	var c []Pruned
	for _, k := range grid {
		v, err := t.at(k)
		if err != nil {
			return nil, err
		}
		c = append(c, Pruned{k, v})
	}
	return c, nil
}

// fewest is K(target), see FewestWeights.
func (t *pruningTrial) fewest(target float64, exactUpTo int) (k int, exact bool, err error) {
	if math.IsNaN(target) {
		return 0, false, fmt.Errorf("metric: pruning: the target loss is NaN")
	}
	if exactUpTo == 0 {
		exactUpTo = 2000
	}
	if exact = t.total() <= exactUpTo; exact {
		k, err = t.scan(target)
	} else {
		k, err = t.bisect(target)
	}
	return k, exact, err
}

func (t *pruningTrial) scan(target float64) (int, error) {
	for k := range t.total() + 1 {
		if v, err := t.at(k); err != nil || v <= target {
			return k, err
		}
	}
	return 0, t.unreached(target)
}

func (t *pruningTrial) bisect(target float64) (int, error) {
	below := -1 // too few
	for _, above := range pruneGrid(t.total()) {
		v, err := t.at(above)
		if err != nil {
			return 0, err
		}
		if v > target {
			below = above
			continue
		}
		for above-below > 1 {
			k := (below + above) / 2
			if v, err = t.at(k); err != nil {
				return 0, err
			}
			if v <= target {
				above = k
			} else {
				below = k
			}
		}
		return above, nil
	}
	return 0, t.unreached(target)
}

func (t *pruningTrial) unreached(target float64) error {
	v, err := t.at(t.total())
	if err != nil {
		return err
	}
	return fmt.Errorf("metric: pruning: no number of weights brings the loss to %v or less; all %d give %v: choose a target of at least that (a negative loss has none of its multiples there)", target, t.total(), v)
}
