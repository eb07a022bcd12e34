package bimttest_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"pgregory.net/rapid"
)

// linearKinds are the blocks without wires from an axis to itself, on which the
// assignment is exact.
var linearKinds = []string{"linear", "copies", "gate", "residual"}

func oneFree(n *network) { n.oneFree = true }

// twins are the same random network twice, in the state of their first draw.
func twins(t *rapid.T, kinds []string, arrange func(*network)) (a, b *network) {
	a = draw(t, 2, kinds, arrange)
	return a, a.copy()
}

// copy is the network's space and weights again, without what computes.
func (n *network) copy() *network {
	c := &network{t: n.t}
	c.rebuild(n)
	return c
}

// On one axis, all others held still, no greedy swaps end below the assignment.
func TestAssignmentNotAboveGreedy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact, greedy := twins(t, linearKinds, oneFree)
		if exact.free == nil {
			return
		}
		e, err := exact.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
		exact.check(err)
		g, err := greedy.space.Relocate(bimt.Relocation{Strategy: bimt.Greedy, Locality: 1, TopK: rapid.IntRange(0, 7).Draw(t, "top k")})
		greedy.check(err)
		if e.Before != g.Before {
			t.Fatalf("the two start at costs %v and %v", e.Before, g.Before)
		}
		if e.After > g.After+1e-12*math.Max(1, g.After) {
			t.Fatalf("assignment ends at %.17g, greedy swaps at %.17g", e.After, g.After)
		}
	})
}

// The assignment costs what the cheapest of all permutations costs, by the full
// connection cost; in heads, the cheapest of those that keep heads whole; and, where
// another axis of the split is fixed, in their slots.
func TestAssignmentIsBest(t *testing.T) {
	for name, kinds := range map[string][]string{"plain": linearKinds, "heads": {"split"}, "fixed heads": {"attention"}} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				exact, all := twins(t, kinds, oneFree)
				if exact.free == nil {
					return
				}
				_, err := exact.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
				exact.check(err)
				got, best := exact.space.ConnectionCost(1), all.cheapest()
				if math.Abs(got-best) > 1e-12*math.Max(1, best) {
					t.Fatalf("assignment ends at %.17g, the best of all permutations is %.17g", got, best)
				}
			})
		})
	}
}

// cheapest tries every order of the free axis on the weights themselves.
func (n *network) cheapest() float64 {
	a := n.space.Find(n.free.Name())
	block := a.Len()
	if a.Heads() != nil {
		block /= a.Heads().Len()
	}
	pinned := slices.ContainsFunc(n.space.Axes(), func(o *bimt.Axis) bool { return o != a && o.Heads() == a.Heads() && o.Heads() != nil })
	best := n.space.ConnectionCost(1)
	at := upTo(a.Len()) // the first place of the neuron now at each place
	var try func(place int)
	try = func(place int) {
		if place == a.Len() {
			best = min(best, n.space.ConnectionCost(1))
			return
		}
		for k := place; k < a.Len(); k++ {
			n.swap(a, place, k)
			at[place], at[k] = at[k], at[place]
			head := at[place] / block
			whole := pinned && head == place/block || !pinned && (place%block == 0 || head == at[place-1]/block)
			if whole {
				try(place + 1)
			}
			at[place], at[k] = at[k], at[place]
			n.swap(a, place, k)
		}
	}
	try(0)
	return best
}

// swap changes the places of two neurons in every parameter on the axis.
func (n *network) swap(a *bimt.Axis, j, k int) {
	order := upTo(a.Len())
	order[j], order[k] = k, j
	for _, c := range n.space.Connections() {
		for d, on := range c.Axes() {
			if on == a {
				n.check(c.Param().Permute(d, repeated(order, c.Param().Shape()[d])))
			}
		}
	}
}

func repeated(order []int, size int) []int {
	var full []int
	for first := 0; first < size; first += len(order) {
		for _, o := range order {
			full = append(full, first+o)
		}
	}
	return full
}

func upTo(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}

// published is the relocation of the notebooks, to the letter: for each layer the top k
// neurons by importance, in falling order; for each, the full connection cost after a
// swap with every neuron of the layer; the first of the lowest is taken.
func (n *network) published(locality float64, topK int) {
	for _, a := range n.space.Axes() {
		if a.IsFixed() {
			continue
		}
		scores := n.space.Importance(a)
		ranked := upTo(a.Len())
		slices.SortStableFunc(ranked, func(i, j int) int {
			switch {
			case scores[i] > scores[j]:
				return -1
			case scores[i] < scores[j]:
				return 1
			}
			return 0
		})
		if topK > 0 && topK < len(ranked) {
			ranked = ranked[:topK]
		}
		for _, j := range ranked {
			lowest, best := math.Inf(1), j
			for k := range a.Len() {
				n.swap(a, j, k)
				if c := n.space.ConnectionCost(locality); c < lowest {
					lowest, best = c, k
				}
				n.swap(a, j, k)
			}
			n.swap(a, j, best)
		}
	}
}

// Greedy swaps, with their costs kept at hand, do what the published loop does. Weights
// and places are drawn so that no two swaps cost the same.
func TestGreedyIsPublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fast, slow := twins(t, []string{"linear", "copies", "gate", "residual", "recurrent"}, func(n *network) { n.onlyPoints = true })
		seed := rapid.Uint64().Draw(t, "distinct weights")
		fast.fill("normal", seed)
		slow.fill("normal", seed)
		locality, topK := rapid.Float64Range(0.1, 2).Draw(t, "locality"), rapid.IntRange(0, 7).Draw(t, "top k")
		slow.published(locality, topK)
		_, err := fast.space.Relocate(bimt.Relocation{Strategy: bimt.Greedy, Locality: locality, TopK: topK})
		fast.check(err)
		for i, p := range fast.params.All() {
			if want := slow.params.All()[i].Float64s(); !slices.Equal(p.Float64s(), want) {
				t.Fatalf("%s is %v, the published loop makes it %v", p.Name(), p.Float64s(), want)
			}
		}
	})
}
