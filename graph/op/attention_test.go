package op_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// probe is a loss built on random parameters of given shapes.
type probe struct {
	shapes [][]int
	dtype  tensor.Dtype
	seed   uint64
}

// target is a fixed array that a loss compares with.
func target(g *gorgonia.ExprGraph, dtype tensor.Dtype, shape ...int) *gorgonia.Node {
	n, err := graph.Input(g, dtype, fmt.Sprintf("target%d", len(g.AllNodes())), shape...)
	if err != nil {
		panic(err)
	}
	v := make([]float64, n.Shape().TotalSize())
	for i := range v {
		v[i] = math.Sin(float64(3*i + 1))
	}
	if err := graph.Feed(n, v...); err != nil {
		panic(err)
	}
	return n
}

// probed is a probe's loss and gradients.
type probed struct {
	loss    float64
	grads   [][]float64
	node    *gorgonia.Node
	session *graph.Session
	params  []*graph.Param
}

// run computes the loss twice, as buffers are used again in the second run.
func (p probe) run(t rapid.TB, build func(in []*gorgonia.Node) (*gorgonia.Node, error)) probed {
	t.Helper()
	params := graph.NewParams(gorgonia.NewGraph(), p.dtype)
	rng := rand.New(rand.NewPCG(p.seed, 1))
	var in []*gorgonia.Node
	for i, s := range p.shapes {
		w, err := params.New(fmt.Sprintf("p%d", i), s...)
		if err != nil {
			t.Fatal(err)
		}
		v := make([]float64, w.Len())
		for j := range v {
			v[j] = rng.NormFloat64()
		}
		if err := w.Set(v); err != nil {
			t.Fatal(err)
		}
		in = append(in, w.Node())
	}
	r := probed{params: params.All()}
	var err error
	if r.node, err = build(in); err != nil {
		t.Fatal(err)
	}
	if r.session, err = graph.Compile(graph.Program{Loss: r.node, Params: r.params}); err != nil {
		t.Fatal(err)
	}
	r.eval(t)
	r.loss = r.eval(t)
	for _, w := range r.params {
		r.grads = append(r.grads, w.Gradient())
	}
	return r
}

func (r *probed) eval(t rapid.TB) float64 {
	t.Helper()
	if err := r.session.Run(); err != nil {
		t.Fatal(err)
	}
	return r.session.Scalar(r.node)
}

// finiteDifferences checks every element of every gradient.
func (r *probed) finiteDifferences(t rapid.TB) {
	t.Helper()
	const h = 1e-5
	for i, p := range r.params {
		w := graph.Values[float64](p)
		for j, old := range w {
			w[j] = old + h
			up := r.eval(t)
			w[j] = old - h
			want := (up - r.eval(t)) / (2 * h)
			w[j] = old
			if got := r.grads[i][j]; !(math.Abs(got-want) <= 1e-7*math.Max(1, math.Abs(want))) {
				t.Fatalf("gradient of %s at %d is %v, finite differences give %v", p.Name(), j, got, want)
			}
		}
	}
}

// equals checks the loss and the gradients against those of another way to compute them.
func (r *probed) equals(t rapid.TB, want probed, tolerance float64) {
	t.Helper()
	compare(t, "loss", []float64{r.loss}, []float64{want.loss}, tolerance)
	for i := range r.grads {
		compare(t, "gradient of "+r.params[i].Name(), r.grads[i], want.grads[i], tolerance)
	}
}

// allocationFree checks that a run allocates nothing.
func (r *probed) allocationFree(t testing.TB) {
	t.Helper()
	if n := testing.AllocsPerRun(20, func() { r.eval(t) }); n > 0 {
		t.Errorf("%v allocations in a run", n)
	}
}

func compare(t rapid.TB, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance*math.Max(1, math.Abs(want[i]))) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// attentionCase is a random setting.
type attentionCase struct {
	op.Attention
	batch, time, d, dv int
	seed               uint64
}

func drawAttention(t *rapid.T) attentionCase {
	return attentionCase{
		Attention: op.Attention{
			Heads:  rapid.IntRange(1, 3).Draw(t, "heads"),
			Causal: rapid.Bool().Draw(t, "causal"),
			Rate:   rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "rate"),
		},
		batch: rapid.IntRange(1, 2).Draw(t, "batch"),
		time:  rapid.SampledFrom([]int{1, 2, 3, 4, 9}).Draw(t, "time"),
		d:     rapid.IntRange(1, 3).Draw(t, "d"),
		dv:    rapid.IntRange(1, 3).Draw(t, "dv"),
		seed:  rapid.Uint64().Draw(t, "seed"),
	}
}

