package transformer_test

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// drawConfig draws a transformer with any of the options.
func drawConfig(t *rapid.T) transformer.Config {
	c := transformer.Default()
	c.Heads = rapid.IntRange(1, 4).Draw(t, "heads")
	c.Width = c.Heads * rapid.IntRange(1, 3).Draw(t, "width of a head")
	if rapid.Bool().Draw(t, "other head width") {
		c.HeadWidth = rapid.IntRange(1, 3).Draw(t, "head width")
	}
	c.Layers = rapid.IntRange(0, 2).Draw(t, "layers")
	c.Hidden = rapid.IntRange(1, 7).Draw(t, "hidden")
	c.Outputs = rapid.IntRange(1, 4).Draw(t, "outputs")
	c.Activation = rapid.SampledFrom(op.Activations()).Draw(t, "activation")
	c.Causal = rapid.Bool().Draw(t, "causal")
	c.AttentionRate = rapid.SampledFrom([]float64{0, 0.4, 1}).Draw(t, "rate")
	c.LayerNorm = rapid.Bool().Draw(t, "layer norm")
	if !c.LayerNorm {
		c.Norm = rapid.SampledFrom([]transformer.Norm{"", transformer.NormNone, transformer.NormRMS, transformer.NormLayer}).Draw(t, "norm")
	}
	c.MLP = rapid.SampledFrom([]transformer.MLPKind{"", transformer.MLPPlain, transformer.MLPGated}).Draw(t, "MLP")
	if c.TiedOrder = rapid.Bool().Draw(t, "tied order"); !c.TiedOrder {
		if kv := rapid.IntRange(0, c.Heads).Draw(t, "key/value heads"); kv == 0 || c.Heads%kv == 0 {
			c.KVHeads = kv
		}
	}
	c.StackedMeans = rapid.Bool().Draw(t, "stacked means")
	c.LastLayerLocality = rapid.Bool().Draw(t, "last layer locality")
	for _, b := range []*bool{&c.Biases.Embed, &c.Biases.Attention, &c.Biases.MLP, &c.Biases.Unembed} {
		*b = rapid.Bool().Draw(t, "bias")
	}
	if rapid.Bool().Draw(t, "tokens") {
		c.Tokens = rapid.IntRange(2, 5).Draw(t, "vocabulary")
		if c.TiedEmbedding = rapid.Bool().Draw(t, "tied embedding"); c.TiedEmbedding {
			c.Outputs = c.Tokens
		}
	} else {
		c.Inputs = rapid.IntRange(1, 4).Draw(t, "inputs")
	}
	if rapid.Bool().Draw(t, "positions") {
		c.Positions = sequence + rapid.IntRange(0, 1).Draw(t, "spare positions")
	} else if rapid.Bool().Draw(t, "rotary") {
		c.Position, c.HeadWidth = transformer.PositionRotary, 2*rapid.IntRange(1, 2).Draw(t, "pairs in a head")
		c.RotaryPairing = rapid.SampledFrom([]op.Pairing{"", op.Halves, op.Interleaved}).Draw(t, "pairing")
	}
	if rapid.Bool().Draw(t, "read the last") {
		c.Read = []int{-1}
	}
	return c
}

const (
	batch    = 2
	sequence = 3
)

// trial is a model with random data, ready to run.
type trial struct {
	model   *transformer.Model
	pass    *transformer.Pass
	params  *graph.Params
	space   *bimt.Space
	loss    *gorgonia.Node
	session *graph.Session
	adam    *nn.AdamW
}

func newTrial(t tester, c transformer.Config, r bimt.Reduction, seed uint64, opts ...transformer.Option) *trial {
	t.Helper()
	g := gorgonia.NewGraph()
	rng := rand.New(rand.NewPCG(seed, 7))
	v := &trial{params: graph.NewParams(g, tensor.Float64), space: bimt.NewSpace(bimt.Reduce(r))}
	v.model = must(transformer.New(v.params, v.space, c, rng, opts...))(t)
	for _, p := range v.params.All() { // scales and shifts too
		check(t, nn.Uniform(p, 1, rng))
	}
	shape := []int{batch, sequence, c.Inputs}
	if c.Tokens > 0 {
		shape = shape[:2]
	}
	x := must(graph.Input(g, tensor.Float64, "x", shape...))(t)
	values := make([]float64, x.Shape().TotalSize())
	for i := range values {
		if values[i] = rng.NormFloat64(); c.Tokens > 0 {
			values[i] = float64(rng.IntN(c.Tokens))
		}
	}
	check(t, graph.Feed(x, values...))
	v.pass = must(v.model.Forward(x))(t)
	y := must(graph.Input(g, tensor.Float64, "y", v.pass.Output.Shape()...))(t)
	v.loss = must(op.MSE(v.pass.Output, y))(t)
	v.session = must(graph.Compile(graph.Program{Loss: v.loss, Params: v.model.Params()}))(t)
	v.adam = must(nn.NewAdamW(v.model.Params(), nn.AdamWConfig{}))(t)
	return v
}

func (v *trial) output(t tester) []float64 {
	t.Helper()
	check(t, v.session.Run())
	return must(v.session.Float64s(v.pass.Output))(t)
}

func (v *trial) train(t tester, steps int) {
	t.Helper()
	tr := nn.Trainer{Session: v.session, Loss: v.loss, Optimizer: v.adam, Rate: nn.Constant(1e-2), Steps: steps}
	_, err := tr.Run(context.Background())
	check(t, err)
}

// furthest is the largest difference of two arrays, relative to their largest element.
func furthest(a, b []float64) float64 {
	d, size := 0.0, 1.0
	for i := range a {
		d, size = math.Max(d, math.Abs(a[i]-b[i])), math.Max(size, math.Abs(a[i]))
	}
	return d / size
}
