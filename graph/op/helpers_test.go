package op_test

import (
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
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

// inputs are parameters and constants in a graph of their own.
type inputs struct {
	g      *gorgonia.ExprGraph
	params *graph.Params
	nodes  gorgonia.Nodes
}

func newGraph(t testing.TB, in []graphtest.Input) *inputs {
	t.Helper()
	x := &inputs{g: gorgonia.NewGraph()}
	x.params = graph.NewParams(x.g, tensor.Float64)
	for _, i := range in {
		if i.Constant {
			n := must(graph.Input(x.g, tensor.Float64, i.Name, i.Shape...))(t)
			check(t, graph.Feed(n, i.Data...))
			x.nodes = append(x.nodes, n)
			continue
		}
		p := must(x.params.New(i.Name, i.Shape...))(t)
		check(t, p.Set(i.Data))
		x.nodes = append(x.nodes, p.Node())
	}
	return x
}