func (c attentionCase) probe(dtype tensor.Dtype) probe {
	qk := []int{c.batch, c.time, c.d * c.Heads}
	return probe{shapes: [][]int{qk, qk, {c.batch, c.time, c.dv * c.Heads}}, dtype: dtype, seed: c.seed}
}

// fused is the sum of squared differences from a target, by the fused operation.
func (c attentionCase) fused(in []*gorgonia.Node) (*gorgonia.Node, error) {
	out, _, err := op.Attend(in[0], in[1], in[2], c.Attention)
	if err != nil {
		return nil, err
	}
	return op.MSE(out, target(out.Graph(), out.Dtype(), out.Shape()...))
}

// decomposed is the same by the twins.
func (c attentionCase) decomposed(in []*gorgonia.Node) (*gorgonia.Node, error) {
	out, pattern, err := op.Attend(in[0], in[1], in[2], c.Attention)
	if err != nil {
		return nil, err
	}
	if pattern, err = op.Twin(pattern, in[0], in[1]); err != nil {
		return nil, err
	}
	if out, err = op.Twin(out, pattern, in[2]); err != nil {
		return nil, err
	}
	return op.MSE(out, target(out.Graph(), out.Dtype(), out.Shape()...))
}

func TestAttendEqualsTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawAttention(t)
		c.time, c.d, c.dv = c.time+1, c.d+1, c.dv+1 // Gorgonia's slices drop dimensions of size 1
		p := c.probe(tensor.Float64)
		got := p.run(t, c.fused)
		got.equals(t, p.run(t, c.decomposed), 1e-12)
	})
}

func TestAttendGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawAttention(t)
		r := c.probe(tensor.Float64).run(t, c.fused)
		r.finiteDifferences(t)
	})
}

func TestAttendFloat32(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawAttention(t)
		got := c.probe(tensor.Float32).run(t, c.fused)
		got.equals(t, c.probe(tensor.Float64).run(t, c.fused), 1e-4)
	})
}

func TestAttendAllocatesNothing(t *testing.T) {
	c := attentionCase{Attention: op.Attention{Heads: 2, Causal: true, Rate: 0.5}, batch: 3, time: 4, d: 3, dv: 2}
	r := c.probe(tensor.Float64).run(t, c.fused)
	r.allocationFree(t)
}

// The pattern can be read: rows sum to rate + (1 − rate)·places seen, and a causal one
// sees nothing of the future.
func TestAttendPattern(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawAttention(t)
		var pattern *gorgonia.Node
		r := c.probe(tensor.Float64).run(t, func(in []*gorgonia.Node) (*gorgonia.Node, error) {
			var err error
			if _, pattern, err = op.Attend(in[0], in[1], in[2], c.Attention); err != nil {
				return nil, err
			}
			return c.fused(in) // the same nodes again
		})
		p, err := r.session.Float64s(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(p); i += c.time {
			sum, seen := 0.0, c.time
			if c.Causal {
				seen = i/c.time%c.time + 1
			}
			for j, v := range p[i : i+c.time] {
				if sum += v; j >= seen && v != 0 {
					t.Fatalf("row %d sees place %d with weight %v", i/c.time, j, v)
				}
			}
			compare(t, "sum of a row", []float64{sum}, []float64{c.Rate + (1-c.Rate)*float64(seen)}, 1e-12)
		}
	})
}

func TestAttendErrors(t *testing.T) {
	g := gorgonia.NewGraph()
	node := func(name string, shape ...int) *gorgonia.Node {
		n, err := graph.Input(g, tensor.Float64, name, shape...)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	q, narrow, long, flat := node("q", 2, 3, 4), node("narrow", 2, 3, 2), node("long", 2, 5, 4), node("flat", 3, 4)
	for name, c := range map[string]struct {
		q, k, v *gorgonia.Node
		a       op.Attention
	}{
		"rate above 1":      {q, q, q, op.Attention{Heads: 1, Rate: 1.5}},
		"rate not a number": {q, q, q, op.Attention{Heads: 1, Rate: math.NaN()}},
		"no heads":          {q, q, q, op.Attention{Rate: 1}},
		"uneven heads":      {q, q, q, op.Attention{Heads: 3, Rate: 1}},
		"uneven values":     {q, q, narrow, op.Attention{Heads: 4, Rate: 1}},
		"keys narrower":     {q, narrow, q, op.Attention{Heads: 1, Rate: 1}},
		"values longer":     {q, q, long, op.Attention{Heads: 1, Rate: 1}},
		"matrix":            {flat, flat, flat, op.Attention{Heads: 1, Rate: 1}},
	} {
		if _, _, err := op.Attend(c.q, c.k, c.v, c.a); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
