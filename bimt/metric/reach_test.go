package metric_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/tensor"
)

func TestReach(t *testing.T) {
	n := chain(tensor.Float64, 3, 3, 2)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{1, 0, 0, 0, -1, 0, 0, 0.001, 1}))
	check(t, n.params.Get("weight1").Set([]float64{1, 0, 0.02, 0, 0.5, -1}))
	axes := n.Axes()
	for _, c := range []struct {
		threshold float64
		reach     [][]int
		shared    []int
	}{
		{0, [][]int{{0, 1, 2}, {1, 2}}, []int{1, 2}},
		{0.01, [][]int{{0, 2}, {1, 2}}, []int{2}},
		{0.02, [][]int{{0}, {1, 2}}, nil},
		{1, [][]int{nil, nil}, nil},
	} {
		reach := must(n.Reach(axes[0], axes[2], c.threshold))(t)
		shared := must(n.SharedInputs(axes[0], axes[2], c.threshold))(t)
		if !reflect.DeepEqual(reach, c.reach) || !slices.Equal(shared, c.shared) {
			t.Errorf("threshold %v: %v and %v, want %v and %v", c.threshold, reach, shared, c.reach, c.shared)
		}
	}
	if back := must(n.Reach(axes[2], axes[0], 0))(t); !reflect.DeepEqual(back, [][]int{nil, nil, nil}) {
		t.Errorf("against the wires: %v", back)
	}
	if self := must(n.Reach(axes[0], axes[0], 0))(t); !reflect.DeepEqual(self, [][]int{{0}, {1}, {2}}) {
		t.Errorf("to themselves: %v", self)
	}
	_, err := n.Reach(axes[0], bimt.NewSpace().Axis("y", bimt.Line(2)), 0)
	if err == nil || !strings.Contains(err.Error(), "of this space") {
		t.Errorf("an axis of another space: error %v", err)
	}
}

// A recurrent axis carries an input to a neuron two steps on.
func TestReachAgain(t *testing.T) {
	n := recurrent()
	check(t, n.err)
	for name, at := range map[string][]int{"in": {1}, "again": {1 * 4, 3*4 + 1}, "out": {1*4 + 3}} {
		v := make([]float64, n.params.Get(name).Len())
		for _, i := range at {
			v[i] = 1
		}
		check(t, n.params.Get(name).Set(v))
	}
	if got := must(n.Reach(n.Find("x"), n.Find("y"), 0))(t); !reflect.DeepEqual(got, [][]int{nil, {1}}) {
		t.Errorf("reach %v, want input 1 at output 1", got)
	}
}

// What only queries see reaches what the head's values lead to.
func TestReachThroughAttention(t *testing.T) {
	n := attention()
	check(t, n.err)
	set := func(name string, columns int, at ...[2]int) {
		v := make([]float64, n.params.Get(name).Len())
		for _, k := range at {
			v[k[0]*columns+k[1]] = 1
		}
		check(t, n.params.Get(name).Set(v))
	}
	set("embed", 3, [2]int{0, 0}, [2]int{1, 1}, [2]int{2, 2})
	set("Wq", 6, [2]int{0, 0})                    // input 0 into head 0, of qk 0 1 | 2 3
	set("Wk", 6, [2]int{3, 1})                    // input 1 into head 1
	set("Wv", 6, [2]int{5, 2})                    // input 2 into head 1, of v 0 1 2 | 3 4 5
	set("Wo", 6, [2]int{3, 2}, [2]int{4, 5})      // heads 0 and 1 out
	set("unembed", 6, [2]int{0, 3}, [2]int{1, 4}) // one each
	for range 2 {
		if got := must(n.Reach(n.Find("x"), n.Find("y"), 0))(t); !reflect.DeepEqual(got, [][]int{{0}, {1, 2}}) {
			t.Errorf("reach %v, want [[0] [1 2]]", got)
		}
		// the same weights with heads said to have changed places
		check(t, n.Find("qk").SetOrder([]int{3, 2, 0, 1}))
		check(t, n.Find("v").SetOrder([]int{4, 3, 5, 2, 0, 1}))
	}
}
