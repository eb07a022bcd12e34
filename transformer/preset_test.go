package transformer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gobimt/bimt/transformer"
)

// A Llama whose six query heads share two of keys and values.
func ExamplePreset() {
	c, err := transformer.Preset("llama")
	c.Tokens, c.Outputs, c.Width, c.Layers, c.Heads, c.KVHeads, c.Hidden = 32, 32, 24, 2, 6, 2, 64
	fmt.Println(c.Norm, c.Position, c.MLP, c.Activation, err, c.Check())
	// Output:
	// rms rotary gated silu <nil> <nil>
}

func TestPresets(t *testing.T) {
	for _, name := range transformer.Presets() {
		c := must(transformer.Preset(name))(t)
		c.Tokens, c.Outputs, c.Positions = 7, 7, map[bool]int{true: 5}[name == "gpt2"]
		check(t, c.Check())
	}
	if _, err := transformer.Preset("lama"); err == nil || !strings.Contains(err.Error(), "llama") {
		t.Errorf("error %v, want one that names the nearest", err)
	}
	c := transformer.Default()
	c.Tokens, c.Outputs, c.KVHeads = 7, 7, 3
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "kv_heads") {
		t.Errorf("error %v of 4 heads on 3 kv_heads", err)
	}
}
