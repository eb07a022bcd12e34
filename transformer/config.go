package transformer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
)

// Config says what a transformer is made of. Begin with Default: a zero here means what
// it says.
type Config struct {
	// Inputs is the width of the vector at each place, 0 if there are tokens instead.
	Inputs int `yaml:"inputs,omitempty"`
	// Tokens is the size of the vocabulary, 0 if the inputs are vectors.
	Tokens int `yaml:"tokens,omitempty"`
	// Outputs is the width of the result at each place.
	Outputs int `yaml:"outputs"`
	// Width is that of the residual stream.
	Width int `yaml:"width"`
	// Layers is the number of blocks.
	Layers int `yaml:"layers"`
	// Heads is the number of attention heads of each block, HeadWidth the width of each;
	// 0 means Width/Heads.
	Heads     int `yaml:"heads"`
	HeadWidth int `yaml:"head_width,omitempty"`
	// KVHeads is the number of heads of keys and values, each shared by Heads/KVHeads query
	// heads in turn; 0 means one for each.
	KVHeads int `yaml:"kv_heads,omitempty"`
	// Hidden is the number of hidden neurons in each block's MLP; 0 means 4·Width.
	Hidden int `yaml:"hidden,omitempty"`
	// Activation is that of the MLPs.
	Activation op.Activation `yaml:"activation"`
	// Causal lets a place see itself and the places before it only.
	Causal bool `yaml:"causal"`
	// AttentionRate blends softmax with a plain sum; see op.Attention. 1 is ordinary
	// attention.
	AttentionRate float64 `yaml:"attention_rate"`
	// LayerNorm normalises what attention, MLPs and the unembedding read: it is Norm layer.
	LayerNorm bool `yaml:"layer_norm,omitempty"`
	// Norm is what they read through; empty means layer if LayerNorm is set, else none.
	Norm Norm `yaml:"norm,omitempty"`
	// NormEpsilon is ε of all norms; 0 means 1e-5.
	NormEpsilon float64 `yaml:"norm_epsilon,omitempty"`
	// Positions is the number of places that have a learned vector, the longest sequence
	// then; 0 for none.
	Positions int `yaml:"positions,omitempty"`
	// Position is how places are told apart; empty means learned if Positions is set, else
	// none.
	Position Position `yaml:"position,omitempty"`
	// RotaryBase sets the speeds of rotary positions; 0 means 10000.
	RotaryBase float64 `yaml:"rotary_base,omitempty"`
	// RotaryPairing says which neurons they turn together; empty means op.Halves.
	RotaryPairing op.Pairing `yaml:"rotary_pairing,omitempty"`
	// MLP is what the MLPs are; empty means plain.
	MLP MLPKind `yaml:"mlp,omitempty"`
	// TiedEmbedding unembeds with the token table; Outputs is Tokens then.
	TiedEmbedding bool `yaml:"tied_embedding,omitempty"`
	// FixedOutputs keeps the outputs where they are when neurons move: the words of a
	// vocabulary, whose rows another program reads. Those of a tied embedding always are.
	FixedOutputs bool `yaml:"fixed_outputs,omitempty"`
	// TiedOrder gives query, key, value and output projection one order inside a head,
	// as in the paper; else query and key share one and value and output another.
	TiedOrder bool `yaml:"tied_order,omitempty"`
	// Biases says which parts have biases.
	Biases Biases `yaml:"biases"`
	// StackedMeans counts query, key and value as one tensor, and their biases as
	// another, where the cost of a tensor is a mean: as published, where they are
	// stacked.
	StackedMeans bool `yaml:"stacked_means"`
	// LastLayerLocality charges the unembedding for the length of its wires too.
	LastLayerLocality bool `yaml:"last_layer_locality"`
	// Read lists the places whose output is computed, from the end if negative; empty
	// means all.
	Read []int `yaml:"read,omitempty"`
}

// Biases says which parts of a transformer have biases.
type Biases struct {
	Embed     bool `yaml:"embed"` // of vectors; a token table has none
	Attention bool `yaml:"attention"`
	// NoAttentionOut leaves attention's output without, as Qwen 2 has it.
	NoAttentionOut bool `yaml:"no_attention_out,omitempty"`
	MLP            bool `yaml:"mlp"`
	Unembed        bool `yaml:"unembed"`
}

// Default is a causal transformer of two blocks, four heads and width 64, without layer
// norm or positions, with biases everywhere. Inputs or Tokens, and Outputs, are left to
// be set.
func Default() Config {
	return Config{
		Width: 64, Layers: 2, Heads: 4, Activation: op.GELU, Causal: true, AttentionRate: 1,
		Biases:       Biases{Embed: true, Attention: true, MLP: true, Unembed: true},
		StackedMeans: true, LastLayerLocality: true,
	}
}

