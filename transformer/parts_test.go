package transformer_test

import (
	"fmt"
	"log"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/bimttest"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// gain is a norm of a user's own: one scale for each neuron of the residual stream, and
// nothing else.
type gain struct{ scale *graph.Param }

func newGain(b *transformer.Builder, path string) (nn.Layer, error) {
	p, err := b.Params.New(path+".scale", b.Width)
	if err != nil {
		return nil, err
	}
	if err := nn.Uniform(p, 1, b.Rng); err != nil {
		return nil, err
	}
	return &gain{p}, b.Space.Attach(p, b.Residual) // moves with the residual stream
}

func (l *gain) Params() []*graph.Param { return []*graph.Param{l.scale} }

func (l *gain) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	width := l.scale.Shape()[0]
	scale, err := gorgonia.Reshape(l.scale.Node(), tensor.Shape{1, 1, width})
	if err != nil {
		return nil, err
	}
	return gorgonia.BroadcastHadamardProd(x, scale, nil, []byte{0, 1}) // (batch, time, width)
}

// shortcut is an MLP of a user's own: down(tanh(up x)) + skip x.
type shortcut struct{ up, down, skip *nn.Linear }

func newShortcut(b *transformer.Builder, path string) (nn.Layer, error) {
	hidden, l := b.Space.Axis(path+".inner", bimt.Line(3)), &shortcut{}
	for _, w := range []struct {
		to **nn.Linear
		transformer.Wiring
	}{
		{&l.up, transformer.Wiring{Path: path + ".up", Bias: true, Rows: hidden, Columns: b.Residual, Activation: op.Tanh}},
		{&l.down, transformer.Wiring{Path: path + ".down", Rows: b.Residual, Columns: hidden}},
		{&l.skip, transformer.Wiring{Path: path + ".skip", Rows: b.Residual, Columns: b.Residual}},
	} {
		var err error
		if *w.to, err = b.Linear(w.Wiring); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *shortcut) Params() []*graph.Param {
	return append(append(l.up.Params(), l.down.Params()...), l.skip.Params()...)
}

func (l *shortcut) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return l.ApplyTraced(nil, x) }

func (l *shortcut) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	h, err := t.Apply("inner", l.up, x) // (batch, time, 3)
	if err != nil {
		return nil, err
	}
	y, err := l.down.Apply(h) // (batch, time, width)
	if err != nil {
		return nil, err
	}
	z, err := l.skip.Apply(x)
	if err != nil {
		return nil, err
	}
	return gorgonia.Add(y, z)
}

// flip is a position of a user's own on queries and keys: every other place has its sign
// turned.
type flip struct{}

func newFlip(*transformer.Builder, string) (nn.Layer, error) { return flip{}, nil }

func (flip) Params() []*graph.Param { return nil }

func (flip) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	sign := make([]float64, x.Shape()[1])
	for i := range sign {
		sign[i] = float64(1 - 2*(i%2))
	}
	name := fmt.Sprintf("signs %d", len(x.Graph().AllNodes()))
	s, err := graph.Input(x.Graph(), x.Dtype(), name, 1, len(sign), 1)
	if err != nil {
		return nil, err
	}
	if err := graph.Feed(s, sign...); err != nil {
		return nil, err
	}
	return gorgonia.BroadcastHadamardProd(x, s, nil, []byte{0, 2}) // (batch, time, heads·d)
}

// A norm of one's own: a function that makes it is given the residual axis to lay its
// parameters on.
func ExampleWithNorm() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	config := transformer.Default()
	config.Inputs, config.Outputs, config.Width, config.Layers, config.Heads = 2, 2, 8, 1, 2
	norm := func(b *transformer.Builder, path string) (nn.Layer, error) {
		n, err := nn.NewRMSNorm(b.Params, path, b.Width)
		if err != nil {
			return nil, err
		}
		n.Epsilon = 1e-6
		return n, b.Space.Attach(n.Scale, b.Residual) // moves with the residual stream
	}
	model, err := transformer.New(params, space, config, rand.New(rand.NewPCG(1, 1)), transformer.WithNorm(norm))
	if err != nil {
		log.Fatal(err)
	}
	x, err := graph.Input(params.Graph(), tensor.Float64, "x", 5, 3, 2) // (batch, time, inputs)
	if err != nil {
		log.Fatal(err)
	}
	pass, err := model.Forward(x)
	if err != nil {
		log.Fatal(err)
	}
	n, err := pass.Lookup("block0.mlp.norm")
	fmt.Println(op.Of(n), n.Shape(), err)
	fmt.Println("relocation keeps the function:", flow.Check(space, pass.Output) == nil)
	// Output:
	// RMS norm {Epsilon:1e-06} (5, 3, 8) <nil>
	// relocation keeps the function: true
}

// A Llama block is three words of the config, a head axis whose pairs stay together among
// them.
func ExampleConfig_llama() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	c := transformer.Default()
	c.Tokens, c.Outputs, c.Width, c.Layers, c.Heads, c.Hidden = 10, 10, 8, 1, 2, 20
	c.Norm, c.Position, c.MLP, c.Activation, c.Biases = transformer.NormRMS, transformer.PositionRotary, transformer.MLPGated, op.SiLU, transformer.Biases{}
	model, err := transformer.New(params, space, c, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range model.Params() {
		fmt.Println(p.Name(), p.Shape())
	}
	fmt.Println("rigid heads:", space.Find("block0.qk").Symmetry().Rigid)
	// Output:
	// embed.weight [10 8]
	// block0.attn.norm.scale [8]
	// block0.attn.q.weight [8 8]
	// block0.attn.k.weight [8 8]
	// block0.attn.v.weight [8 8]
	// block0.attn.out.weight [8 8]
	// block0.mlp.norm.scale [8]
	// block0.mlp.gate.weight [20 8]
	// block0.mlp.up.weight [20 8]
	// block0.mlp.down.weight [8 20]
	// unembed.norm.scale [8]
	// unembed.weight [10 8]
	// rigid heads: true
}

