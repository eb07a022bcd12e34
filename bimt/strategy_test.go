package bimt_test

import (
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// found is what the strategies registered for the tests find.
var found struct {
	orders map[string][]int
	err    error
}

var registerFound = sync.OnceValue(func() error {
	return bimt.Register("found", func(s *bimt.Space, r bimt.Relocation) (map[*bimt.Axis][]int, error) {
		orders := map[*bimt.Axis][]int{}
		for name, order := range found.orders {
			orders[s.Find(name)] = order
		}
		if found.err != nil && found.orders == nil {
			panic(found.err)
		}
		return orders, found.err
	})
})

// A strategy of one's own moves neurons where that is cheaper, and nowhere else.
func TestOwnStrategy(t *testing.T) {
	check(t, registerFound())
	if all := bimt.Strategies(); !slices.Contains(all, "found") || !slices.Equal(all[:3], []bimt.Strategy{bimt.Greedy, bimt.Assignment, bimt.Spectral}) {
		t.Errorf("strategies %v", all)
	}
	space := func() (*bimt.Space, *graph.Param) {
		s, params := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		x, y := s.Axis("x", bimt.Line(3), bimt.Fixed()), s.Axis("y", bimt.Line(3))
		p := connected(t, s, params, "w", y, x, []int{3, 3}, 0, 1, 0, 0, 0, 1, 1, 0, 0).Param() // neurons 0, 1, 2 belong at 1, 2, 0
		check(t, p.SetMemory("note", p.Float64s()))
		return s, p
	}
	r := bimt.Relocation{Strategy: "found", Locality: 1}
	for name, c := range map[string]struct {
		order []int
		leave bool
		moves bimt.Moves
	}{
		"best":             {[]int{2, 0, 1}, false, bimt.Moves{Before: 4. / 3, After: 0, Moved: 3, Sweeps: 1}},
		"memory left":      {[]int{2, 0, 1}, true, bimt.Moves{Before: 4. / 3, After: 0, Moved: 3, Sweeps: 1}},
		"better":           {[]int{2, 1, 0}, false, bimt.Moves{Before: 4. / 3, After: 2. / 3, Moved: 2, Sweeps: 1}},
		"no better":        {[]int{1, 2, 0}, false, bimt.Moves{Before: 4. / 3, After: 4. / 3, Sweeps: 1}},
		"as it is":         {[]int{0, 1, 2}, false, bimt.Moves{Before: 4. / 3, After: 4. / 3, Sweeps: 1}},
		"nothing to do to": {nil, false, bimt.Moves{Before: 4. / 3, After: 4. / 3, Sweeps: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			s, w := space()
			if found.orders = nil; c.order != nil {
				found.orders = map[string][]int{"y": c.order}
			}
			r.LeaveMemory = c.leave
			before := w.MemoryFloat64s("note")
			m := must(s.Relocate(r))(t)
			if math.Abs(m.Before-c.moves.Before) > 1e-12 || math.Abs(m.After-c.moves.After) > 1e-12 || m.Moved != c.moves.Moved || m.Sweeps != 1 {
				t.Errorf("moves %+v, want %+v", m, c.moves)
			}
			want := []int{0, 1, 2}
			if c.moves.Moved > 0 {
				want = c.order
			}
			if !slices.Equal(s.Find("y").Order(), want) {
				t.Errorf("y stands in %v, want %v", s.Find("y").Order(), want)
			}
			if !c.leave {
				before = w.Float64s() // the note is a copy of w, and goes where w goes
			}
			if got := w.MemoryFloat64s("note"); !slices.Equal(got, before) {
				t.Errorf("memory %v, want %v", got, before)
			}
		})
	}
	s, _ := space()
	found.orders = map[string][]int{"x": {1, 0, 2}}
	_, err := s.Relocate(r)
	wantError(t, err, "strategy found", "axis x", "fixed")
	found.err = errors.New("out of ideas")
	_, err = s.Relocate(r)
	wantError(t, err, "strategy found", "out of ideas")
	found.orders = nil
	_, err = s.Relocate(r)
	wantError(t, err, "strategy found", "panic", "out of ideas")
	found.err = nil
}

func TestRegisterRefuses(t *testing.T) {
	search := func(*bimt.Space, bimt.Relocation) (map[*bimt.Axis][]int, error) { return nil, nil }
	wantError(t, bimt.Register(bimt.Greedy, search), "greedy", "already")
	wantError(t, bimt.Register("", search), "name")
	wantError(t, bimt.Register("empty", nil), "empty", "search")
	s := bimt.NewSpace()
	_, err := s.Relocate(bimt.Relocation{Strategy: "empty", Locality: 1})
	wantError(t, err, "empty", "assignment")
}
