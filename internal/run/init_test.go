package run

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// What the metadata of a file say of the model is taken, unless it is to be kept.
func TestTakeSaid(t *testing.T) {
	path := said(t, map[string]string{"attention_rate": "0.25", "activation": "tanh", "heads": "2", "model": "gpt", "task": "sums"})
	c := config(t, "modular-addition-transformer", "heads=2")
	changed, err := c.TakeSaid(path, []string{"activation"})
	if err != nil {
		t.Fatal(err)
	}
	if c.AttentionRate != 0.25 || c.Activation != "relu" || c.Model != "transformer" || !slices.Equal(changed, []string{"attention_rate=0.25"}) {
		t.Errorf("rate %v, activation %s, model %s, changed %v", c.AttentionRate, c.Activation, c.Model, changed)
	}
	wrong := said(t, map[string]string{"activation": "swoosh"})
	if _, err := c.TakeSaid(wrong, nil); err == nil || !strings.Contains(err.Error(), "--set activation") {
		t.Errorf("an unknown activation: %v", err)
	}
	if c.Activation = "relu"; c.Check() != nil {
		t.Error("the settings are broken")
	}
}

// said writes a file of weights with metadata.
func said(t *testing.T, metadata map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "foreign.safetensors")
	tensor := safetensors.FromFloat64s("w", []int{1}, []float64{1})
	if err := safetensors.WriteFile(path, []safetensors.Tensor{tensor}, metadata); err != nil {
		t.Fatal(err)
	}
	return path
}
