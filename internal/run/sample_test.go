package run

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tinyText is a model of characters of a short text.
func tinyText(t *testing.T, settings ...string) *Run {
	t.Helper()
	path := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("to be or not to be,\nthat is the question\n", 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	return small(t, "shakespeare", append([]string{"path=" + path, "width=8", "heads=2", "length=12", "batch=4"}, settings...)...)
}

func TestSampleIsSeeded(t *testing.T) {
	write := func(settings ...string) string {
		text, err := tinyText(t, append([]string{"sample_length=60"}, settings...)...).Sample(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	first := write()
	if n := len([]rune(first)); n < 59 || n > 60 { // a line break at the start is cut off
		t.Errorf("%d characters: %q", n, first)
	}
	if first != write() {
		t.Error("the same seed wrote another text")
	}
	if first == write("seed=1") || first == write("sample_temperature=0.1") {
		t.Error("another seed or temperature wrote the same text")
	}
	if write("sample_length=0") != "" {
		t.Error("text that was not wanted")
	}
}

// The character after a text depends on the text alone: on as much of it as fits, and on
// nothing that stands behind.
func TestNextSeesTheTextAlone(t *testing.T) {
	r := tinyText(t)
	text := []int{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7}
	for length := 1; length <= len(text); length++ {
		got, err := r.next(text[:length])
		if err != nil {
			t.Fatal(err)
		}
		seen := text[max(0, length-12):length]
		row := make([]float64, 12)
		for i := range row {
			row[i] = 11 // any character
			if i < len(seen) {
				row[i] = float64(seen[i])
			}
		}
		out, err := r.Predict(row)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range out[(len(seen)-1)*r.Data.Tokens:][:r.Data.Tokens] {
			if math.Abs(v-got[i]) > 1e-5 {
				t.Fatalf("after %d characters logit %d is %v, want %v", length, i, got[i], v)
			}
		}
	}
}

func TestWhoCanNotWrite(t *testing.T) {
	for _, r := range []*Run{tinyText(t, "causal=false"), small(t, "sharing")} {
		if _, err := r.Write(t.Context(), nil, nil, 0, 0); !errors.Is(err, ErrNoText) {
			t.Errorf("%s: %v", r.Config.Experiment, err)
		}
	}
	r := tinyText(t)
	if _, err := r.Write(t.Context(), rand.New(rand.NewPCG(1, 1)), nil, 5, 1); err == nil {
		t.Error("a text after nothing")
	}
	if _, err := r.Write(t.Context(), rand.New(rand.NewPCG(1, 1)), []int{0}, 5, math.NaN()); err == nil {
		t.Error("a temperature of NaN")
	}
	if text, err := small(t, "sharing").Sample(t.Context()); text != "" || err != nil {
		t.Errorf("a regression wrote %q, %v", text, err)
	}
}

// Each place looks at itself and those before it, with weights that add up to 1, and a
// head keeps its number when it moves.
func TestAttention(t *testing.T) {
	r := tinyText(t, "steps=6", "swap_every=3", "heads=4")
	train(t, r)
	maps, err := r.Attention(r.Data.Test, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(maps) != 8 {
		t.Fatalf("%d maps, want 2 blocks of 4 heads", len(maps))
	}
	heads := map[[2]int]bool{}
	for _, m := range maps {
		heads[[2]int{m.Block, m.Head}] = true
		for i, row := range m.Weights {
			sum := 0.0
			for j, v := range row {
				sum += v
				if j > i && v != 0 {
					t.Fatalf("block %d, head %d: place %d sees place %d", m.Block, m.Head, i, j)
				}
			}
			if math.Abs(sum-1) > 1e-5 {
				t.Errorf("block %d, head %d: place %d has weights of %v", m.Block, m.Head, i, sum)
			}
		}
	}
	if len(heads) != 8 {
		t.Errorf("heads %v", heads)
	}
	if _, err := tinyText(t).Attention(r.Data.Test, -1); err == nil {
		t.Error("row −1 has attention")
	}
}
