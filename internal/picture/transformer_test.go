package picture

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// twoBlocks is a small network for in-context regression with all weights 0.
func twoBlocks(t *testing.T) *run.Run {
	t.Helper()
	r := build(t, "in-context", "width=4", "mlp_factor=2", "train_rows=100", "test_rows=20")
	for _, p := range r.Network.Params.All() {
		clear(graph.Values[float64](p))
	}
	return r
}

// put sets one weight, by row and column.
func put(n *run.Network, param string, row, column int, w float64) {
	p := n.Params.Get(param)
	graph.Values[float64](p)[row*p.Shape()[1]+column] = w
}

// One path from an input over both kinds of layers to an output: what lies on it is
// alive, all else is dead, and the residual stream goes on by links where it is needed.
func TestTransformerFlow(t *testing.T) {
	r := twoBlocks(t)
	n := r.Network
	put(n, "embed.weight", 1, 0, 1) // input 0 → residual 1
	put(n, "block0.attn.q.weight", 0, 1, 1)
	put(n, "block0.attn.k.weight", 0, 1, 1)
	put(n, "block0.attn.v.weight", 2, 1, 1)
	put(n, "block0.attn.out.weight", 3, 2, -1) // value 2 → residual 3
	put(n, "block1.mlp.up.weight", 5, 3, 1)
	put(n, "block1.mlp.down.weight", 0, 5, 1) // hidden 5 → residual 0
	put(n, "block1.mlp.down.weight", 2, 5, 0.009)
	put(n, "unembed.weight", 1, 0, 1)

	f, err := r.Flow()
	if err != nil {
		t.Fatal(err)
	}
	d, err := draw.FromFlow(f, run.ActiveAbove, "title", draw.Labels{n.In: {"y", "x"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range d.Layers {
		names = append(names, l.Name)
	}
	want := "input residual block0 attention residual block0.hidden residual block1 attention residual block1.hidden residual output"
	if got := strings.Join(names, " "); got != want {
		t.Fatalf("layers %s, want %s", got, want)
	}
	alive := map[int][]int{0: {0}, 1: {1}, 2: {0, 4, 10}, 3: {3}, 5: {3}, 7: {3}, 8: {5}, 9: {0}, 10: {1}}
	for l, layer := range d.Layers {
		var live []int
		for i, u := range layer.Neurons {
			if !u.Dead {
				live = append(live, i)
			}
		}
		if !slices.Equal(live, alive[l]) {
			t.Errorf("layer %d (%s): %v are alive, want %v", l, layer.Name, live, alive[l])
		}
	}
	if links := []draw.Link{{FromLayer: 3, FromNeuron: 3, ToLayer: 5, ToNeuron: 3}, {FromLayer: 5, FromNeuron: 3, ToLayer: 7, ToNeuron: 3}}; !slices.Equal(d.Links, links) {
		t.Errorf("links %v, want %v", d.Links, links)
	}
	if len(d.Edges) != 8 {
		t.Errorf("%d weights are drawn, want the 8 above 0.01", len(d.Edges))
	}
	if !slices.Contains(d.Edges, draw.Edge{FromLayer: 2, FromNeuron: 8 + 2, ToLayer: 3, ToNeuron: 3, Weight: -1}) {
		t.Errorf("no wire leads from the value: %v", d.Edges)
	}
	if over, total := run.ActiveWeights(n.Space, run.ActiveAbove); d.Total != total || d.Over != over {
		t.Errorf("%d of %d weights are above 0.01, but there are %d of %d", d.Over, d.Total, over, total)
	}
	if d.Layers[0].Neurons[1].Label != "x" {
		t.Errorf("input 1 is called %q", d.Layers[0].Neurons[1].Label)
	}
}

// A dense network has the same number of the strongest weights of each matrix, but for
// matrices that are smaller than that.
func TestTransformerFlowShares(t *testing.T) {
	r := trained(t, build(t, "modular-addition-transformer", "modulus=7", "width=32", "heads=2", "steps=1"))
	d, err := Network(r.Run, "")
	if err != nil {
		t.Fatal(err)
	}
	const most = 1500
	if len(d.Edges) > most || len(d.Edges) < most-10 || !strings.Contains(d.Chosen, "each matrix") {
		t.Fatalf("%d weights, %q", len(d.Edges), d.Chosen)
	}
	strands := map[[3]int]int{}
	for _, e := range d.Edges {
		strands[[3]int{e.FromLayer, e.ToLayer, d.Layers[e.ToLayer].Neurons[e.ToNeuron].Group}]++
	}
	if len(strands) != 7 {
		t.Fatalf("weights of %d matrices, want 7", len(strands))
	}
	for s, count := range strands {
		if small := 7 * 32; s[1] == len(d.Layers)-1 && count <= small {
			continue
		}
		if count < 200 {
			t.Errorf("only %d weights from layer %d to %d", count, s[0], s[1])
		}
	}
}

// Pictures of transformers are written, and name the tokens of the chosen example.
func TestTransformerPictures(t *testing.T) {
	r := trained(t, build(t, "modular-addition-transformer", "modulus=7", "width=8", "heads=2", "steps=2"))
	f, err := run.Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	r.Example = 3
	if err := errors.Join(Draw(f, r, SVG), f.Close()); err != nil {
		t.Fatal(err)
	}
	for file, wants := range map[string][]string{
		"network.svg":   {"attention", "residual", "hidden", "output", "query", "key", "value", "the strongest of each matrix|all drawn"},
		"attention.svg": {"block 0, head 0", "block 0, head 1", "test row 3"},
	} {
		b, err := os.ReadFile(filepath.Join(f.Path, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wants {
			if !slices.ContainsFunc(strings.Split(w, "|"), func(s string) bool { return strings.Contains(string(b), s) }) {
				t.Errorf("%s does not say %q", file, w)
			}
		}
	}
}

func TestPlaceNames(t *testing.T) {
	set := func(shape ...int) task.Set { return task.Set{XShape: shape} }
	for want, c := range map[string]struct {
		data task.Data
		x    []float64
	}{
		"a _ \\n ' \"":        {task.Data{Schema: task.Schema{Tokens: 5, Outputs: []string{"'a'", "' '", `'\n'`, `'\''`, `'"'`}}, Decode: func([]int) (string, error) { return "", nil }, Test: set(5)}, []float64{0, 1, 2, 3, 4}},
		"seven 0":             {task.Data{Schema: task.Schema{Tokens: 2, Outputs: []string{"0", "seven"}}, Test: set(2)}, []float64{1, 0}},
		"1 0":                 {task.Data{Schema: task.Schema{Tokens: 2}, Test: set(2)}, []float64{1, 0}},
		"(0, 1.23) (-0.5, 0)": {task.Data{Test: set(2, 2)}, []float64{0, 1.234, -0.5, 0}},
		"place 0 place 1":     {task.Data{Test: set(2, 4)}, make([]float64, 8)},
	} {
		if got := strings.Join(placeNames(&c.data, c.x), " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
