package bimttest

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// notes is a TB that collects what is reported; Fatalf ends the goroutine.
type notes []string

func (n *notes) Helper()                   {}
func (n *notes) Errorf(f string, a ...any) { *n = append(*n, fmt.Sprintf(f, a...)) }
func (n *notes) Fatalf(f string, a ...any) { n.Errorf(f, a...); runtime.Goexit() }

// take runs a check and gives what it reported.
func take(check func(*notes)) notes {
	var n notes
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(&n)
	}()
	<-done
	return n
}

// crossed is a space with one bundle of wires that cross, so that any relocation moves.
func crossed(t *testing.T) (*bimt.Space, *graph.Param) {
	t.Helper()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w, err := params.New("w", 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	s := bimt.NewSpace()
	x, y := s.Axis("x", bimt.Line(2), bimt.Fixed()), s.Axis("y", bimt.Line(2))
	for _, err := range []error{w.Set([]float64{0, 3, 2, 0}), s.Connect(w, y, x)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, w
}

// A network whose space does not say where a parameter lies changes what it computes.
func TestCheckFindsChangedOutputs(t *testing.T) {
	s, w := crossed(t)
	bias := []float64{10, 20} // on axis y, but not in the space
	outputs := func() ([]float64, error) {
		v := w.Float64s()
		sum := []float64{0, 0}
		for place, neuron := range s.Find("y").Order() {
			sum[neuron] = v[2*place] + v[2*place+1] + bias[place]
		}
		return sum, nil
	}
	n := take(func(n *notes) {
		Check(n, Network{Space: s, Outputs: outputs}, bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
	})
	if len(n) != 1 || !strings.Contains(n[0], "output 0 is 23, was 13") {
		t.Errorf("reported %q, want the changed output", n)
	}
}

func TestCheckReportsErrors(t *testing.T) {
	s, _ := crossed(t)
	for word, try := range map[string]func(*notes){
		"out of paper": func(n *notes) {
			Check(n, Network{Space: s, Outputs: func() ([]float64, error) { return nil, fmt.Errorf("out of paper") }}, bimt.Relocation{Strategy: bimt.Greedy, Locality: 1})
		},
		"no relocation strategy": func(n *notes) { Check(n, Network{Space: s}, bimt.Relocation{Locality: 1}) },
	} {
		if n := take(try); len(n) != 1 || !strings.Contains(n[0], word) {
			t.Errorf("reported %q, want %q", n, word)
		}
	}
}

// Each law, given a state that breaks it, says so.
func TestLawsFindFaults(t *testing.T) {
	split := bimt.NewHeads("split", 2)
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w, err := params.New("w", 4, 4)
	if err != nil {
		t.Fatal(err)
	}
	s := bimt.NewSpace()
	fixed := s.Axis("fixed", bimt.Line(2), bimt.Fixed())
	a, b := s.Axis("a", bimt.Line(4), bimt.InHeads(split)), s.Axis("b", bimt.Line(4), bimt.InHeads(split))
	free, rigid := s.Axis("free", bimt.Line(4)), s.Axis("rigid", bimt.Line(4), bimt.InRigidHeads(bimt.NewHeads("rotary", 2)))
	groups := bimt.NewHeads("groups", 2)
	deep := s.Axis("deep", bimt.Line(8), bimt.InHeads(groups, groups.Inside("heads", 2), groups.Inside("dims", 2)))
	if err := s.Connect(w, a, free); err != nil {
		t.Fatal(err)
	}
	if err := remember(s); err != nil {
		t.Fatal(err)
	}
	start := func() *state {
		st := &state{orders: map[string][]int{}, numbers: map[string][]int{}, params: map[string][]float64{}, outputs: []float64{1, 2}, cost: 4, wires: 3}
		for _, x := range []*bimt.Axis{fixed, a, b, free, rigid, deep} {
			st.orders[x.Name()], st.numbers[x.Name()] = x.Order(), x.Numbers()
		}
		for i := range 16 {
			st.params["w"] = append(st.params["w"], float64(i))
		}
		return st
	}
	for name, c := range map[string]struct {
		spoil func(*state)
		law   func(before, after *state) error
	}{
		"output":          {func(s *state) { s.outputs[1] += 1e-11 }, func(b, a *state) error { return sameOutputs(b, a, 1e-12) }},
		"missing output":  {func(s *state) { s.outputs = nil }, func(b, a *state) error { return sameOutputs(b, a, 1e-12) }},
		"cost":            {func(s *state) { s.cost += 1e-10 }, func(b, a *state) error { return costFalls(b, a, bimt.Moves{Before: 3, After: 3}, 1) }},
		"false report":    {func(s *state) {}, func(b, a *state) error { return costFalls(b, a, bimt.Moves{Before: 3, After: 2}, 1) }},
		"no permutation":  {func(s *state) { s.orders["free"][0] = 1 }, func(b, a *state) error { return ordersTell(s, b, a, bimt.Moves{Moved: 1}) }},
		"order alone":     {func(s *state) { slices.Reverse(s.orders["free"]) }, func(b, a *state) error { return ordersTell(s, b, a, bimt.Moves{Moved: 4}) }},
		"weight alone":    {func(s *state) { s.params["w"][3] = 0 }, func(b, a *state) error { return ordersTell(s, b, a, bimt.Moves{}) }},
		"unreported move": {func(s *state) { slices.Reverse(s.orders["b"]) }, func(b, a *state) error { return ordersTell(s, b, a, bimt.Moves{}) }},
		"left behind":     {func(s *state) { slices.Reverse(s.params["w"]) }, func(b, a *state) error { return memoryMoves(s, b, a, false) }},
		"taken along": {func(*state) {}, func(b, a *state) error {
			moved := graph.Memory[float64](w, firstPlace)
			slices.Reverse(moved)
			defer slices.Reverse(moved)
			return memoryMoves(s, b, a, true)
		}},
		"fixed axis":   {func(s *state) { slices.Reverse(s.orders["fixed"]) }, func(b, a *state) error { return fixedStay(s, b, a) }},
		"mixed heads":  {func(s *state) { s.orders["a"] = []int{0, 2, 1, 3} }, func(_, a *state) error { return headsStayWhole(s, a) }},
		"rigid head":   {func(s *state) { s.numbers["rigid"] = []int{1, 0, 2, 3} }, func(_, a *state) error { return headsStayWhole(s, a) }},
		"shared split": {func(s *state) { s.orders["deep"] = []int{1, 0, 2, 3, 4, 5, 6, 7} }, func(_, a *state) error { return headsStayWhole(s, a) }},
		"no index":     {func(s *state) { s.orders["free"], s.numbers["free"] = []int{1, 0, 2, 3}, []int{0, 1, 2, 3} }, func(b, a *state) error { return ordersTell(s, b, a, bimt.Moves{Moved: 2}) }},
		"heads apart":  {func(s *state) { s.orders["a"] = []int{2, 3, 0, 1} }, func(_, a *state) error { return headsStayWhole(s, a) }},
		"moves again": {func(*state) {}, func(_, a *state) error {
			s, _ := crossed(t)
			return staysPut(Network{Space: s}, bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}, a)
		}},
	} {
		after := start()
		c.spoil(after)
		if c.law(start(), after) == nil {
			t.Errorf("%s: the law holds", name)
		}
	}
}
