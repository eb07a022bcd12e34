package transformer_test

import (
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A head is switched off by overwriting its attention pattern, by name.
func ExamplePass_hooks() {
	g := gorgonia.NewGraph()
	params, space := graph.NewParams(g, tensor.Float64), bimt.NewSpace()
	config := transformer.Default()
	config.Inputs, config.Outputs, config.Width, config.Layers, config.Heads = 2, 1, 8, 1, 2
	model, err := transformer.New(params, space, config, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	x, err := graph.Input(g, tensor.Float64, "x", 1, 3, 2) // (batch, time, inputs)
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(x, 1.0, 2, 3, 4, 5, 6); err != nil {
		log.Fatal(err)
	}
	pass, err := model.Forward(x)
	if err != nil {
		log.Fatal(err)
	}
	head := -1                                                                       // which head is off
	hooks, err := pass.Overwrite(nn.Hooks{"block0.attn.pattern": func(v []float64) { // (batch, heads, time, time)
		if head >= 0 {
			clear(v[head*9 : head*9+9])
		}
	}})
	if err != nil {
		log.Fatal(err)
	}
	session, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{pass.Output}, Overwrite: hooks})
	if err != nil {
		log.Fatal(err)
	}
	for ; head < 2; head++ {
		if err := session.Run(); err != nil {
			log.Fatal(err)
		}
		y, err := session.Float64s(pass.Output)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("head %2d off: %.3f\n", head, y)
	}
	_, err = pass.Overwrite(nn.Hooks{"block0.attn.patern": func([]float64) {}})
	fmt.Println(err)
	// Output:
	// head -1 off: [0.516 1.090 1.650]
	// head  0 off: [0.521 1.080 1.620]
	// head  1 off: [0.401 0.963 1.529]
	// nn: unknown activation "block0.attn.patern" (did you mean "block0.attn.pattern"?)
}

// hooked is a model whose pass is run with hooks, next to its numbers.
func hooked(t *testing.T) *trial {
	c := transformer.Default()
	c.Inputs, c.Outputs, c.Width, c.Heads, c.Hidden, c.Layers = 3, 2, 4, 2, 5, 1
	return newTrial(t, c, bimt.Sum, 11)
}

func (v *trial) runHooked(t *testing.T, h nn.Hooks, also ...string) *graph.Session {
	t.Helper()
	outs := append(must(v.pass.LookupAll(also...))(t), v.pass.Output)
	s := must(graph.Compile(graph.Program{Outputs: outs, Overwrite: must(v.pass.Overwrite(h))(t)}))(t)
	check(t, s.Run())
	return s
}

func (v *trial) read(t *testing.T, s *graph.Session, name string) []float64 {
	t.Helper()
	return must(s.Float64s(must(v.pass.Lookup(name))(t)))(t)
}

// times is x·Wᵀ + b for one row x.
func times(l *nn.Linear, x []float64) []float64 {
	out := l.Bias.Float64s()
	for i, w := range l.Weight.Float64s() {
		out[i/len(x)] += w * x[i%len(x)]
	}
	return out
}

// Patching the residual stream behind the attention at one place of one sequence moves
// that output to what the MLP and the unembedding make of it, and no other.
func TestPatchingTheResidualStream(t *testing.T) {
	v := hooked(t)
	clean := v.output(t)
	patch := []float64{0.3, -0.2, 0.5, 0.1}
	const at = 1*sequence + 2 // the last place of the second sequence
	s := v.runHooked(t, nn.Hooks{"block0.attn.residual": func(x []float64) { copy(x[at*4:], patch) }}, "block0.mlp.hidden")
	got := must(s.Float64s(v.pass.Output))(t)
	hidden := v.read(t, s, "block0.mlp.hidden")[at*5:][:5]
	stream := times(mlp(v.model, 0).Down, hidden)
	for i, z := range times(mlp(v.model, 0).Up, patch) {
		if want := 0.5 * z * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(z+0.044715*z*z*z))); math.Abs(hidden[i]-want) > 1e-12 {
			t.Errorf("hidden neuron %d is %v, want %v", i, hidden[i], want)
		}
	}
	for i := range stream {
		stream[i] += patch[i]
	}
	want := slices.Clone(clean)
	copy(want[at*2:], times(v.model.Unembed, stream))
	if furthest(want, got) > 1e-12 || furthest(clean, got) < 1e-3 {
		t.Errorf("patched outputs %v, want %v", got, want)
	}
}

