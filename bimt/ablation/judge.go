package ablation

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
)

// KnockOut gives by how much the error of each output grows with neurons replaced, in
// whatever unit; see Added.
type KnockOut func(neurons []flow.Neuron) ([]float64, error)

// Judgement says whether knocking out a module hurts its own outputs, and only these.
type Judgement struct {
	// Own and Other are the mean errors added to the outputs of the module and to the others.
	// What lowers an error counts as 0 in Own, and by its size in Other.
	Own, Other float64
	// Share is Own / (Own + Other): 1 if only its outputs suffer, ½ if all do alike. It is
	// NaN where nothing suffers.
	Share float64
	// P is (1 + how many of Draws random subsets do as well) / (1 + Draws): have no lower
	// Share, and at least half of Own. They have as many neurons on each axis as the module,
	// drawn from the pool. Where there are but a few, as Subsets says, P can't be low.
	P       float64
	Draws   int
	Subsets float64
	// RandomShare is the mean Share of the subsets that hurt anything.
	RandomShare float64
}

// Judge knocks out a module and draws random subsets of equal size from a pool of neurons:
// those that are alive, say, the module among them. own are the outputs that the module is
// said to compute. With no other outputs, a module has nothing to leave alone: an error.
func Judge(knockOut KnockOut, module []flow.Neuron, own []int, pool []flow.Neuron, draws int, rng *rand.Rand) (j Judgement, err error) {
	if draws < 1 || rng == nil {
		return j, fmt.Errorf("ablation: %d random subsets: want at least one, and a random source", draws)
	}
	if n := slices.IndexFunc(slices.Concat(module, pool), func(n flow.Neuron) bool { return n.Axis == nil }); knockOut == nil || n >= 0 {
		return j, errors.New("ablation: a neuron without an axis, or nothing that knocks out")
	}
	axes, groups := byAxis(pool)
	_, wanted := byAxis(module)
	j.Draws, j.Subsets = draws, 1
	for a, of := range wanted {
		if len(of) > len(groups[a]) {
			return j, fmt.Errorf("ablation: the module has %d neurons on axis %s, the pool %d: the module must be of the pool", len(of), a.Name(), len(groups[a]))
		}
		j.Subsets *= choose(len(groups[a]), len(of))
	}
	if j.Own, j.Other, err = hurt(knockOut, module, own); err != nil {
		return j, err
	}
	j.Share = j.Own / (j.Own + j.Other)
	above, hurting := 0, 0
	for range draws {
		var subset []flow.Neuron
		for _, a := range axes { // in a fixed order: the same seed, the same subsets
			order := rng.Perm(len(groups[a]))
			for _, i := range order[:len(wanted[a])] {
				subset = append(subset, groups[a][i])
			}
		}
		x, y, err := hurt(knockOut, subset, own)
		if err != nil {
			return j, err
		}
		if x/(x+y) >= j.Share-1e-9 && x >= j.Own/2 {
			above++
		}
		if x+y > 0 {
			j.RandomShare += x / (x + y)
			hurting++
		}
	}
	j.RandomShare /= float64(hurting) // NaN of none
	j.P = float64(1+above) / float64(1+draws)
	return j, nil
}

// hurt knocks neurons out.
func hurt(knockOut KnockOut, neurons []flow.Neuron, own []int) (mine, others float64, err error) {
	added, err := knockOut(neurons)
	if err != nil {
		return 0, 0, err
	}
	if len(own) == 0 || len(own) >= len(added) {
		return 0, 0, fmt.Errorf("ablation: the module has %d of %d outputs: it needs some, and others that it should leave alone", len(own), len(added))
	}
	m, n := 0, 0
	for k, v := range added {
		switch {
		case math.IsNaN(v): // a constant has no variance
		case slices.Contains(own, k):
			mine, m = mine+max(v, 0), m+1
		default:
			others, n = others+math.Abs(v), n+1
		}
	}
	return mine / float64(max(1, m)), others / float64(max(1, n)), nil
}

// byAxis groups neurons, the axes in the order of their first neurons.
func byAxis(neurons []flow.Neuron) (axes []*bimt.Axis, groups map[*bimt.Axis][]flow.Neuron) {
	groups = map[*bimt.Axis][]flow.Neuron{}
	for _, n := range neurons {
		if groups[n.Axis] == nil {
			axes = append(axes, n.Axis)
		}
		groups[n.Axis] = append(groups[n.Axis], n)
	}
	return axes, groups
}

// choose is the number of subsets of k of n.
func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c *= float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}
