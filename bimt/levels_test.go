package bimt_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// grouped is a network of two axes in blocks: two groups of three heads of two dimensions,
// whose order all heads of a group share, and the two groups' dimensions alone.
type grouped struct {
	space       *bimt.Space
	wide, small *bimt.Axis
}

func newGrouped(t *testing.T, seed uint64, rigid bool) *grouped {
	n := &grouped{space: bimt.NewSpace()}
	groups := bimt.NewHeads("groups", 2)
	heads, dims := groups.Inside("heads", 3), groups.Inside("dims", 2)
	in := bimt.InHeads
	inside, shared := []*bimt.Heads{heads, dims}, []*bimt.Heads{dims}
	if rigid { // each neuron has a place of its own in its head
		in, inside, shared = bimt.InRigidHeads, inside[:1], nil
	}
	ends := n.space.Axis("ends", bimt.Line(5), bimt.Fixed())
	n.wide, n.small = n.space.Axis("wide", bimt.Line(12), in(groups, inside...)), n.space.Axis("small", bimt.Line(4), in(groups, shared...))
	params, rng := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), rand.New(rand.NewPCG(seed, 1))
	for i, a := range []*bimt.Axis{n.wide, n.small} {
		p := must(params.New(fmt.Sprint("w", i), a.Len(), ends.Len()))(t)
		check(t, nn.Uniform(p, 1, rng))
		check(t, n.space.Connect(p, a, ends))
	}
	return n
}

// orders are all that the symmetry allows, by the definition: of the groups, of the heads in
// each, and of the dimensions in each group, or of the places in each head.
func (n *grouped) orders() (all []map[*bimt.Axis][]int) {
	groups, heads, dims := permutations(2), permutations(3), permutations(2)
	for _, g := range groups {
		for _, h0 := range heads {
			for _, h1 := range heads {
				for _, d0 := range dims {
					for _, d1 := range dims {
						h, d := [][]int{h0, h1}, [][]int{d0, d1}
						var wide, small []int
						for _, group := range g {
							for _, head := range h[group] {
								for _, k := range d[group] {
									wide = append(wide, group*6+head*2+k)
								}
							}
							for _, k := range d[group] {
								small = append(small, group*2+k)
							}
						}
						all = append(all, map[*bimt.Axis][]int{n.wide: wide, n.small: small})
					}
				}
			}
		}
	}
	return all
}

func permutations(n int) (all [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

// Every order that the definition of the tree allows is one that Move takes, and no level,
// moved alone, lowers the cost where an assignment ended: each is exact. The best of all
// orders is a quadratic assignment, which it need not find.
func TestLevelsAreExact(t *testing.T) {
	for seed := range uint64(40) {
		n := newGrouped(t, seed, false)
		moves := must(n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
		wide, small := n.wide.Order(), n.small.Order()
		for _, o := range n.orders() {
			// o permutes blocks as they stand now
			next := map[*bimt.Axis][]int{n.wide: make([]int, 12), n.small: make([]int, 4)}
			for p, q := range o[n.wide] {
				next[n.wide][p] = wide[q]
			}
			for p, q := range o[n.small] {
				next[n.small][p] = small[q]
			}
			check(t, n.space.Move(next))
			if levels(o[n.wide]) == 1 && n.space.ConnectionCost(1)-n.space.ConnectionCost(0) < moves.After-1e-9 {
				t.Fatalf("the order %v of one level costs less than the assignment", o[n.wide])
			}
		}
	}
}

// levels is how many of groups, heads of a group and dimensions of a group an order moves.
func levels(order []int) int {
	n := 0
	if order[0]/6 != 0 {
		return 3 // with groups that moved, the others are hard to tell: tried when they stand
	}
	for group := range 2 {
		heads, dims := false, false
		for p := group * 6; p < group*6+6; p++ {
			heads = heads || order[p]/2 != p/2
			dims = dims || order[p]%2 != p%2
		}
		if heads {
			n++
		}
		if dims {
			n++
		}
	}
	return n
}

// Where dimensions are rigid, every neuron of a head has the best place in it: with heads
// held still, no order of places costs less, and the tensors keep theirs.
func TestPlacesInsideRigidHeads(t *testing.T) {
	for seed := range uint64(40) {
		n := newGrouped(t, seed, true)
		moves := must(n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
		for p := 0; p < 12; p += 2 {
			order := n.wide.Order()
			order[p], order[p+1] = order[p+1], order[p]
			check(t, n.space.Move(map[*bimt.Axis][]int{n.wide: order}))
			if cost := n.space.ConnectionCost(1) - n.space.ConnectionCost(0); cost < moves.After-1e-9 {
				t.Fatalf("places %d and %d exchanged cost %v, the assignment %v", p, p+1, cost, moves.After)
			}
			order[p], order[p+1] = order[p+1], order[p]
			check(t, n.space.Move(map[*bimt.Axis][]int{n.wide: order}))
		}
		for i, x := range n.wide.Numbers() {
			if x%2 != i%2 {
				t.Fatalf("neuron %d is at index %d", x, i)
			}
		}
		if math.Abs(n.space.ConnectionCost(1)-n.space.ConnectionCost(0)-moves.After) > 1e-9 {
			t.Fatal("moved and moved back, the cost is another")
		}
	}
}
