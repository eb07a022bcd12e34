package pretrained

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/transformer"
)

const (
	configFile = "config.json"
	mostConfig = 1 << 20 // bytes of a config

	mistralContext = 131072 // where config.json does not say
	mistralWindow  = 4096
	qwenContext    = 32768

	mostLayers  = 1 << 12
	mostWidth   = 1 << 20
	mostWeights = 1 << 31
)

// hfConfig is what is read of config.json, GPT-2's names and Llama's.
type hfConfig struct {
	ModelType string `json:"model_type"`
	Vocab     int    `json:"vocab_size"`
	Tied      *bool  `json:"tie_word_embeddings"`

	Embd       int      `json:"n_embd"`
	Layer      int      `json:"n_layer"`
	Head       int      `json:"n_head"`
	Inner      *int     `json:"n_inner"`
	Places     int      `json:"n_positions"`
	NormEps    *float64 `json:"layer_norm_epsilon"`
	Activation *string  `json:"activation_function"`
	Scale      *bool    `json:"scale_attn_weights"`
	ByLayer    bool     `json:"scale_attn_by_inverse_layer_idx"`
	Cross      bool     `json:"add_cross_attention"`

	Hidden        int             `json:"hidden_size"`
	Intermediate  int             `json:"intermediate_size"`
	Layers        int             `json:"num_hidden_layers"`
	Heads         int             `json:"num_attention_heads"`
	KVHeads       int             `json:"num_key_value_heads"`
	HeadDim       int             `json:"head_dim"`
	Context       int             `json:"max_position_embeddings"`
	RMSEps        *float64        `json:"rms_norm_eps"`
	Theta         *float64        `json:"rope_theta"`
	Scaling       json.RawMessage `json:"rope_scaling"`
	Rope          json.RawMessage `json:"rope_parameters"` // transformers 5 has theta and scaling here
	Rotated       *float64        `json:"partial_rotary_factor"`
	Window        *int            `json:"sliding_window"`
	Windowed      bool            `json:"use_sliding_window"` // of Qwen 2
	Act           *string         `json:"hidden_act"`
	AttentionBias bool            `json:"attention_bias"`
	MLPBias       bool            `json:"mlp_bias"`
}

// openHuggingFace reads a folder with config.json and model.safetensors.
func openHuggingFace(dir string) (*File, error) {
	path := filepath.Join(dir, configFile)
	text, err := readSmall(path, mostConfig)
	if err != nil {
		return nil, err
	}
	window := mistralWindow
	c := hfConfig{Window: &window} // null is none
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("pretrained: %s: %w", path, err)
	}
	f := &File{Path: dir, Form: Form(c.ModelType)}
	switch f.Form {
	case GPT2:
		err = c.gpt2(f)
	case Llama:
		err = c.llama(f)
	case "mistral", "qwen2":
		f.Form = Llama
		err = c.likeLlama(f)
	default:
		err = fmt.Errorf("model_type is %q: this reads %q, %q, %q and %q", c.ModelType, GPT2, Llama, "mistral", "qwen2")
	}
	if err == nil {
		err = f.bound()
	}
	if err != nil {
		return nil, fmt.Errorf("pretrained: %s: %w", path, err)
	}
	s, err := openShards(dir)
	if err != nil {
		return nil, err
	}
	f.tensors = s
	names := s.names()
	if f.Form == GPT2 {
		prefix := "transformer."
		if !slices.Contains(names, prefix+"wte.weight") && slices.Contains(names, "wte.weight") {
			prefix = ""
		}
		f.slots = gptSlots(&f.Config, prefix, "lm_head.weight", true)
		return f, s.tie(f, prefix+"wte.weight")
	}
	prefix := "model."
	if !slices.Contains(names, prefix+"embed_tokens.weight") && slices.Contains(names, "embed_tokens.weight") {
		prefix = ""
	}
	f.slots = llamaSlots(&f.Config, prefix)
	return f, s.tie(f, prefix+"embed_tokens.weight")
}

func (c *hfConfig) gpt2(f *File) error {
	switch {
	case c.Scale != nil && !*c.Scale:
		return fmt.Errorf("scale_attn_weights is false: only true is known here")
	case c.ByLayer:
		return fmt.Errorf("scale_attn_by_inverse_layer_idx is true: only false is known here")
	case c.Cross:
		return fmt.Errorf("add_cross_attention is true: only false is known here")
	}
	t, err := transformer.Preset("gpt2")
	if err != nil {
		return err
	}
	t.Tokens, t.Outputs, t.Width, t.Layers, t.Heads = c.Vocab, c.Vocab, c.Embd, c.Layer, c.Head
	t.Hidden, t.Positions = 4*c.Embd, c.Places
	if c.Inner != nil {
		t.Hidden = *c.Inner
	}
	t.NormEpsilon = or(c.NormEps, 1e-5)
	t.TiedEmbedding = c.Tied == nil || *c.Tied
	t.Activation, err = activation("activation_function", or(c.Activation, "gelu_new"))
	f.Config, f.Context = t, c.Places
	return err
}