// Check reports the first field that can't be.
func (c *Config) Check() error {
	for _, f := range []struct {
		name   string
		value  int
		lowest int
	}{
		{"inputs", c.Inputs, 0}, {"tokens", c.Tokens, 0}, {"outputs", c.Outputs, 1}, {"width", c.Width, 1}, {"layers", c.Layers, 0},
		{"heads", c.Heads, 1}, {"head_width", c.HeadWidth, 0}, {"kv_heads", c.KVHeads, 0}, {"hidden", c.Hidden, 0}, {"positions", c.Positions, 0},
	} {
		if f.value < f.lowest {
			return fmt.Errorf("transformer: %s is %d, want at least %d", f.name, f.value, f.lowest)
		}
	}
	switch {
	case (c.Inputs > 0) == (c.Tokens > 0):
		return fmt.Errorf("transformer: inputs is %d and tokens %d: set one of the two", c.Inputs, c.Tokens)
	case c.HeadWidth == 0 && c.Width%c.Heads != 0:
		return fmt.Errorf("transformer: a width of %d can't be cut in %d heads: make the one a multiple of the other, or set head_width", c.Width, c.Heads)
	case c.Heads%c.kvHeads() != 0:
		return fmt.Errorf("transformer: %d heads can't share %d kv_heads evenly: make the one a multiple of the other", c.Heads, c.KVHeads)
	case c.TiedOrder && c.kvHeads() != c.Heads:
		return fmt.Errorf("transformer: tied_order with %d heads on %d kv_heads: queries and values have no one order then; leave tied_order out", c.Heads, c.KVHeads)
	case !(c.AttentionRate >= 0 && c.AttentionRate <= 1):
		return fmt.Errorf("transformer: attention_rate is %v, want 0 to 1", c.AttentionRate)
	case c.TiedEmbedding && c.Outputs != c.Tokens:
		return fmt.Errorf("transformer: tied_embedding with %d tokens and %d outputs: the two must be equal", c.Tokens, c.Outputs)
	}
	if err := c.Activation.Check(); err != nil {
		return fmt.Errorf("transformer: activation: %w", err)
	}
	return c.checkParts()
}

// checkParts reports parts that there are not, or that contradict another field.
func (c *Config) checkParts() error {
	norms, positions, mlps := []Norm{NormLayer, NormRMS, NormNone}, []Position{PositionLearned, PositionRotary, PositionNone}, []MLPKind{MLPPlain, MLPGated}
	switch {
	case !slices.Contains(norms, c.norm()):
		return fmt.Errorf("transformer: there is no norm %q: use one of %v, or WithNorm", c.Norm, norms)
	case c.LayerNorm && c.norm() != NormLayer:
		return fmt.Errorf("transformer: norm is %s, and layer_norm is set: leave one of the two out", c.Norm)
	case !(c.NormEpsilon >= 0):
		return fmt.Errorf("transformer: norm_epsilon is %v, want 0 or more", c.NormEpsilon)
	case !slices.Contains(positions, c.position()):
		return fmt.Errorf("transformer: there is no position %q: use one of %v, or WithPositions", c.Position, positions)
	case (c.position() == PositionLearned) != (c.Positions > 0):
		return fmt.Errorf("transformer: position is %s with %d positions: learned ones need the longest sequence in positions, others none", c.Position, c.Positions)
	case !slices.Contains(mlps, cmp.Or(c.MLP, MLPPlain)):
		return fmt.Errorf("transformer: there is no mlp %q: use one of %v, or WithMLP", c.MLP, mlps)
	case c.position() != PositionRotary:
		return nil
	case c.headsWidth()/c.Heads%2 != 0:
		return fmt.Errorf("transformer: position is rotary with heads %d wide: set head_width to an even number", c.headsWidth()/c.Heads)
	case !(c.RotaryBase >= 0):
		return fmt.Errorf("transformer: rotary_base is %v, want more than 0", c.RotaryBase)
	}
	if err := cmp.Or(c.RotaryPairing, op.Halves).Check(); err != nil {
		return fmt.Errorf("transformer: rotary_pairing: %w", err)
	}
	return nil
}

func (c *Config) norm() Norm {
	if c.Norm == "" && c.LayerNorm {
		return NormLayer
	}
	return cmp.Or(c.Norm, NormNone)
}

func (c *Config) position() Position {
	if c.Position == "" && c.Positions > 0 {
		return PositionLearned
	}
	return cmp.Or(c.Position, PositionNone)
}

// headsWidth is the width of all heads together.
func (c *Config) headsWidth() int {
	if c.HeadWidth == 0 {
		return c.Width
	}
	return c.Heads * c.HeadWidth
}

// kvHeads is the number of heads of keys and values.
func (c *Config) kvHeads() int { return cmp.Or(c.KVHeads, c.Heads) }

// hidden is the number of hidden neurons in an MLP.
func (c *Config) hidden() int {
	if c.Hidden == 0 {
		return 4 * c.Width
	}
	return c.Hidden
}

// places turns Read into places of a sequence of the given length; nil for all.
func (c *Config) places(length int) ([]int, error) {
	var out []int
	for _, p := range c.Read {
		if p < 0 {
			p += length
		}
		if p < 0 || p >= length {
			return nil, fmt.Errorf("transformer: read: there is no place %d in sequences of %d", p, length)
		}
		out = append(out, p)
	}
	return out, nil
}
