package bimttest

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Network is a space together with a way to compute what its network gives.
type Network struct {
	Space *bimt.Space
	// Outputs computes the network with its weights as they are, outputs by their
	// numbers: behind bimt.Axis.FromPlaces. nil leaves the outputs unchecked.
	Outputs func() ([]float64, error)
	// Tolerance is how far an output may move, relative to max(1, the largest output); 0
	// means 1e-12, right for float64.
	Tolerance float64
}

// TB is what the laws need of *testing.T or *rapid.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Check relocates the network and reports every law that is broken.
func Check(t TB, n Network, r bimt.Relocation) {
	t.Helper()
	if n.Tolerance == 0 {
		n.Tolerance = 1e-12
	}
	if err := remember(n.Space); err != nil {
		t.Fatalf("before relocation: %v", err)
	}
	defer forget(n.Space)
	before, err := look(n)
	if err != nil {
		t.Fatalf("before relocation: %v", err)
	}
	moves, err := n.Space.Relocate(r)
	if err != nil {
		t.Fatalf("relocation: %v", err)
	}
	after, err := look(n)
	if err != nil {
		t.Fatalf("after relocation: %v", err)
	}
	for _, broken := range []error{
		sameOutputs(before, after, n.Tolerance),
		costFalls(before, after, moves, r.Locality),
		ordersTell(n.Space, before, after, moves),
		memoryMoves(n.Space, before, after, r.LeaveMemory),
		fixedStay(n.Space, before, after),
		headsStayWhole(n.Space, after),
		staysPut(n, r, after),
	} {
		if broken != nil {
			t.Errorf("%s relocation at locality %v: %v", r.Strategy, r.Locality, broken)
		}
	}
}

// state is all that a relocation may change.
type state struct {
	outputs []float64
	orders  map[string][]int // by place
	numbers map[string][]int // by index in the tensors
	params  map[string][]float64
	cost    float64 // at locality 1
	wires   float64 // the part of it that distance makes
}

func look(n Network) (*state, error) {
	s := &state{orders: map[string][]int{}, numbers: map[string][]int{}, params: map[string][]float64{}, cost: n.Space.ConnectionCost(1)}
	s.wires = s.cost - n.Space.ConnectionCost(0)
	for _, a := range n.Space.Axes() {
		s.orders[a.Name()], s.numbers[a.Name()] = a.Order(), a.Numbers()
	}
	for _, c := range n.Space.Connections() {
		s.params[c.Param().Name()] = c.Param().Float64s()
	}
	if n.Outputs == nil {
		return s, nil
	}
	var err error
	if s.outputs, err = n.Outputs(); err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	s.outputs = slices.Clone(s.outputs)
	return s, nil
}

// sameOutputs: the network computes the same function.
func sameOutputs(before, after *state, tolerance float64) error {
	if len(before.outputs) != len(after.outputs) {
		return fmt.Errorf("%d outputs, %d before", len(after.outputs), len(before.outputs))
	}
	largest := 1.0
	for _, v := range before.outputs {
		largest = math.Max(largest, math.Abs(v))
	}
	for i, v := range after.outputs {
		if !(math.Abs(v-before.outputs[i]) <= tolerance*largest) {
			return fmt.Errorf("output %d is %.17g, was %.17g", i, v, before.outputs[i])
		}
	}
	return nil
}

// rounding is how far sums of the same numbers in another order may differ, relatively.
const rounding = 1e-9

// costFalls: no relocation raises the cost, and the report is true.
func costFalls(before, after *state, m bimt.Moves, locality float64) error {
	slack := rounding * math.Max(before.cost, 1)
	switch {
	case after.cost > before.cost+1e-12*math.Max(before.cost, 1):
		return fmt.Errorf("the connection cost rose from %.17g to %.17g", before.cost, after.cost)
	case math.Abs(m.Before-locality*before.wires) > slack*math.Max(locality, 1) || math.Abs(m.After-locality*after.wires) > slack*math.Max(locality, 1):
		return fmt.Errorf("reported costs of distance %v and %v, want %v and %v", m.Before, m.After, locality*before.wires, locality*after.wires)
	}
	return nil
}

// ordersTell: each axis holds a permutation, and every weight is where the change of
// orders says that it went.
func ordersTell(s *bimt.Space, before, after *state, m bimt.Moves) error {
	from := map[*bimt.Axis][]int{} // the index that the neuron at each index came from
	for _, a := range s.Axes() {
		old, now := before.orders[a.Name()], after.orders[a.Name()]
		if !isPermutation(now) {
			return fmt.Errorf("axis %s has the order %v: no permutation", a.Name(), now)
		}
		from[a] = make([]int, len(now))
		for i, neuron := range after.numbers[a.Name()] {
			from[a][i] = slices.Index(before.numbers[a.Name()], neuron)
			if p := a.Place(i); now[p] != neuron || p != i && !a.Symmetry().Rigid {
				return fmt.Errorf("axis %s has neuron %d at index %d, place %d, where its order has %d", a.Name(), neuron, i, p, now[p])
			}
		}
		if m.Moved == 0 && !slices.Equal(old, now) {
			return fmt.Errorf("axis %s went from %v to %v, and no move was reported", a.Name(), old, now)
		}
	}
	for _, c := range s.Connections() {
		old, now := before.params[c.Param().Name()], after.params[c.Param().Name()]
		for i, v := range now {
			if want := old[origin(c, i, from)]; v != want {
				return fmt.Errorf("%s: element %d is %v, but the orders put %v there", c.Param().Name(), i, v, want)
			}
		}
	}
	return nil
}

// origin is where the element at a row-major index of a parameter came from.
func origin(c *bimt.Connection, index int, from map[*bimt.Axis][]int) int {
	shape, out, stride := c.Param().Shape(), 0, 1
	for d := len(shape) - 1; d >= 0; d-- {
		place := index % shape[d]
		index /= shape[d]
		if a := c.Axes()[d]; a != nil {
			first := place / a.Len() * a.Len() // of the copy of the axis
			place = first + from[a][place-first]
		}
		out += place * stride
		stride *= shape[d]
	}
	return out
}

func isPermutation(order []int) bool {
	sorted := slices.Sorted(slices.Values(order))
	for i, v := range sorted {
		if v != i {
			return false
		}
	}
	return true
}
