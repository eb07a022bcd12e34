package transformer_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/transformer"
	"github.com/goccy/go-yaml"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// Every option's gradient against finite differences, a few elements of each parameter.
func TestGradientOfEveryOption(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		if c.Activation == op.ReLU { // has a kink
			c.Activation = op.GELU
		}
		v := newTrial(t, c, bimt.Sum, rapid.Uint64().Draw(t, "seed"))
		gradients(t, v)
	})
}

// gradients compares a few elements of every parameter's gradient with finite differences.
func gradients(t *rapid.T, v *trial) {
	t.Helper()
	loss := func() float64 {
		check(t, v.session.Run())
		return v.session.Scalar(v.loss)
	}
	here := loss()
	rounding := 1e-15 * math.Abs(here) / 5e-6 // gated MLPs without a norm can make it large
	grads := map[*graph.Param][]float64{}
	for _, p := range v.model.Params() {
		grads[p] = p.Gradient()
	}
	for _, p := range v.model.Params() {
		w, g := graph.Values[float64](p), grads[p]
		for i := 0; i < len(w); i += 1 + len(w)/4 {
			difference := func(h float64) (slope, bend float64) {
				old := w[i]
				defer func() { w[i] = old }()
				w[i] = old + h
				up := loss()
				w[i] = old - h
				down := loss()
				return (up - down) / (2 * h), math.Abs(up-2*here+down) / h
			}
			// Where layer norm meets a small spread the loss bends sharply: two steps
			// tell how far differences can be trusted. Where a ReLU stands at its kink, the
			// slopes on either side differ, and the gradient may be either.
			want, bend := difference(5e-6)
			coarse, _ := difference(1e-5)
			if math.Abs(g[i]-want) > 1e-5*math.Max(1, math.Abs(want))+2*math.Abs(want-coarse)+bend+rounding {
				t.Fatalf("gradient of %s at %d is %v, finite differences give %v", p.Name(), i, g[i], want)
			}
		}
	}
}

func TestNames(t *testing.T) {
	c := transformer.Default()
	c.Tokens, c.Outputs, c.Width, c.Heads, c.Layers, c.Positions, c.LayerNorm, c.Read = 5, 4, 6, 2, 1, sequence, true, []int{-1, 0}
	v := newTrial(t, c, bimt.Sum, 1)
	var params []string
	for _, p := range v.model.Params() {
		params = append(params, p.Name())
	}
	want := strings.Fields(`embed.weight positions.weight
		block0.attn.norm.scale block0.attn.norm.shift
		block0.attn.q.weight block0.attn.q.bias block0.attn.k.weight block0.attn.k.bias block0.attn.v.weight block0.attn.v.bias block0.attn.out.weight block0.attn.out.bias
		block0.mlp.norm.scale block0.mlp.norm.shift block0.mlp.up.weight block0.mlp.up.bias block0.mlp.down.weight block0.mlp.down.bias
		unembed.norm.scale unembed.norm.shift unembed.weight unembed.bias`)
	if !slices.Equal(params, want) {
		t.Errorf("parameters %v, want %v", params, want)
	}
	v.output(t)
	var all []*gorgonia.Node
	for _, name := range v.pass.Names() {
		all = append(all, v.pass.Activations()[name])
	}
	session := must(graph.Compile(graph.Program{Outputs: all}))(t)
	check(t, session.Run())
	for _, w := range []struct {
		name  string
		shape []int
	}{
		{"embed", []int{batch, sequence, 6}}, {"block0.attn.norm", []int{batch, sequence, 6}}, {"block0.attn.q", []int{batch, sequence, 6}},
		{"block0.attn.k", []int{batch, sequence, 6}}, {"block0.attn.v", []int{batch, sequence, 6}}, {"block0.attn.pattern", []int{batch, 2, sequence, sequence}},
		{"block0.attn.mix", []int{batch, sequence, 6}}, {"block0.attn.out", []int{batch, sequence, 6}}, {"block0.attn.residual", []int{batch, sequence, 6}},
		{"block0.mlp.norm", []int{batch, sequence, 6}}, {"block0.mlp.hidden", []int{batch, sequence, 24}}, {"block0.mlp.out", []int{batch, sequence, 6}},
		{"block0.mlp.residual", []int{batch, sequence, 6}}, {"unembed.norm", []int{batch, 2, 6}}, {"output", []int{batch, 2, 4}},
	} {
		n := must(v.pass.Lookup(w.name))(t)
		if !slices.Equal(n.Shape(), w.shape) {
			t.Errorf("%s is %v, want %v", w.name, n.Shape(), w.shape)
		}
		if got := must(session.Float64s(n))(t); len(got) != n.Shape().TotalSize() {
			t.Errorf("%s can't be read: %v", w.name, got)
		}
	}
	if got := len(v.pass.Names()); got != 15 || len(v.pass.Activations()) != got {
		t.Errorf("%d names, want 15", got)
	}
	if _, err := v.pass.Lookup("block0.attn.patern"); err == nil {
		t.Error("a wrong name: no error")
	}
}