// A head whose pattern is 0 adds nothing: its part of mix is 0, the other head's is left.
func TestAblatingAHead(t *testing.T) {
	v := hooked(t)
	clean := v.runHooked(t, nil, "block0.attn.mix")
	before, outputs := v.read(t, clean, "block0.attn.mix"), must(clean.Float64s(v.pass.Output))(t)
	square := sequence * sequence
	var seen []float64
	s := v.runHooked(t, nn.Hooks{
		"block0.attn.pattern": func(p []float64) {
			for b := range batch {
				clear(p[(2*b+1)*square:][:square]) // head 1 of 2
			}
		},
		"block0.attn.mix": func(m []float64) { seen = append(seen, m...) }, // watches
	}, "block0.attn.out")
	for i, m := range seen {
		want := before[i]
		if i%4 >= 2 {
			want = 0
		}
		if math.Abs(m-want) > 1e-15 {
			t.Errorf("mix %d is %v, want %v", i, m, want)
		}
	}
	out := v.read(t, s, "block0.attn.out")
	for r := range batch * sequence {
		if want := times(v.model.Blocks[0].Attention.Out, seen[r*4:][:4]); furthest(want, out[r*4:][:4]) > 1e-12 {
			t.Errorf("place %d: the attention adds %v, want %v", r, out[r*4:][:4], want)
		}
	}
	if moved := furthest(outputs, must(s.Float64s(v.pass.Output))(t)); len(seen) != batch*sequence*4 || moved < 1e-3 {
		t.Errorf("%d numbers watched, and the outputs moved by %v", len(seen), moved)
	}
}

// The gradient of the loss by any activation is what overwriting it shows.
func TestGradientOfActivations(t *testing.T) {
	c := transformer.Default()
	c.Inputs, c.Outputs, c.Width, c.Heads, c.Hidden, c.Layers = 2, 2, 4, 2, 3, 2
	c.Norm, c.Position, c.MLP = transformer.NormRMS, transformer.PositionRotary, transformer.MLPGated
	model := must(transformer.New(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace(), c, rand.New(rand.NewPCG(3, 3))))(t)
	x := must(graph.Input(model.Params()[0].Node().Graph(), tensor.Float64, "x", 1, 3, 2))(t)
	check(t, graph.Feed(x, 0.3, -0.5, 0.7, 1.1, -1.3, 0.2))
	pass := must(model.Forward(x))(t)
	loss := must(gorgonia.Mean(must(gorgonia.Square(pass.Output))(t)))(t)
	names := pass.Names()
	at, by, name := -1, 0.0, ""
	hooks := nn.Hooks{}
	for _, n := range names {
		hooks[n] = func(v []float64) {
			if n == name {
				v[at] += by
			}
		}
	}
	s := must(graph.Compile(graph.Program{Loss: loss, Wrt: must(pass.LookupAll(names...))(t), Overwrite: must(pass.Overwrite(hooks))(t)}))(t)
	run := func(step float64) float64 {
		by = step
		check(t, s.Run())
		return s.Scalar(loss)
	}
	check(t, s.Run())
	grads := map[string][]float64{}
	for _, n := range names {
		grads[n] = must(s.Gradient(must(pass.Lookup(n))(t)))(t)
	}
	for _, name = range names {
		for at = 0; at < len(grads[name]); at += 1 + len(grads[name])/4 {
			want := (run(1e-5) - run(-1e-5)) / 2e-5
			if got := grads[name][at]; math.Abs(got-want) > 1e-7*math.Max(1, math.Abs(want)) {
				t.Errorf("the gradient by element %d of %s is %v, differences give %v", at, name, got, want)
			}
		}
	}
	if len(names) != 2*16+3 {
		t.Errorf("%d activations, want 35: %v", len(names), names)
	}
}
