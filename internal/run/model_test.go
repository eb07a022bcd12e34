package run

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/checkpoint"
)

// trained is a short run.
func trained(t *testing.T, c *Config) *Run {
	t.Helper()
	r, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	train(t, r)
	return r
}

// A transformer that was saved and loaded gives the same logits bit for bit, whatever
// order its neurons stand in.
func TestSavedTransformerGivesTheSameBits(t *testing.T) {
	for name, settings := range map[string][]string{
		"tokens, float32": {"modular-addition-transformer", "modulus=7", "width=8", "heads=2", "steps=6", "swap_every=2", "attention_rate=0.5"},
		"tokens, float64": {"modular-addition-transformer", "modulus=7", "width=8", "heads=4", "steps=6", "swap_every=2", "dtype=float64", "layer_norm=true", "depth=2"},
		"tied":            {"modular-addition-transformer", "modulus=7", "width=8", "heads=2", "steps=6", "swap_every=2", "tied_embedding=true", "tied_order=true"},
		"vectors":         {"in-context", "width=8", "heads=2", "steps=6", "swap_every=2", "train_rows=100", "test_rows=20", "positions=true"},
	} {
		c := config(t, settings[0], settings[1:]...)
		r := trained(t, c)
		path := filepath.Join(t.TempDir(), ModelFile)
		if err := checkpoint.Save(path, r.Network.Params.All(), r.Network.Space, nil); err != nil {
			t.Fatal(err)
		}
		want, err := r.PredictSet(r.Data.Test)
		if err != nil {
			t.Fatal(err)
		}
		c.Init = path
		again, err := New(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		got, err := again.PredictSet(again.Data.Test)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: outputs differ", name)
		}
		moved := false
		for i, a := range r.Network.Space.Axes() {
			order := a.Order()
			moved = moved || !slices.IsSorted(order)
			if !slices.Equal(order, again.Network.Space.Axes()[i].Order()) {
				t.Errorf("%s: axis %s stands in another order", name, a.Name())
			}
		}
		if !moved {
			t.Errorf("%s: no neuron has moved, so the test shows little", name)
		}
	}
}

// A model of other settings is refused by the name of what differs.
func TestLoadModelOfOtherSettings(t *testing.T) {
	small := []string{"modulus=7", "width=8", "heads=2", "steps=1"}
	r := trained(t, config(t, "modular-addition-transformer", small...))
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := checkpoint.Save(path, r.Network.Params.All(), r.Network.Space, nil); err != nil {
		t.Fatal(err)
	}
	for setting, wants := range map[string]string{
		"mlp_factor=2": "block0.mlp.up.weight", "depth=2": "block1.attn", "depth=0": "block0", "positions=false": "positions.weight", "tied_order=true": "block0.qk",
	} {
		c := config(t, "modular-addition-transformer", append(small, setting)...)
		other, err := New(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Network.LoadWeights(path, ""); err == nil || !strings.Contains(err.Error(), wants) || !strings.Contains(err.Error(), "settings it was trained with") {
			t.Errorf("%s: %v, want %s in it", setting, err, wants)
		}
	}
}

// A file of another kind of network is told apart from one from elsewhere.
func TestLoadModelOfAnotherKind(t *testing.T) {
	r := trained(t, config(t, "sharing", "steps=1"))
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := checkpoint.Save(path, r.Network.Params.All(), r.Network.Space, nil); err != nil {
		t.Fatal(err)
	}
	_, err := New(context.Background(), config(t, "in-context", "width=8", "train_rows=100", "test_rows=20", "init="+path))
	if err == nil || !strings.Contains(err.Error(), "settings it was trained with") || !strings.Contains(err.Error(), "embed.weight") {
		t.Errorf("%v", err)
	}
}
