package bimt_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestSetOrder(t *testing.T) {
	a := bimt.NewSpace().Axis("a", bimt.Line(3))
	check(t, a.SetOrder([]int{2, 0, 1}))
	for _, bad := range [][]int{nil, {0, 1}, {0, 1, 1}, {0, 1, 3}, {-1, 0, 1}} {
		wantError(t, a.SetOrder(bad), "axis a")
	}
	order := a.Order()
	order[0] = 9
	if !slices.Equal(a.Order(), []int{2, 0, 1}) {
		t.Errorf("order %v, want 2 0 1", a.Order())
	}
	x := must(graph.Input(gorgonia.NewGraph(), tensor.Float64, "x", 2, 4))(t)
	_, err := a.ToPlaces(x)
	wantError(t, err, "axis a", "3 places", "(2, 4)")
}

// The inputs of a fixed axis are not put in order, so it can't be in another.
func TestFixedAxisHasOneOrder(t *testing.T) {
	a := bimt.NewSpace().Axis("a", bimt.Line(3), bimt.Fixed())
	check(t, a.SetOrder([]int{0, 1, 2}))
	wantError(t, a.SetOrder([]int{2, 0, 1}), "axis a", "fixed")
	x := must(graph.Input(gorgonia.NewGraph(), tensor.Float64, "x", 1, 3))(t)
	if must(a.ToPlaces(x))(t) != x || must(a.FromPlaces(x))(t) != x {
		t.Error("a fixed axis puts its inputs in order")
	}
}

// split is a space with two axes of one split in heads, one free and one fixed axis.
func split(t *testing.T) (s *bimt.Space, w *graph.Param) {
	t.Helper()
	s = bimt.NewSpace()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	heads := bimt.NewHeads("heads", 2)
	qk, _ := s.Axis("qk", bimt.Line(4), bimt.InHeads(heads)), s.Axis("v", bimt.Line(6), bimt.InHeads(heads))
	free := s.Axis("free", bimt.Line(3))
	s.Axis("fixed", bimt.Line(3), bimt.Fixed())
	s.Axis("rigid", bimt.Line(4), bimt.InRigidHeads(bimt.NewHeads("rotary", 2)))
	c := connected(t, s, params, "w", qk, free, []int{4, 3}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	return s, c.Param()
}

// Orders that the symmetries of axes forbid are refused, with a word on why; then nothing
// has changed.
func TestForbiddenOrders(t *testing.T) {
	other := bimt.NewSpace().Axis("stranger", bimt.Line(3))
	for name, c := range map[string]struct {
		orders map[string][]int
		words  []string
	}{
		"no permutation":      {map[string][]int{"free": {0, 0, 1}}, []string{"axis free", "permutation"}},
		"too few":             {map[string][]int{"free": {0, 1}}, []string{"axis free", "3 neurons", "has 2"}},
		"a fixed axis":        {map[string][]int{"fixed": {1, 0, 2}}, []string{"axis fixed", "without Fixed"}},
		"mixed heads":         {map[string][]int{"qk": {0, 2, 1, 3}}, []string{"axis qk", "mixes heads", "neuron 2"}},
		"mixed rigid heads":   {map[string][]int{"rigid": {2, 1, 0, 3}}, []string{"axis rigid", "mixes heads", "neuron 1"}},
		"heads on one axis":   {map[string][]int{"qk": {2, 3, 0, 1}}, []string{"qk and v", "split heads", "[1 0]", "[0 1]"}},
		"an unknown axis":     {map[string][]int{"nobody": {0}}, []string{"no axis"}},
		"the first is right":  {map[string][]int{"free": {2, 1, 0}, "v": {3, 4, 5, 0, 1, 2}}, []string{"qk and v"}},
		"of another space":    {nil, []string{"axis stranger", "another space"}},
		"an order with a gap": {map[string][]int{"free": {0, 1, 3}}, []string{"axis free", "permutation"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, w := split(t)
			orders := map[*bimt.Axis][]int{}
			for axis, order := range c.orders {
				orders[s.Find(axis)] = order
			}
			if c.orders == nil {
				orders[other] = []int{0, 1, 2}
			}
			for _, err := range []error{s.SetOrders(orders), s.Move(orders)} {
				wantError(t, err, c.words...)
			}
			for _, a := range s.Axes() {
				if !slices.IsSorted(a.Order()) {
					t.Errorf("axis %s stands in the order %v after a refusal", a.Name(), a.Order())
				}
			}
			if !slices.IsSorted(w.Float64s()) {
				t.Errorf("w is %v after a refusal", w.Float64s())
			}
		})
	}
}

// Set one by one, the axes of a split may disagree for a while; Check says so.
func TestCheckReadsSplits(t *testing.T) {
	s, _ := split(t)
	check(t, s.Find("qk").SetOrder([]int{3, 2, 0, 1}))
	wantError(t, s.Find("qk").SetOrder([]int{3, 1, 0, 2}), "axis qk", "mixes heads")
	wantError(t, s.Check(), "qk and v", "SetOrders")
	check(t, s.Find("v").SetOrder([]int{4, 3, 5, 2, 0, 1}))
	if err := s.Check(); err == nil || err.Error() == "" {
		t.Fatal("free is an axis of inputs without ToPlaces")
	} else {
		wantError(t, err, "axis free", "ToPlaces")
	}
}

// A move puts every weight, and what it remembers, where the orders say, by number as
// before; moving back restores all.
func TestMove(t *testing.T) {
	s, w := split(t)
	check(t, w.SetMemory("note", w.Float64s()))
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		heads, free := rng.Perm(2), rng.Perm(3)
		orders := map[*bimt.Axis][]int{s.Find("free"): free}
		for name, size := range map[string]int{"qk": 2, "v": 3} {
			var order []int
			for _, h := range heads {
				for _, i := range rng.Perm(size) {
					order = append(order, h*size+i)
				}
			}
			orders[s.Find(name)] = order
		}
		check(t, s.Move(orders))
		for a, order := range orders {
			if !slices.Equal(a.Order(), order) {
				t.Fatalf("axis %s stands in %v, want %v", a.Name(), a.Order(), order)
			}
		}
		for i, v := range w.Float64s() {
			if want := float64(orders[s.Find("qk")][i/3]*3 + free[i%3]); v != want || w.MemoryFloat64s("note")[i] != want {
				t.Fatalf("element %d is %v and remembers %v, want %v", i, v, w.MemoryFloat64s("note")[i], want)
			}
		}
	}
	check(t, s.Move(map[*bimt.Axis][]int{s.Find("rigid"): {2, 3, 0, 1}}))
	check(t, s.Move(map[*bimt.Axis][]int{s.Find("qk"): {0, 1, 2, 3}, s.Find("v"): {0, 1, 2, 3, 4, 5}, s.Find("free"): {0, 1, 2}}))
	if !slices.IsSorted(w.Float64s()) {
		t.Errorf("w is %v after moving back", w.Float64s())
	}
}
