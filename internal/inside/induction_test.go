package inside

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// An induction head planted in a whole network, one head that looks at the place before and
// one that looks for its own token there, is found by its attention, and by what the stream
// holds of the next character; the network before has neither.
func TestPlantedInductionHead(t *testing.T) {
	const letters, width = 5, 18
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte(strings.Repeat("abcde", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	r := build(t, "shakespeare", "path="+path, "length=8", "width=18", "heads=1", "depth=2", "mlp_factor=1", "batch=4", "blas=go")
	random := induction(t, r)
	// Channels: the token, the token of the place before, the place.
	token, before, place := 0, letters, 2*letters
	plantMatrix(t, r, "embed.weight", width, func(row, c int) float64 { return one(c == token+row) })
	plantMatrix(t, r, "positions.weight", width, func(row, c int) float64 { return one(c == place+row) })
	const big = 100
	for name, w := range map[string]func(out, in int) float64{
		"block0.attn.q.weight":   func(out, in int) float64 { return big * one(in >= place && in > place && out == in-1) },
		"block0.attn.k.weight":   func(out, in int) float64 { return one(in >= place && out == in) },
		"block0.attn.v.weight":   func(out, in int) float64 { return one(in < letters && out == before+in) },
		"block0.attn.out.weight": func(out, in int) float64 { return one(out == in) },
		"block1.attn.q.weight":   func(out, in int) float64 { return big * one(in < letters && out == in) },
		// The first place has none before it: it is not to be found.
		"block1.attn.k.weight": func(out, in int) float64 {
			return one(in >= before && in < place && out == in-before) - one(in == place && out < letters)
		},
		"block1.attn.v.weight":   func(out, in int) float64 { return one(in < letters && out == in) },
		"block1.attn.out.weight": func(out, in int) float64 { return 9 * one(out == in) },
	} {
		plantMatrix(t, r, name, width, w)
	}
	for _, p := range r.Network.Params.All() {
		if strings.Contains(p.Name(), "mlp") || strings.HasSuffix(p.Name(), "bias") && strings.Contains(p.Name(), "attn") {
			if err := p.Set(make([]float64, len(p.Float64s()))); err != nil {
				t.Fatal(err)
			}
		}
	}
	l, err := Lens(r)
	if err != nil {
		t.Fatal(err)
	}
	h := l.Stream.Heads
	if h[0].Previous < 0.99 || h[1].Induction < 0.99 || h[0].Induction > 0.5 || h[1].InductionNull > 0.3 || random > 0.5 {
		t.Errorf("%+v, before %v: want a head of the place before and an induction head", h, random)
	}
	for i, s := range l.Stream.Stages {
		if s.Class == nil || s.Class.Of != "next character" || s.Class.Accuracy < 0.8 || i == 0 && s.Class.Accuracy < 0.99 || s.Class.Null > 0.5 || s.Class.Channel == "" {
			t.Errorf("%s: %+v: want the next character, which each token says", s.Name, s.Class)
		}
	}
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// induction is the largest of any head.
func induction(t *testing.T, r *run.Run) (most float64) {
	t.Helper()
	all, err := heads(r, nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		most = max(most, float64(h.Induction))
	}
	return most
}

// plantMatrix sets the elements of a parameter of so many columns.
func plantMatrix(t *testing.T, r *run.Run, name string, columns int, f func(row, column int) float64) {
	t.Helper()
	p := r.Network.Params.Get(name)
	if p == nil {
		t.Fatalf("there is no %s", name)
	}
	values := p.Float64s()
	for i := range values {
		values[i] = f(i/columns, i%columns)
	}
	if err := p.Set(values); err != nil {
		t.Fatal(err)
	}
}
