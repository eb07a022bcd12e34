package transformer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/golden"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestGoldenTransformer(t *testing.T) { testGolden(t, "transformer.json") }

// Further files of the form may stand beside the first.
func TestGoldenTransformerOthers(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(golden.Dir(), "transformer*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatalf("no transformer*.json in %s", golden.Dir())
	}
	for _, p := range paths {
		if name := filepath.Base(p); name != "transformer.json" {
			t.Run(name, func(t *testing.T) { testGolden(t, name) })
		}
	}
}

// goldenRun is the recorded network, built with the library's parts.
type goldenRun struct {
	*golden.Transformer
	params  *graph.Params
	pass    *transformer.Pass
	loss    *gorgonia.Node
	penalty *bimt.Penalty
	session *graph.Session
}

func testGolden(t *testing.T, name string) {
	var file golden.Transformer
	if err := golden.Read(name, &file); err != nil {
		t.Fatal(err)
	}
	golden.EachBLAS(t, blas.Use, func(t *testing.T) {
		r := newGoldenRun(t, &file)
		t.Run("first step", r.firstStep)
		t.Run("trajectory", r.trajectory)
	})
}

func newGoldenRun(t *testing.T, f *golden.Transformer) *goldenRun {
	t.Helper()
	activation, ok := map[string]op.Activation{"gelu_tanh": op.GELU, "gelu": op.GELU, "relu": op.ReLU, "silu": op.SiLU, "tanh": op.Tanh, "": op.GELU}[f.Activation]
	if !ok {
		t.Fatalf("the file's activation is %q, which the library does not have", f.Activation)
	}
	c := transformer.Default()
	c.Inputs, c.Outputs, c.Width, c.Layers, c.Heads, c.Activation = f.In, f.Out, f.Width, f.Layers, f.Heads, activation
	if f.Layers > 0 {
		c.Hidden = f.Initial["block0.up.weight"].Shape[0]
	}
	g := gorgonia.NewGraph()
	r := &goldenRun{Transformer: f, params: graph.NewParams(g, tensor.Float64)}
	space := bimt.NewSpace(bimt.LayerDistance(f.LayerDistance), bimt.Reduce(bimt.Reduction(f.Reduction)))
	m := must(transformer.New(r.params, space, c, rand.New(rand.NewPCG(1, 2))))(t)
	x := must(graph.Input(g, tensor.Float64, "x", f.X.Shape...))(t)
	y := must(graph.Input(g, tensor.Float64, "y", f.Y.Shape...))(t)
	check(t, graph.Feed(x, f.X.Data...))
	check(t, graph.Feed(y, f.Y.Data...))
	r.pass = must(m.Forward(x))(t)
	r.loss = must(op.MSE(r.pass.Output, y))(t)
	r.penalty = must(space.Penalize(r.loss))(t)
	check(t, r.penalty.Set(f.Lambda, f.Locality, f.BiasPenalised == nil || *f.BiasPenalised))
	r.session = must(graph.Compile(graph.Program{Loss: r.penalty.Total, Params: r.params.All()}))(t)
	values := unstack(f.Initial)
	if len(values) != len(r.params.All()) {
		t.Fatalf("the file has %d parameters, the network %d", len(values), len(r.params.All()))
	}
	for name, v := range values {
		p := r.params.Get(name)
		if p == nil {
			t.Fatalf("the network has no parameter %s", name)
		}
		check(t, p.Set(v.Data))
	}
	return r
}

// unstack gives the recorded parameters by the library's names.
func unstack(recorded map[string]golden.Array) map[string]golden.Array {
	out := map[string]golden.Array{}
	for name, v := range recorded {
		path, kind, _ := cutLast(name) // "weight" or "bias"
		layer, part, inBlock := cutLast(path)
		switch {
		case !inBlock: // embed, unembed
			out[name] = v
		case part == "qkv":
			for i, a := range v.Rows(3) {
				out[fmt.Sprintf("%s.attn.%c.%s", layer, "qkv"[i], kind)] = a
			}
		case part == "proj":
			out[layer+".attn.out."+kind] = v
		default:
			out[layer+".mlp."+part+"."+kind] = v
		}
	}
	return out
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

func (r *goldenRun) firstStep(t *testing.T) {
	check(t, r.session.Run())
	check(t, golden.Compare("output", must(r.session.Float64s(r.pass.Output))(t), r.First.Output.Data))
	check(t, golden.Compare("loss, cost", []float64{r.session.Scalar(r.loss), r.session.Scalar(r.penalty.Cost)}, []float64{r.First.Loss, r.First.Cost}))
	if len(r.First.Attention) != r.Layers {
		t.Fatalf("%d attention patterns for %d blocks", len(r.First.Attention), r.Layers)
	}
	for i, want := range r.First.Attention {
		name := fmt.Sprintf("block%d.attn.pattern", i)
		n := must(r.pass.Lookup(name))(t)
		check(t, golden.Compare(name, must(r.session.Float64s(n))(t), want.Data))
	}
	for name, want := range unstack(r.First.Gradient) {
		check(t, golden.Compare("gradient of "+name, r.params.Get(name).Gradient(), want.Data))
	}
}

func (r *goldenRun) trajectory(t *testing.T) {
	adam := must(nn.NewAdamW(r.params.All(), nn.AdamWConfig{}))(t)
	tr := nn.Trainer{Session: r.session, Loss: r.loss, Optimizer: adam, Rate: nn.Constant(r.LearningRate), Steps: len(r.Trajectory)}
	tr.After(nn.Always, func(s *nn.Step) error {
		w := r.Trajectory[s.Index]
		return golden.Compare("loss, cost, total",
			[]float64{s.Loss, r.session.Scalar(r.penalty.Cost), r.session.Scalar(r.penalty.Total)}, []float64{w.Loss, w.ConnectionCost, w.Total})
	})
	if _, err := tr.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for name, v := range unstack(r.Trained) {
		check(t, golden.Compare(name, r.params.Get(name).Float64s(), v.Data))
	}
}

type tester interface {
	Helper()
	Fatal(args ...any)
}

func check(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[V any](v V, err error) func(tester) V {
	return func(t tester) V {
		t.Helper()
		check(t, err)
		return v
	}
}