// Whatever parts a transformer is made of, its own or a user's, every law of relocation
// holds by every strategy, Verify finds nothing, and gradients are right.
func TestLawsOfAnyParts(t *testing.T) {
	options := []transformer.Option{
		transformer.WithNorm(newGain), transformer.WithMLP(newShortcut), transformer.WithMLP(nil), transformer.WithQueryKey(newFlip), transformer.WithPositions(newGain),
	}
	rapid.Check(t, func(t *rapid.T) {
		opts := rapid.SliceOfDistinct(rapid.IntRange(0, len(options)-1), rapid.ID[int]).Draw(t, "options")
		var chosen []transformer.Option
		for _, i := range opts {
			chosen = append(chosen, options[i])
		}
		v := newTrial(t, drawConfig(t), rapid.SampledFrom([]bimt.Reduction{bimt.Sum, bimt.Mean}).Draw(t, "reduction"), rapid.Uint64().Draw(t, "seed"), chosen...)
		if err := flow.Check(v.space, v.pass.Output); err != nil {
			t.Fatal(err)
		}
		outputs := func() ([]float64, error) {
			if err := v.session.Run(); err != nil {
				return nil, err
			}
			return v.session.Float64s(v.pass.Output)
		}
		check(t, v.space.Verify(outputs, 1e-9, rand.New(rand.NewPCG(1, 1))))
		strategy := rapid.SampledFrom(bimt.Strategies()).Draw(t, "strategy")
		bimttest.Check(t, bimttest.Network{Space: v.space, Outputs: outputs, Tolerance: 1e-11}, bimt.Relocation{Strategy: strategy, Locality: 2})
		gradients(t, v)
	})
}

// Rotary heads that are free inside would be broken by a relocation: what rigid heads are
// for. Verify sees it happen.
func TestRotaryNeedsRigidHeads(t *testing.T) {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 1, 3, 4))(t)
	check(t, graph.Feed(x, 0.5, 1, -1, 2, 0.3, -0.7, 0.1, 1, 2, -0.2, 0.4, 0.6))
	in, qk := space.Axis("input", bimt.Line(4), bimt.Fixed()), space.Axis("qk", bimt.Line(8), bimt.InHeads(bimt.NewHeads("heads", 2)))
	v := space.Axis("v", bimt.Line(8), bimt.Fixed())
	var to [3]*gorgonia.Node
	for i, axis := range []*bimt.Axis{qk, qk, v} {
		l := must(nn.NewLinear(params, fmt.Sprint("linear", i), 4, 8, op.Identity, rand.New(rand.NewPCG(uint64(i), 1))))(t)
		check(t, space.Connect(l.Weight, axis, in))
		check(t, space.Bias(l.Bias, axis))
		to[i] = must(l.Apply(x))(t)
		if i < 2 {
			to[i] = must(op.Rope(to[i], op.Rotary{Heads: 2, Base: 10, Pairing: op.Halves}))(t)
		}
	}
	mix, _, err := op.Attend(to[0], to[1], to[2], op.Attention{Heads: 2, Rate: 1})
	check(t, err)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{mix}}))(t)
	err = space.Verify(func() ([]float64, error) {
		if err := s.Run(); err != nil {
			return nil, err
		}
		return s.Float64s(mix)
	}, 1e-9, rand.New(rand.NewPCG(1, 1)))
	if err == nil || !strings.Contains(err.Error(), "axis qk") {
		t.Errorf("neurons of rotary heads moved: the error is %v", err)
	}
}

// What is wrong with a part is an error that names it.
func TestPartErrors(t *testing.T) {
	c := transformer.Default()
	c.Inputs, c.Outputs, c.Width, c.Layers, c.Heads = 2, 2, 8, 1, 2
	make := func(o transformer.Option) (*transformer.Model, error) {
		return transformer.New(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace(), c, rand.New(rand.NewPCG(1, 1)), o)
	}
	none := func(*transformer.Builder, string) (nn.Layer, error) { return nil, nil }
	fails := func(*transformer.Builder, string) (nn.Layer, error) { return nil, fmt.Errorf("no such luck") }
	for part, o := range map[string]func(transformer.Part) transformer.Option{
		"block0.attn.norm": transformer.WithNorm, "block0.mlp": transformer.WithMLP, "positions": transformer.WithPositions, "block0.attn.rotary": transformer.WithQueryKey,
	} {
		for word, p := range map[string]transformer.Part{"neither": none, "no such luck": fails} {
			if _, err := make(o(p)); err == nil || !strings.Contains(err.Error(), part+": ") || !strings.Contains(err.Error(), word) {
				t.Errorf("%s: the error is %v, want one about %q", part, err, word)
			}
		}
	}
	m := must(make(transformer.WithMLP(func(b *transformer.Builder, path string) (nn.Layer, error) {
		return nn.NewLinear(b.Params, path, b.Width, 3, op.Identity, b.Rng)
	})))(t)
	_, err := m.Forward(must(graph.Input(m.Params()[0].Node().Graph(), tensor.Float64, "x", 1, 3, 2))(t))
	if err == nil || !strings.Contains(err.Error(), "block0") || !strings.Contains(err.Error(), "same shape") {
		t.Errorf("an MLP that leads elsewhere: the error is %v", err)
	}
}
