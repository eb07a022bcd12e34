package run

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer/pretrained"
)

const foreign = "../../transformer/pretrained/testdata/"

// tokensFile is a file of numbers of tokens.
func tokensFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "numbers.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("3 1 4 1 5 9 2 6 5 3 5 8 9 7 9 ", 12)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// elsewhere is settings that begin with a transformer from elsewhere.
func elsewhere(t *testing.T, model string, set ...string) *Config {
	t.Helper()
	c := loaded(t, "tinystories", append([]string{"path=" + tokensFile(t), "tokenizer=numbers", "length=8", "batch=2", "steps=3", "log_every=3", "swap_every=2", "sample_length=0", "train_fraction=0.7", "dtype=float64"}, set...)...)
	c.Init = foreign + model
	if err := c.TakeElsewhere(c.Init, []string{"tokenizer"}); err != nil {
		t.Fatal(err)
	}
	return c
}

// A run begins with the transformer's logits, keeps its form, and is written in it; opened again
// it is the same without the file it came from.
func TestFromElsewhere(t *testing.T) {
	for _, model := range []string{"llama-1", "llama-2", "gpt2-1", "gpt2-2", "gpt2-3", "mistral-1", "qwen2-1", "stories260K.bin"} {
		c := elsewhere(t, model, "method=bimt")
		r, err := New(context.Background(), c)
		if err != nil {
			t.Fatalf("%s: %v", model, err)
		}
		n, err := pretrained.Load(foreign+model, false)
		if err != nil {
			t.Fatal(err)
		}
		g, err := pretrained.NewGenerator(n.Model, n.Params, 8)
		if err != nil {
			t.Fatal(err)
		}
		want, err := g.Logits([]int{3, 1, 4, 1, 5, 9, 2, 6})
		if err != nil {
			t.Fatal(err)
		}
		have, err := r.Predict([]float64{3, 1, 4, 1, 5, 9, 2, 6})
		if err != nil || pretrained.Apart(want, have) > 1e-12 {
			t.Errorf("%s: logits begin %v apart, %v", model, pretrained.Apart(want, have), err)
		}
		train(t, r)
		if r.Relocations != 1 {
			t.Errorf("%s: %d relocations", model, r.Relocations)
		}
		comesBack(t, r, model)
	}
}

// comesBack writes a run and reads both its network and the model in the form it came in.
func comesBack(t *testing.T, r *Run, model string) {
	t.Helper()
	folder, err := Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for _, err := range []error{folder.WriteConfig(r.Config), folder.WriteModel(r, nil), folder.WriteData(r.Data), folder.WriteElsewhere(r)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	x := []float64{3, 1, 4, 1, 5, 9, 2, 6}
	want, err := r.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), folder.Path, WithoutRows)
	if err != nil {
		t.Fatal(err)
	}
	if have, err := again.Predict(x); err != nil || !slices.Equal(have, want) {
		t.Errorf("%s: opened again it has other logits, %v", model, err)
	}
	path := filepath.Join(folder.Path, ElsewhereFolder)
	if strings.HasSuffix(model, ".bin") {
		path = filepath.Join(path, model)
	}
	n, err := pretrained.Load(path, false)
	if err != nil {
		t.Fatal(err)
	}
	g, err := pretrained.NewGenerator(n.Model, n.Params, 8)
	if err != nil {
		t.Fatal(err)
	}
	have, err := g.Logits([]int{3, 1, 4, 1, 5, 9, 2, 6})
	far := map[string]float64{"gpt2-3": 2e-3, "qwen2-1": 2e-2}[model] // the file holds float16, bfloat16
	if err != nil || pretrained.Apart(want, have) > max(far, 1e-6) {  // float32
		t.Errorf("%s: in its form it has logits %v apart, %v", model, pretrained.Apart(want, have), err)
	}
}

// A model of llama2.c brings its tokenizer, and its length bounds that of sequences.
func TestElsewhereBringsItsTokenizer(t *testing.T) {
	c := loaded(t, "tinystories", "length=4000", "path="+tokensFile(t))
	if err := c.TakeElsewhere(foreign+"stories260K.bin", nil); err != nil {
		t.Fatal(err)
	}
	text := c.Data.Of.(*task.Text)
	if filepath.Base(text.Tokenizer) != "tok512.bin" || text.Vocabulary != 512 || text.Length != 512 || c.Hidden != 172 || c.KVHeads != 4 {
		t.Errorf("settings are %+v, %+v", text, c.ModelConfig)
	}
}

func TestFromElsewhereMistakes(t *testing.T) {
	c := loaded(t, "independence")
	if err := c.TakeElsewhere(foreign+"llama-1", nil); err == nil || !strings.Contains(err.Error(), "no text") {
		t.Errorf("error %v", err)
	}
	if err := c.TakeElsewhere(foreign+"none", nil); err == nil {
		t.Error("a model that is not there is taken")
	}
	c = elsewhere(t, "llama-1")
	c.Width = 18
	if _, err := New(context.Background(), c); err == nil || !strings.Contains(err.Error(), "model.embed_tokens.weight") {
		t.Errorf("of another width: %v", err)
	}
	c = elsewhere(t, "llama-1")
	c.Mapping = "clock-and-pizza"
	if _, err := New(context.Background(), c); err == nil || !strings.Contains(err.Error(), "mapping") {
		t.Errorf("with a mapping: %v", err)
	}
	// One that is gone when the run is written leaves a note.
	r, err := New(context.Background(), elsewhere(t, "llama-1"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(`{"model_type": "llama"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r.Config.Init = dir
	folder, err := Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := folder.WriteElsewhere(r); err != nil || len(folder.Notes) != 1 {
		t.Errorf("notes %v, %v", folder.Notes, err)
	}
}

// A small adder and its friends learn: the loss of a few steps falls well below chance.
func TestSequencesAreLearned(t *testing.T) {
	for _, c := range []struct {
		name  string
		below float64 // of the loss of whoever guesses
		set   []string
	}{
		{"adder", 0.9, []string{"digits=2", "test_rows=50", "steps=150", "width=16"}},
		{"sorting", 0.5, []string{"steps=60"}},
		{"induction", 0.98, []string{"steps=60", "length=8", "vocabulary=5", "test_rows=50"}},
	} {
		r := small(t, c.name, append([]string{"method=none", "log_every=150", "batch=32"}, c.set...)...)
		train(t, r)
		_, test := scores(t, r)
		if guess := math.Log(float64(r.Data.Classes)); !(test.Loss < c.below*guess) {
			t.Errorf("%s: loss %v after %d steps, of whoever guesses %v", c.name, test.Loss, r.Done, guess)
		}
		if !(test.Exact >= 0 && test.Exact <= test.Accuracy) {
			t.Errorf("%s: %v of the rows are all right, %v of the places", c.name, test.Exact, test.Accuracy)
		}
	}
}