func (c *hfConfig) llama(f *File) error {
	if err := c.rope(); err != nil {
		return err
	}
	t, err := transformer.Preset("llama")
	if err != nil {
		return err
	}
	t.Tokens, t.Outputs, t.Width, t.Layers, t.Heads, t.Hidden = c.Vocab, c.Vocab, c.Hidden, c.Layers, c.Heads, c.Intermediate
	t.KVHeads, t.HeadWidth = cmp.Or(c.KVHeads, c.Heads), c.HeadDim
	if t.HeadWidth == 0 && c.Heads > 0 {
		t.HeadWidth = c.Hidden / c.Heads
	}
	t.NormEpsilon, t.RotaryBase, t.RotaryPairing = or(c.RMSEps, 1e-6), or(c.Theta, 10000), op.Halves
	t.TiedEmbedding = c.Tied != nil && *c.Tied
	t.Biases = transformer.Biases{Attention: c.AttentionBias, MLP: c.MLPBias}
	t.Activation, err = activation("hidden_act", or(c.Act, "silu"))
	f.Config, f.Context = t, cmp.Or(c.Context, 2048)
	return err
}

// likeLlama is Llama for texts that are no longer than the window of the attention, which is the
// context then; Qwen 2's queries, keys and values have biases.
func (c *hfConfig) likeLlama(f *File) error {
	if err := c.llama(f); err != nil {
		return err
	}
	f.Context = cmp.Or(c.Context, mistralContext)
	qwen := c.ModelType == "qwen2"
	if qwen {
		f.Config.Biases = transformer.Biases{Attention: true, NoAttentionOut: true}
		f.Context = cmp.Or(c.Context, qwenContext)
	}
	if c.Window != nil && (!qwen || c.Windowed) {
		f.Context = min(f.Context, *c.Window)
	}
	return nil
}

// rope takes the base of rotary positions from where transformers 5 has it, and reports
// positions that are scaled, or partly rotated.
func (c *hfConfig) rope() error {
	for i, text := range []json.RawMessage{c.Scaling, c.Rope} {
		field := []string{"rope_scaling", "rope_parameters"}[i]
		var of struct {
			Type    string   `json:"type"`
			Kind    string   `json:"rope_type"`
			Theta   *float64 `json:"rope_theta"`
			Rotated *float64 `json:"partial_rotary_factor"`
		}
		if len(text) > 0 {
			if err := json.Unmarshal(text, &of); err != nil {
				return fmt.Errorf("%s: %w", field, err)
			}
		}
		if kind := cmp.Or(of.Kind, of.Type, "default"); kind != "default" {
			return fmt.Errorf("%s has the type %q: rotary positions that are scaled are not known here", field, kind)
		}
		if of.Theta != nil {
			c.Theta = of.Theta
		}
		if of.Rotated != nil {
			c.Rotated = of.Rotated
		}
	}
	if r := or(c.Rotated, 1); r != 1 {
		return fmt.Errorf("partial_rotary_factor is %v: only 1 is known here", r)
	}
	return nil
}

// activation is ours for Hugging Face's name, which a field has.
func activation(field, name string) (op.Activation, error) {
	switch name {
	case "gelu_new", "gelu_pytorch_tanh":
		return op.GELU, nil
	case "gelu":
		return exactGELU, errGELU
	case "silu", "swish":
		return op.SiLU, nil
	case "relu":
		return op.ReLU, nil
	case "tanh":
		return op.Tanh, nil
	}
	return "", fmt.Errorf("%s is %q: gelu, gelu_new, gelu_pytorch_tanh, silu, relu and tanh are known here", field, name)
}

func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// bound reports a config of sizes that nobody has, before anything is made of them.
func (f *File) bound() error {
	c := &f.Config
	c.FixedOutputs, c.StackedMeans = true, false
	for _, n := range []struct {
		what        string
		value, most int
	}{
		{"vocabulary", c.Tokens, mostWidth}, {"width", c.Width, mostWidth}, {"hidden width", c.Hidden, mostWidth}, {"context", f.Context, mostWidth},
		{"layers", c.Layers, mostLayers}, {"heads", c.Heads, mostWidth}, {"key/value heads", max(c.KVHeads, 1), mostWidth}, {"width of a head", max(c.HeadWidth, 1), mostWidth},
	} {
		if n.value < 1 || n.value > n.most {
			return fmt.Errorf("the %s is %d: want 1 to %d", n.what, n.value, n.most)
		}
	}
	w := float64(c.Width)
	if n := float64(c.Tokens)*w + float64(c.Layers)*w*(3*float64(c.Hidden)+4*float64(c.Heads*max(c.HeadWidth, 1))); n > mostWeights {
		return fmt.Errorf("some %.2g weights: at most %.2g are read", n, float64(mostWeights))
	}
	return c.Check()
}

// readSmall reads a file that is to be no larger than some bytes.
func readSmall(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("pretrained: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("pretrained: %s is not a regular file", path)
	case info.Size() > most:
		return nil, fmt.Errorf("pretrained: %s has %d bytes: at most %d are read", path, info.Size(), most)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	return b, nil
}
