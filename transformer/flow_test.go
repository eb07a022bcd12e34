package transformer_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// planted is a transformer of two blocks whose weights are all zero but those a test sets.
func planted(t *testing.T) (*trial, *transformer.Model) {
	c := transformer.Default()
	c.Inputs, c.Outputs, c.Width, c.Heads, c.Hidden, c.Layers = 4, 4, 4, 2, 2, 2
	v := newTrial(t, c, bimt.Sum, 3)
	for _, p := range v.params.All() {
		check(t, p.Set(make([]float64, p.Len())))
	}
	return v, v.model
}

func mlp(m *transformer.Model, block int) *transformer.MLP {
	return m.Blocks[block].MLP.(*transformer.MLP)
}

// put sets the weight from one neuron to another.
func put(t *testing.T, l *nn.Linear, to, from int) {
	t.Helper()
	w := l.Weight.Float64s()
	w[to*l.Weight.Shape()[1]+from] = 1
	check(t, l.Weight.Set(w))
}

// moves says, by brute force, that an input moves an output if and only if it is listed.
func moves(t *testing.T, v *trial, reach [][]int) {
	t.Helper()
	x := must(graph.Input(v.params.Graph(), tensor.Float64, "moved", batch, sequence, 4))(t)
	out := must(v.model.Apply(x))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
	data := make([]float64, batch*sequence*4)
	for i := range data {
		data[i] = math.Sin(float64(3 * i))
	}
	run := func() []float64 {
		check(t, graph.Feed(x, data...))
		check(t, s.Run())
		return slices.Clone(must(s.Float64s(out))(t))
	}
	before := run()
	for i := range 4 {
		for k := i; k < len(data); k += 4 {
			data[k] += float64(k)
		}
		moved := make([]bool, 4)
		for k, y := range run() {
			moved[k%4] = moved[k%4] || y != before[k]
		}
		before = run()
		for j := range moved {
			if moved[j] != slices.Contains(reach[j], i) {
				t.Errorf("input %d moves output %d: %v; reach lists %v", i, j, moved[j], reach[j])
			}
		}
	}
}

// Block 0 reads residual neuron 1 before block 1 writes to it, and block 1 writes what
// only the output sees: input 0 reaches output 1, and not what block 0 computes from there.
func TestReachOfTwoBlocks(t *testing.T) {
	v, m := planted(t)
	put(t, m.Embed, 0, 0)        // input 0 → residual 0
	put(t, mlp(m, 1).Up, 0, 0)   // block 1: residual 0 → hidden 0
	put(t, mlp(m, 1).Down, 1, 0) // → residual 1
	put(t, mlp(m, 0).Up, 0, 1)   // block 0: residual 1 → hidden 0
	put(t, mlp(m, 0).Down, 2, 0) // → residual 2
	put(t, m.Embed, 3, 1)        // input 1 → residual 3, which all pass on
	for i := range 3 {
		put(t, m.Unembed, i+1, i+1)
	}
	f := must(flow.Read(v.space, v.pass.Output))(t)
	if got := len(f.On(m.Residual)); got != 5 {
		t.Errorf("the residual axis has %d stages, want 5", got)
	}
	want := "[[] [0] [] [1]]"
	if got := fmt.Sprint(must(f.Reach(f.On(m.In), f.On(m.Out), 0))(t)); got != want {
		t.Errorf("outputs are reached by %s, want %s", got, want)
	}
	moves(t, v, must(f.Reach(f.Inputs(), f.Outputs(), 0))(t))
	alive := must(f.Alive(0))(t)
	if got := fmt.Sprint(alive[f.On(mlp(m, 0).Hidden)[0]], alive[f.On(mlp(m, 1).Hidden)[0]]); got != "[false false] [true false]" {
		t.Errorf("hidden neurons alive: %s", got)
	}
	if got := must(f.SharedInputs(f.Inputs(), f.Outputs(), 0))(t); len(got) != 0 {
		t.Errorf("shared inputs %v, want none", got)
	}
}

// The queries and keys of a head reach its values and no others.
func TestReachOfHeads(t *testing.T) {
	v, m := planted(t) // two heads of two
	a := m.Blocks[0].Attention
	for i := range 4 {
		put(t, m.Embed, i, i)
		put(t, m.Unembed, i, i)
	}
	put(t, a.Query, 2, 0) // residual 0 → query 0 of head 1
	put(t, a.Key, 2, 1)   // residual 1 → its key
	put(t, a.Value, 3, 2) // residual 2 → value 1 of head 1
	put(t, a.Out, 3, 3)   // → residual 3
	put(t, a.Value, 0, 3) // residual 3 → value 0 of head 0, which nothing reads
	f := must(flow.Read(v.space, v.pass.Output))(t)
	want := "[[0] [1] [2] [0 1 2 3]]"
	if got := fmt.Sprint(must(f.Reach(f.Inputs(), f.Outputs(), 0))(t)); got != want {
		t.Errorf("outputs are reached by %s, want %s", got, want)
	}
	moves(t, v, must(f.Reach(f.Inputs(), f.Outputs(), 0))(t))
	var query *flow.Stage
	for _, s := range f.On(a.Q) {
		if s.Role == flow.Query && query == nil {
			query = s
		}
	}
	values := must(f.Reach([]*flow.Stage{query}, f.On(a.V)[:1], 0))(t)
	if got := fmt.Sprint(values); got != "[[] [] [] [2]]" { // the others lack a key, or a value
		t.Errorf("values are weighed by queries %s", got)
	}
	if got := must(f.Modules(0))(t); len(got) != 1 {
		t.Errorf("%d modules, want 1", len(got))
	}
}

// Whatever a transformer is made of, every activation is followed, and nothing in it would
// be broken by a relocation.
func TestFlowOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		v := newTrial(t, c, bimt.Sum, 5)
		f := must(flow.Read(v.space, v.pass.Output))(t)
		if got := len(f.On(v.model.Residual)); got != 2*c.Layers+1 || len(f.Opaque) > 0 {
			t.Fatalf("%d blocks have %d residual stages; opaque %v", c.Layers, got, f.Opaque)
		}
		if err := flow.Check(v.space, v.pass.Output); err != nil {
			t.Fatal(err)
		}
	})
}
