package weights_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/weights"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// file is a file of tensors in memory; element i of a tensor is i.
type file map[string][]int

func (f file) Names() []string {
	var names []string
	for n := range f {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (f file) Shape(name string) ([]int, error) { return f[name], nil }

func (f file) Float64s(name string) ([]float64, error) {
	n := 1
	for _, s := range f[name] {
		n *= s
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i)
	}
	return v, nil
}

func params(t testing.TB, dtype tensor.Dtype, shapes map[string][]int) *graph.Params {
	t.Helper()
	ps := graph.NewParams(gorgonia.NewGraph(), dtype)
	for _, name := range file(shapes).Names() {
		if _, err := ps.New(name, shapes[name]...); err != nil {
			t.Fatal(err)
		}
	}
	return ps
}

func TestRules(t *testing.T) {
	half := 0.5
	for name, c := range map[string]struct {
		rule  weights.Rule
		from  []int
		shape []int
		want  []float64
	}{
		"as it is":                {weights.Rule{From: "t"}, []int{2, 2}, []int{2, 2}, []float64{0, 1, 2, 3}},
		"transposed":              {weights.Rule{From: "t", Transpose: []int{1, 0}}, []int{2, 3}, []int{3, 2}, []float64{0, 3, 1, 4, 2, 5}},
		"reshaped":                {weights.Rule{From: "t", Reshape: true}, []int{2, 2, 1}, []int{4}, []float64{0, 1, 2, 3}},
		"rows of a stack":         {weights.Rule{From: "t", Part: &weights.Part{Dim: 0, Index: 1, Of: 3}}, []int{3, 2}, []int{1, 2}, []float64{2, 3}},
		"columns of a stack":      {weights.Rule{From: "t", Part: &weights.Part{Dim: 1, Index: 1, Of: 2}}, []int{2, 4}, []int{2, 2}, []float64{2, 3, 6, 7}},
		"part, then transposed":   {weights.Rule{From: "t", Part: &weights.Part{Dim: 1, Index: 0, Of: 2}, Transpose: []int{1, 0}}, []int{2, 4}, []int{2, 2}, []float64{0, 4, 1, 5}},
		"heads first, columns":    {weights.Rule{From: "t", Transpose: []int{2, 0, 1}, Reshape: true}, []int{2, 1, 3}, []int{3, 2}, []float64{0, 3, 1, 4, 2, 5}},
		"cycle of three":          {weights.Rule{From: "t", Transpose: []int{1, 2, 0}}, []int{2, 1, 2}, []int{1, 2, 2}, []float64{0, 2, 1, 3}},
		"filled, with no tensor":  {weights.Rule{Fill: &half}, nil, []int{2}, []float64{0.5, 0.5}},
		"part of a single vector": {weights.Rule{From: "t", Part: &weights.Part{Index: 2, Of: 3}}, []int{6}, []int{2}, []float64{4, 5}},
	} {
		f := file{}
		if c.from != nil {
			f["t"] = c.from
		}
		ps := params(t, tensor.Float64, map[string][]int{"p": c.shape})
		c.rule.To = "p"
		m := weights.Mapping{Tensors: []weights.Rule{c.rule}}
		if err := m.Load(f, ps.All()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := ps.Get("p").Float64s(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		yaml  string
		file  file
		wants string // in the message
	}{
		"no rule":        {`tensors: [{to: other, from: t}]`, file{"t": {2, 3}}, "no rule"},
		"no tensor":      {`tensors: [{to: p, from: weigt}]`, file{"weight": {2, 3}}, `"weight"`},
		"left over":      {`tensors: [{to: p, from: t}]`, file{"t": {2, 3}, "mask.x": {1}}, "mask.x"},
		"too small":      {`tensors: [{to: p, from: t}]`, file{"t": {2, 2}}, "4 elements"},
		"other shape":    {`tensors: [{to: p, from: t}]`, file{"t": {3, 2}}, "transpose or reshape"},
		"uneven parts":   {`tensors: [{to: p, from: t, part: {dim: 0, index: 0, of: 2}}]`, file{"t": {3, 3}}, "equal parts"},
		"rank of part":   {`tensors: [{to: p, from: t, part: {dim: 2, index: 0, of: 2}}]`, file{"t": {2, 3}}, "dimension 2"},
		"rank of transp": {`tensors: [{to: p, from: t, transpose: [0, 2, 1]}]`, file{"t": {2, 3}}, "all 2 dimensions"},
	} {
		m, err := weights.Parse([]byte(c.yaml), "m.yaml")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ps := params(t, tensor.Float64, map[string][]int{"p": {2, 3}})
		if err := ps.Get("p").Set([]float64{9, 9, 9, 9, 9, 9}); err != nil {
			t.Fatal(err)
		}
		if err := m.Load(c.file, ps.All()); err == nil || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: the error is %v, want %q in it", name, err, c.wants)
		}
		if ps.Get("p").Float64s()[0] != 9 {
			t.Errorf("%s: the parameter changed", name)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for yaml, wants := range map[string]string{
		`tensors: []`:                                                  "at least one rule",
		`tensors: [{from: t}]`:                                         "name a parameter",
		`tensors: [{to: p}]`:                                           "from and fill",
		`tensor: []`:                                                   "m.yaml:1:1",
		"tensors:\n  - {to: p,":                                        "m.yaml:2",
		`tensors: [{to: p, form: t}]`:                                  "m.yaml:1:",
		`tensors: [{to: p, from: t, fill: 0}]`:                         "from and fill",
		`tensors: [{to: p, fill: 0, reshape: true}]`:                   "fill needs no",
		`tensors: [{to: p, from: t}, {to: p, from: u}]`:                "a rule already",
		`tensors: [{to: p, from: t, transpose: [1, 1]}]`:               "each dimension once",
		`tensors: [{to: p, from: "t{n}"}]`:                             "not in to",
		`tensors: [{to: "p{n}{n}", from: "t{n}"}]`:                     "once in a name",
		`tensors: [{to: p, from: t, part: {dim: 0, index: 3, of: 3}}]`: "index below of",
	} {
		if _, err := weights.Parse([]byte(yaml), "m.yaml"); err == nil || !strings.Contains(err.Error(), wants) {
			t.Errorf("%s: the error is %v, want %q in it", yaml, err, wants)
		}
	}
}

// The empty mapping loads a network's own file, to the last bit.
func TestOwnNames(t *testing.T) {
	shapes := map[string][]int{"a.W": {2, 3}, "a.b": {2}}
	ps := params(t, tensor.Float32, shapes)
	m := weights.Mapping{}
	if err := m.Load(file(shapes), ps.All()); err != nil {
		t.Fatal(err)
	}
	if got := ps.Get("a.W").Float64s(); !slices.Equal(got, []float64{0, 1, 2, 3, 4, 5}) {
		t.Errorf("a.W is %v", got)
	}
}

// A small file of the form of the Clock and Pizza models.
func TestClockAndPizza(t *testing.T) {
	const tokens, width, heads, d, hidden = 5, 6, 2, 3, 7
	rng := rand.New(rand.NewPCG(1, 2))
	var tensors []safetensors.Tensor
	source := map[string][]float64{}
	for name, shape := range map[string][]int{
		"embed.W_E": {width, tokens}, "pos_embed.W_pos": {2, width}, "unembed.W_U": {width, tokens},
		"blocks.0.attn.W_Q": {heads, d, width}, "blocks.0.attn.W_K": {heads, d, width}, "blocks.0.attn.W_V": {heads, d, width}, "blocks.0.attn.W_O": {width, heads * d},
		"blocks.0.mlp.W_in": {hidden, width}, "blocks.0.mlp.b_in": {hidden}, "blocks.0.mlp.W_out": {width, hidden}, "blocks.0.mlp.b_out": {width},
	} {
		n := 1
		for _, s := range shape {
			n *= s
		}
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		source[name] = v
		tensors = append(tensors, safetensors.FromFloat64s(name, shape, v))
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := safetensors.WriteFile(path, tensors, nil); err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := weights.Named("clock-and-pizza")
	if err != nil {
		t.Fatal(err)
	}
	ps := params(t, tensor.Float64, map[string][]int{
		"embed.weight": {tokens, width}, "positions.weight": {2, width}, "unembed.weight": {tokens, width},
		"block0.attn.q.weight": {heads * d, width}, "block0.attn.k.weight": {heads * d, width}, "block0.attn.v.weight": {heads * d, width}, "block0.attn.out.weight": {width, heads * d},
		"block0.mlp.up.weight": {hidden, width}, "block0.mlp.up.bias": {hidden}, "block0.mlp.down.weight": {width, hidden}, "block0.mlp.down.bias": {width},
	})
	if err := m.Load(f, ps.All()); err != nil {
		t.Fatal(err)
	}
	if got, want := ps.Get("block0.attn.k.weight").Float64s(), source["blocks.0.attn.W_K"]; !slices.Equal(got, want) {
		t.Errorf("Wk is %v, want %v", got, want)
	}
	for i, v := range ps.Get("embed.weight").Float64s() { // columns were tokens
		if want := source["embed.W_E"][i%width*tokens+i/width]; v != want {
			t.Errorf("embed.weight at %d is %v, want %v", i, v, want)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, n := range weights.Names() {
		if _, err := weights.Named(n); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
	if _, err := weights.Named("clock-and-piza"); err == nil || !strings.Contains(err.Error(), "clock-and-pizza") {
		t.Errorf("a wrong name: the error is %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`tensors: [{to: p, from: t, part: {dim: 0, index: 1, of: 2}, transpose: [1, 0], reshape: true}]`)
	f.Add(`tensors: [{to: "p{n}", fill: 0.5}]` + "\nignore: [\"x{n}\"]")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := weights.Parse([]byte(text), "m.yaml")
		if err != nil {
			return
		}
		ps := params(t, tensor.Float64, map[string][]int{"p": {2, 3}})
		if err := m.Load(file{"t": {2, 6}}, ps.All()); err != nil && ps.Get("p").Float64s()[1] != 0 {
			t.Fatalf("%v, and yet the parameter changed", err)
		}
	})
}

func ExampleParse() {
	_, err := weights.Parse([]byte("tensors:\n  - {to: embed.weight, from: W_E, transpose: [0, 2]}"), "mapping.yaml")
	fmt.Println(err)
	// Output: mapping.yaml: rule 1 (embed.weight): transpose [0 2]: want each dimension once, from 0
}

// A file of an earlier version has the names of today; what does not belong keeps its name.
func TestNamesOfBefore(t *testing.T) {
	for old, now := range map[string]string{
		"embed.W": "embed.weight", "embed.table": "embed.weight", "embed.b": "embed.bias", "embedding": "embedding.weight",
		"positions": "positions.weight", "unembed.W": "unembed.weight", "unembed.b": "unembed.bias", "unembed.norm.scale": "unembed.norm.scale",
		"block0.attn.Wq": "block0.attn.q.weight", "block12.attn.Wk": "block12.attn.k.weight", "block0.attn.bv": "block0.attn.v.bias",
		"block0.attn.Wo": "block0.attn.out.weight", "block0.attn.bo": "block0.attn.out.bias",
		"block1.mlp.up": "block1.mlp.up.weight", "block1.mlp.up_bias": "block1.mlp.up.bias",
		"block1.mlp.down": "block1.mlp.down.weight", "block1.mlp.down_bias": "block1.mlp.down.bias",
		"linear0.weight": "linear0.weight", "block0.attn.norm.shift": "block0.attn.norm.shift", "blocks.0.attn.W_Q": "blocks.0.attn.W_Q",
	} {
		f := weights.Today(file{old: {2}})
		if got := f.Names(); !slices.Equal(got, []string{now}) {
			t.Errorf("%s is %v today, want %s", old, got, now)
		}
		ps := params(t, tensor.Float64, map[string][]int{now: {2}})
		if err := (&weights.Mapping{}).Load(f, ps.All()); err != nil || !slices.Equal(ps.Get(now).Float64s(), []float64{0, 1}) {
			t.Errorf("%s: %v, %v", old, ps.Get(now).Float64s(), err)
		}
	}
	both := weights.Today(file{"embed.W": {2}, "embed.weight": {1}})
	if got := both.Names(); !slices.Equal(got, []string{"embed.W", "embed.weight"}) {
		t.Errorf("a name of before beside that of today: %v", got)
	}
	m, err := weights.Parse([]byte("tensors: [{to: 'block{n}.attn.Wo', from: 'h.{n}.proj'}]"), "mapping.yaml")
	if err != nil || m.Tensors[0].To != "block{n}.attn.out.weight" {
		t.Errorf("a mapping of before: %+v, %v", m, err)
	}
}