func TestSameSeedSameWeights(t *testing.T) {
	c := transformer.Default()
	c.Inputs, c.Outputs = 2, 2
	a, b := newTrial(t, c, bimt.Sum, 4), newTrial(t, c, bimt.Sum, 4)
	for i, p := range a.model.Params() {
		if q := b.model.Params()[i]; p.Name() != q.Name() || !slices.Equal(p.Float64s(), q.Float64s()) {
			t.Errorf("%s and %s differ", p.Name(), q.Name())
		}
	}
}

func TestConfigErrors(t *testing.T) {
	for field, change := range map[string]func(*transformer.Config){
		"inputs":         func(c *transformer.Config) { c.Inputs = -1 },
		"tokens":         func(c *transformer.Config) { c.Tokens = 3 },
		"outputs":        func(c *transformer.Config) { c.Outputs = 0 },
		"width":          func(c *transformer.Config) { c.Width = 0 },
		"layers":         func(c *transformer.Config) { c.Layers = -1 },
		"heads":          func(c *transformer.Config) { c.Heads = 0 },
		"head_width":     func(c *transformer.Config) { c.Heads = 3 },
		"hidden":         func(c *transformer.Config) { c.Hidden = -1 },
		"positions":      func(c *transformer.Config) { c.Positions = -1 },
		"attention_rate": func(c *transformer.Config) { c.AttentionRate = math.NaN() },
		"tied_embedding": func(c *transformer.Config) { c.Inputs, c.Tokens, c.TiedEmbedding = 0, 3, true },
		"norm \"batch":   func(c *transformer.Config) { c.Norm = "batch" },
		"layer_norm":     func(c *transformer.Config) { c.Norm, c.LayerNorm = transformer.NormRMS, true },
		"norm_epsilon":   func(c *transformer.Config) { c.NormEpsilon = -1 },
		"position \"":    func(c *transformer.Config) { c.Position = "sinusoidal" },
		"learned with 0": func(c *transformer.Config) { c.Position = transformer.PositionLearned },
		"rotary with 4":  func(c *transformer.Config) { c.Position, c.Positions = transformer.PositionRotary, 4 },
		"3 wide":         func(c *transformer.Config) { c.Position, c.HeadWidth = transformer.PositionRotary, 3 },
		"rotary_base":    func(c *transformer.Config) { c.Position, c.RotaryBase = transformer.PositionRotary, -1 },
		"rotary_pairing": func(c *transformer.Config) { c.Position, c.RotaryPairing = transformer.PositionRotary, "thirds" },
		"mlp \"":         func(c *transformer.Config) { c.MLP = "maxout" },
		"activation":     func(c *transformer.Config) { c.Activation = "sine" },
	} {
		c := transformer.Default()
		c.Inputs, c.Outputs = 2, 2
		change(&c)
		_, err := transformer.New(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace(), c, rand.New(rand.NewPCG(1, 1)))
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: the error is %v", field, err)
		}
	}
}

func TestInputErrors(t *testing.T) {
	c := transformer.Default()
	c.Tokens, c.Outputs, c.Positions, c.Read = 3, 3, 4, []int{2}
	g := gorgonia.NewGraph()
	m := must(transformer.New(graph.NewParams(g, tensor.Float64), bimt.NewSpace(), c, rand.New(rand.NewPCG(1, 1))))(t)
	for name, shape := range map[string][]int{"vectors": {2, 3, 2}, "too short to read": {2, 2}, "longer than positions": {2, 5}} {
		if _, err := m.Forward(must(graph.Input(g, tensor.Float64, name, shape...))(t)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// What a file leaves out stays as in Default, and what is written is read again.
func TestConfigYAML(t *testing.T) {
	c := transformer.Default()
	check(t, yaml.UnmarshalWithOptions([]byte("inputs: 3\noutputs: 1\nattention_rate: 0\nbiases: {attention: false}\nread: [-1]"), &c, yaml.Strict()))
	want := transformer.Default()
	want.Inputs, want.Outputs, want.AttentionRate, want.Biases.Attention, want.Read = 3, 1, 0, false, []int{-1}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("read %+v, want %+v", c, want)
	}
	text := must(yaml.Marshal(c))(t)
	for _, key := range []string{"norm", "position", "mlp", "rotary"} {
		if strings.Contains("\n"+string(text), "\n"+key) {
			t.Errorf("%s is written though it was not set:\n%s", key, text)
		}
	}
	var again transformer.Config
	check(t, yaml.UnmarshalWithOptions(text, &again, yaml.Strict()))
	if !reflect.DeepEqual(again, c) {
		t.Errorf("%s\nread again as %+v", text, again)
	}
	check(t, yaml.UnmarshalWithOptions([]byte("norm: rms\nnorm_epsilon: 1e-6\nposition: rotary\nrotary_base: 500\nrotary_pairing: interleaved\nmlp: gated"), &c, yaml.Strict()))
	want.Norm, want.NormEpsilon, want.Position, want.RotaryBase, want.RotaryPairing, want.MLP = transformer.NormRMS, 1e-6, transformer.PositionRotary, 500, op.Interleaved, transformer.MLPGated
	if !reflect.DeepEqual(c, want) {
		t.Errorf("parts are read as %+v, want %+v", c, want)
	}
}
