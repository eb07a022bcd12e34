package pretrained_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// figures are what the independent NumPy implementation computed of a model in float64.
type figures struct {
	Model    string
	Tokens   []int
	Logits   [][]float64
	Residual [][][]float64 `json:"residual_after_block"`
	Text     string
	Greedy   []int  `json:"greedy_tokens"`
	Written  string `json:"greedy_text"`
}

// loaded is a model with its weights, ready to run.
type loaded struct {
	file   *pretrained.File
	params *graph.Params
	space  *bimt.Space
	model  *transformer.Model
	gen    *pretrained.Generator
}

func load(t testing.TB, path string, dtype tensor.Dtype, length int) *loaded {
	t.Helper()
	l := &loaded{params: graph.NewParams(gorgonia.NewGraph(), dtype), space: bimt.NewSpace()}
	l.file = must(pretrained.Open(path))(t)
	l.model = must(l.file.Model(l.params, l.space))(t)
	l.gen = must(pretrained.NewGenerator(l.model, l.params, length))(t)
	return l
}

// cases are the models of testdata, or of BIMT_GOLDEN/transformers, each with its figures.
func cases(t *testing.T) map[string]figures {
	t.Helper()
	dir := "testdata"
	if golden := os.Getenv("BIMT_GOLDEN"); golden != "" {
		dir = filepath.Join(golden, "transformers")
	}
	all := map[string]figures{}
	for _, pattern := range []string{"*/golden.json", "*.golden.json", "*.json"} {
		for _, path := range must(filepath.Glob(filepath.Join(dir, pattern)))(t) {
			var f figures
			check(t, json.Unmarshal(must(os.ReadFile(path))(t), &f))
			if f.Logits == nil {
				continue // a model
			}
			model := filepath.Dir(path)
			if pattern != "*/golden.json" {
				if model = filepath.Join(dir, f.Model); !exists(model) {
					model = filepath.Join("testdata", f.Model)
				}
			}
			all[model] = f
		}
	}
	if len(all) == 0 {
		t.Fatalf("there are no golden transformers in %s", dir)
	}
	return all
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func off(want [][]float64, have []float64) float64 {
	far, largest := 0.0, 0.0
	for i, w := range slices.Concat(want...) {
		far, largest = max(far, math.Abs(w-have[i])), max(largest, math.Abs(w))
	}
	return far / largest
}

// Logits are those of the figures to 1e-9 of the largest; they stay to 1e-10 when neurons move,
// by every strategy, and when the model is written and read again; and so does the text.
func TestGoldenTransformersPretrained(t *testing.T) {
	for path, want := range cases(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			for _, strategy := range []bimt.Strategy{bimt.Greedy, bimt.Assignment, bimt.Spectral} {
				if strategy == bimt.Greedy && want.Text != "" {
					continue // the others on the large one
				}
				l := load(t, path, tensor.Float64, max(len(want.Tokens), len(want.Greedy)))
				first := must(l.gen.Logits(want.Tokens))(t)
				if d := off(want.Logits, first); !(d <= 1e-9) {
					t.Fatalf("logits are off by %v of the largest", d)
				}
				check(t, flow.Check(l.space, l.gen.Output()))
				check(t, l.space.Check(l.model.Params()...))
				before := l.space.ConnectionCost(1)
				moves := must(l.space.Relocate(bimt.Relocation{Strategy: strategy, Locality: 1}))(t)
				if moves.Moved == 0 || !(l.space.ConnectionCost(1) < before) {
					t.Errorf("%s: %d moved, cost from %v to %v", strategy, moves.Moved, before, l.space.ConnectionCost(1))
				}
				t.Logf("%s: wires %.6g → %.6g, cost %.6g → %.6g, %d moved in %d sweeps, logits off by %.2g", strategy, moves.Before, moves.After, before, l.space.ConnectionCost(1), moves.Moved, moves.Sweeps, off([][]float64{first}, must(l.gen.Logits(want.Tokens))(t)))
				if d := off([][]float64{first}, must(l.gen.Logits(want.Tokens))(t)); !(d <= 1e-10) {
					t.Errorf("%s: logits changed by %v of the largest", strategy, d)
				}
				sameAgain(t, l, path, want, strategy == bimt.Spectral)
			}
		})
	}
}

// sameAgain writes a model and reads it again: the same logits and costs, and the same text.
func sameAgain(t *testing.T, l *loaded, path string, want figures, text bool) {
	t.Helper()
	dir := t.TempDir()
	check(t, l.file.Save(dir, l.model))
	if l.file.Form == pretrained.MinGPT || l.file.Form == pretrained.Llama2C {
		dir = filepath.Join(dir, filepath.Base(path))
	}
	again := load(t, dir, tensor.Float64, max(len(want.Tokens), len(want.Greedy)))
	if d := off(want.Logits, must(again.gen.Logits(want.Tokens))(t)); !(d <= 1e-9) {
		t.Errorf("written and read, logits are off by %v", d)
	}
	if a, b := l.space.ConnectionCost(1), again.space.ConnectionCost(1); math.Abs(a-b) > 1e-12*a {
		t.Errorf("written and read, the cost is %v, was %v", b, a)
	}
	if want.Text == "" || !text {
		return
	}
	tok := must(again.file.Tokenizer())(t)
	if got := must(tok.Encode(want.Text))(t); !slices.Equal(got, want.Tokens) {
		t.Fatalf("%q is tokens %v, want %v", want.Text, got, want.Tokens)
	}
	greedy := must(again.gen.Continue(context.Background(), want.Tokens, len(want.Greedy)-len(want.Tokens), 0, nil, nil))(t)
	if !slices.Equal(greedy, want.Greedy) {
		t.Errorf("it goes on %v, want %v", greedy, want.Greedy)
	}
	if got := must(tok.Decode(greedy))(t); got != strings.ReplaceAll(want.Written, "<0x0A>", "\n") {
		t.Errorf("it writes %q, want %q", got, want.Written)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

// Mistral's form is Llama's for texts within its window, and transformers 5 writes the base of
// rotary positions elsewhere.
func TestFieldsOfConfig(t *testing.T) {
	model := must(pretrained.Open(replace(t, "llama-1", `"model_type": "llama"`, `"model_type": "mistral", "sliding_window": 8`)))(t)
	if model.Form != pretrained.Llama || model.Context != 8 {
		t.Errorf("mistral is %s with a context of %d", model.Form, model.Context)
	}
	if model = must(pretrained.Open(replace(t, "llama-1", `"model_type": "llama"`, `"model_type": "mistral", "sliding_window": null`)))(t); model.Context != 32 {
		t.Errorf("without a window mistral has a context of %d", model.Context)
	}
	if model = must(pretrained.Open(replace(t, "llama-1", `"rope_theta": 10000.0`, `"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}`)))(t); model.Config.RotaryBase != 500000 {
		t.Errorf("the base of rotary positions is %v", model.Config.RotaryBase)
	}
}
