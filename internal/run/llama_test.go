package run

import (
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
)

// The settings make a Llama of a transformer, and say what can't be; those of before make
// what they made.
func TestTransformersOfSettings(t *testing.T) {
	data := &task.Data{Schema: task.Schema{Tokens: 5, Classes: 5, Sequence: task.Sequence{Length: 4}}, Train: task.Set{XShape: []int{4}}}
	build := func(set ...string) (*transformer.Model, error) {
		c, err := Load("shakespeare")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Set(append(set, "width=8", "depth=1", "heads=2")...); err != nil {
			return nil, err
		}
		n, err := newNetwork(c, data)
		if err != nil {
			return nil, err
		}
		return n.Transformer, nil
	}
	for want, set := range map[string][]string{
		"position learned": nil, "position rotary": {"position=rotary"}, "position none": {"position=none"}, "norm": {"norm=rms", "layer_norm=true"},
		"shared": {"kv_heads=1", "mlp=gated", "activation=silu"},
	} {
		m, err := build(set...)
		if err != nil {
			t.Errorf("%v: %v", set, err)
			continue
		}
		c := m.Config
		var names []string
		for _, p := range m.Params() {
			names = append(names, p.Name())
		}
		has := map[string]bool{
			"position learned": m.Positions != nil && c.KVHeads == 0 && !slices.Contains(names, "block0.mlp.gate.weight"),
			"position rotary":  m.Positions == nil && m.Blocks[0].Attention.Rotary != nil,
			"position none":    m.Positions == nil && m.Blocks[0].Attention.Rotary == nil,
			"norm":             slices.Contains(names, "unembed.norm.scale") && !slices.Contains(names, "unembed.norm.shift"),
			"shared":           m.Blocks[0].Attention.K.Len() == 4 && slices.Contains(names, "block0.mlp.gate.weight"),
		}
		if !has[want] {
			t.Errorf("%v: not %s: %+v", set, want, c)
		}
	}
	for word, set := range map[string][]string{"kv_heads": {"kv_heads=3"}, "norm": {"norm=batch"}, "mlp": {"mlp=wide"}} {
		c, err := Load("shakespeare")
		if err == nil {
			err = c.Set(append(set, "width=8", "depth=1", "heads=2")...)
		}
		if err == nil {
			err = c.Check()
		}
		if err == nil {
			_, err = newNetwork(c, data)
		}
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%v: error %v, want one with %s", set, err, word)
		}
	}
}
