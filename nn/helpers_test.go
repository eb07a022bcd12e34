package nn_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

func check(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[V any](v V, err error) func(rapid.TB) V {
	return func(t rapid.TB) V {
		t.Helper()
		check(t, err)
		return v
	}
}

// wantError wants an error that has every one of the words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %v", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not mention %q", err, w)
		}
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// prescribed is parameters whose gradients are whatever was fed: the loss is Σ w ⊙ g.
type prescribed struct {
	params   *graph.Params
	gradient map[*graph.Param]*gorgonia.Node
	*graph.Session
	loss *gorgonia.Node
}

func newPrescribed(t rapid.TB, dtype tensor.Dtype, shapes map[string][]int, names ...string) *prescribed {
	t.Helper()
	g := gorgonia.NewGraph()
	n := &prescribed{params: graph.NewParams(g, dtype), gradient: map[*graph.Param]*gorgonia.Node{}}
	for _, name := range names {
		p := must(n.params.New(name, shapes[name]...))(t)
		n.gradient[p] = must(graph.Input(g, dtype, "gradient of "+name, shapes[name]...))(t)
		sum := must(gorgonia.Sum(must(gorgonia.HadamardProd(p.Node(), n.gradient[p]))(t)))(t)
		if n.loss == nil {
			n.loss = sum
		} else {
			n.loss = must(gorgonia.Add(n.loss, sum))(t)
		}
	}
	n.Session = must(graph.Compile(graph.Program{Loss: n.loss, Params: n.params.All()}))(t)
	return n
}

// draw gives n normal numbers.
func draw(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}
