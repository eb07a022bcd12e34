package transformer

import (
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/nearest"
)

// Preset is the config of a kind of transformer, by name:
//
//	bimt   that of the BIMT paper: Default
//	gpt2   layer norms, learned positions, tanh-GELU, biases, a tied head without one
//	llama  RMS norms, rotary positions, SwiGLU, no biases
//
// Sizes, and Inputs or Tokens and Outputs, are left to be set, and Positions of gpt2.
func Preset(name string) (Config, error) {
	c := Default()
	switch name {
	case "bimt":
	case "gpt2":
		c.Norm, c.Position, c.Activation, c.TiedEmbedding = NormLayer, PositionLearned, op.GELU, true
		c.Biases = Biases{Attention: true, MLP: true}
	case "llama":
		c.Norm, c.Position, c.MLP, c.Activation = NormRMS, PositionRotary, MLPGated, op.SiLU
		c.Biases = Biases{}
	default:
		return Config{}, nearest.Unknown("preset", name, Presets())
	}
	return c, nil
}

// Presets lists the names that Preset knows.
func Presets() []string { return []string{"bimt", "gpt2", "llama"} }
