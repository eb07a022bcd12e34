package transformer_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/transformer"
	"pgregory.net/rapid"
)

// Laws of a rotation, of every kind of transformer and by each freedom: outputs stay, the cost
// never rises, it is what the space says, and a relocation in turn with it lowers it further.
func TestRotateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newTrial(t, drawConfig(t), bimt.Reduction(rapid.SampledFrom([]string{"sum", "mean"}).Draw(t, "reduction")), rapid.Uint64().Draw(t, "seed"))
		how := transformer.Rotation{Locality: float64(rapid.IntRange(0, 3).Draw(t, "locality"))}
		if i := rapid.IntRange(-1, 3).Draw(t, "freedom"); i >= 0 {
			how.Freedoms = transformer.Freedoms()[i : i+1]
		}
		before, cost := r.output(t), r.space.ConnectionCost(how.Locality)
		for range 2 {
			turned, err := r.model.Rotate(how)
			check(t, err)
			if math.Abs(turned.Before-cost) > 1e-9*cost || turned.After > turned.Before*(1+1e-12) {
				t.Fatalf("cost %v is said to be %v, and %v then", cost, turned.Before, turned.After)
			}
			if now := r.space.ConnectionCost(how.Locality); math.Abs(now-turned.After) > 1e-9*now {
				t.Fatalf("cost %v is said to be %v", now, turned.After)
			}
			if far := furthest(before, r.output(t)); far > 1e-10 {
				t.Fatalf("outputs changed by %v of the largest: %+v", far, turned)
			}
			if _, err := r.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: how.Locality}); err != nil {
				t.Fatal(err)
			}
			if cost = r.space.ConnectionCost(how.Locality); cost > turned.After*(1+1e-12) {
				t.Fatalf("relocation raised the cost from %v to %v", turned.After, cost)
			}
			if far := furthest(before, r.output(t)); far > 1e-10 {
				t.Fatalf("relocated, outputs changed by %v of the largest", far)
			}
		}
	})
}

// A freedom that a model lacks is said to be left, with the reason; the others are used.
func TestRotateSaysWhatIsLeft(t *testing.T) {
	llama := must(transformer.Preset("llama"))(t)
	gpt := must(transformer.Preset("gpt2"))(t)
	for _, c := range []*transformer.Config{&llama, &gpt} {
		c.Tokens, c.Outputs, c.Width, c.Heads, c.Layers, c.Hidden = 6, 6, 8, 2, 1, 5
	}
	gpt.Positions = 8
	tied, ordered := llama, gpt
	tied.TiedEmbedding, ordered.TiedOrder = true, true
	for name, c := range map[string]struct {
		config transformer.Config
		left   map[transformer.Freedom]string
	}{
		"llama":      {llama, nil},
		"tied":       {tied, map[transformer.Freedom]string{transformer.FreeResidual: "tied"}},
		"gpt2":       {gpt, map[transformer.Freedom]string{transformer.FreeResidual: "RMS", transformer.FreeHidden: "gelu"}},
		"tied order": {ordered, map[transformer.Freedom]string{transformer.FreeResidual: "RMS", transformer.FreeHidden: "gelu", transformer.FreeKeys: "tied_order", transformer.FreeValues: "tied_order"}},
	} {
		r := newTrial(t, c.config, bimt.Sum, 3)
		turned := must(r.model.Rotate(transformer.Rotation{Locality: 1}))(t)
		if len(turned.Left) != len(c.left) {
			t.Errorf("%s: left %v, want %v", name, turned.Left, c.left)
		}
		for f, word := range c.left {
			if !strings.Contains(turned.Left[f], word) {
				t.Errorf("%s: %s is left as %q, want a reason with %q", name, f, turned.Left[f], word)
			}
		}
	}
	r := newTrial(t, llama, bimt.Sum, 3)
	if turned := must(r.model.Rotate(transformer.Rotation{Locality: 1, MostWork: 1}))(t); !strings.Contains(turned.Left[transformer.FreeResidual], "too long") {
		t.Errorf("left %v", turned.Left)
	}
}

// What an optimizer remembers of single weights is forgotten.
func TestRotateForgets(t *testing.T) {
	c := must(transformer.Preset("llama"))(t)
	c.Tokens, c.Outputs, c.Width, c.Heads, c.Layers, c.Hidden = 6, 6, 8, 2, 2, 12
	r := newTrial(t, c, bimt.Sum, 4)
	r.train(t, 2)
	turned := must(r.model.Rotate(transformer.Rotation{Locality: 1}))(t)
	if names := r.params.All()[0].Memories(); len(names) > 0 || !(turned.After < 0.95*turned.Before) {
		t.Errorf("%v are remembered; cost %v → %v", names, turned.Before, turned.After)
	}
}

func TestRotateRefuses(t *testing.T) {
	c := must(transformer.Preset("llama"))(t)
	c.Tokens, c.Outputs, c.Width, c.Heads, c.Layers, c.Hidden = 6, 6, 8, 2, 1, 5
	r := newTrial(t, c, bimt.Sum, 5)
	for word, how := range map[string]transformer.Rotation{
		"locality": {Locality: math.NaN()}, `"heads"`: {Locality: 1, Freedoms: []transformer.Freedom{"heads"}},
	} {
		if _, err := r.model.Rotate(how); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, want one with %s", err, word)
		}
	}
	p := r.params.All()[0]
	v := p.Float64s()
	v[1] = math.Inf(1)
	check(t, p.Set(v))
	if _, err := r.model.Rotate(transformer.Rotation{Locality: 1}); err == nil || !strings.Contains(err.Error(), p.Name()) {
		t.Errorf("error %v, want one that names %s", err, p.Name())
	}
}
