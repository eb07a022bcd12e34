package bimttest_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/bimttest"
	"pgregory.net/rapid"
)

// turned is a strategy of one's own: every free axis that is not in heads turned by one
// place, after trying to turn it by two. Nothing says that it helps.
func turned(s *bimt.Space, _ bimt.Relocation) (map[*bimt.Axis][]int, error) {
	for try := range 2 {
		orders := map[*bimt.Axis][]int{}
		for _, a := range s.Axes() {
			if order := a.Order(); !a.IsFixed() && a.Heads() == nil {
				orders[a] = append(order[1:], order[0])
			}
		}
		if try == 1 {
			return orders, nil
		}
		if err := s.Move(orders); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

var register = sync.OnceValue(func() error { return bimt.Register("turned", turned) })

// Every law holds for every kind of network, layout, distance, reduction, weight and
// strategy, one of one's own among them.
func TestRelocationLaws(t *testing.T) {
	if err := register(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := draw(t, 3, kinds, nil)
		for range rapid.IntRange(1, 3).Draw(t, "relocations") {
			bimttest.Check(t, n.network(), bimt.Relocation{
				Strategy:    rapid.SampledFrom(bimt.Strategies()).Draw(t, "strategy"),
				Locality:    rapid.SampledFrom([]float64{0, 0.5, 1, 2}).Draw(t, "locality"),
				TopK:        rapid.IntRange(0, 8).Draw(t, "top k"),
				LeaveMemory: rapid.Bool().Draw(t, "leave memory"),
			})
		}
	})
}

// Every random network keeps its function when its neurons move.
func TestVerify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := draw(t, 3, kinds, nil)
		n.fill("normal", 1)
		before := n.params.All()[0].Float64s()
		if err := n.space.Verify(n.network().Outputs, 1e-9, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, n.params.All()[0].Float64s()) {
			t.Fatal("the first parameter is not as it was")
		}
	})
}

// The cost node is Space.ConnectionCost, but for what training is spared.
func TestCostNode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := draw(t, 3, kinds, nil)
		locality := rapid.Float64Range(0, 3).Draw(t, "locality")
		charged := rapid.Bool().Draw(t, "biases")
		n.check(n.cost.Set(0, locality, charged))
		n.check(n.session.Run())
		want := n.space.ConnectionCost(locality)
		for _, w := range n.uncharged {
			for i, v := range w.Float64s() {
				want -= n.scale(w.Len()) * locality * math.Abs(v) * n.space.Connection(w).Lengths()[i]
			}
		}
		for _, b := range n.biases {
			for _, v := range b.Float64s() {
				if !charged {
					want -= n.scale(b.Len()) * math.Abs(v) * n.space.LayerDistance()
				}
			}
		}
		if got := n.session.Scalar(n.cost.Cost); math.Abs(got-want) > 1e-12*math.Max(1, n.space.ConnectionCost(locality)) {
			t.Fatalf("cost node %.17g, want %.17g", got, want)
		}
	})
}

func (n *network) scale(size int) float64 {
	if n.space.Reduction() == bimt.Sum {
		return 1
	}
	return 1 / float64(size)
}
