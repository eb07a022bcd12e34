package run

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// ElsewhereFolder is where a run that began with a transformer from elsewhere leaves it in the
// form it came in.
const ElsewhereFolder = "model"

// IsFromElsewhere says whether a path is a transformer of another program (package pretrained),
// not a file of one's own weights.
func IsFromElsewhere(path string) bool { return path != "" && pretrained.Recognise(path) }

// TakeElsewhere sets what the transformer at a path is, in the settings of the model and of the
// text that it is trained on. Settings named in keep stay.
func (c *Config) TakeElsewhere(path string, keep []string) error {
	f, err := pretrained.Open(path)
	if err != nil {
		return err
	}
	if _, is := c.Data.Of.(*task.Text); !is {
		return fmt.Errorf("init: %s is a language model, and %s is no text: leave the experiment out, or name one of a text such as tinystories", path, c.Data)
	}
	c.ModelConfig = modelOf(&f.Config)
	said := map[string]any{"vocabulary": f.Config.Tokens}
	of, _ := settings.Get[string](c, "tokenizer")
	if own := f.TokenizerPath(); own != "" {
		said["tokenizer"] = own
	} else if !slices.Contains(keep, "tokenizer") && slices.Contains([]string{"", "characters", "bytes"}, of) {
		return fmt.Errorf("init: %s has no tokenizer: name one with --set tokenizer=FILE or FOLDER, or numbers, of tokens, or bytes", path)
	}
	if length, _ := settings.Get[int](c, "length"); length > f.Context {
		said["length"] = f.Context
	}
	for _, key := range keep {
		delete(said, key)
	}
	for key, value := range said {
		if err := put(c, key, value); err != nil {
			return err
		}
	}
	return nil
}

func put(c *Config, key string, value any) error {
	if text, ok := value.(string); ok {
		return settings.Put(c, key, text)
	}
	return settings.Put(c, key, value.(int))
}

// modelOf is the settings that make a transformer of a config.
func modelOf(t *transformer.Config) ModelConfig {
	return ModelConfig{
		Model: "transformer", Activation: string(t.Activation), Width: t.Width, Depth: t.Layers,
		TransformerConfig: TransformerConfig{
			Heads: t.Heads, KVHeads: t.KVHeads, HeadWidth: t.HeadWidth, Hidden: t.Hidden, MLPBiasless: !t.Biases.MLP, Causal: t.Causal, AttentionRate: t.AttentionRate,
			Norm: string(t.Norm), NormEpsilon: t.NormEpsilon, Position: string(t.Position), Context: t.Positions, RotaryBase: t.RotaryBase, RotaryPairing: string(t.RotaryPairing),
			MLP: string(t.MLP), TiedEmbedding: t.TiedEmbedding, FixedOutputs: true, AttentionBias: t.Biases.Attention, OutBiasless: t.Biases.NoAttentionOut, UnembedBias: t.Biases.Unembed,
		},
	}
}

// fillFromElsewhere gives the network the weights of the transformer that the settings name.
func (r *Run) fillFromElsewhere() error {
	c := r.Config
	if c.Mapping != "" {
		return fmt.Errorf("mapping: %s is a transformer that says itself what its tensors are: leave mapping out", c.Init)
	}
	f, err := pretrained.Open(c.Init)
	if err != nil {
		return err
	}
	if r.Network.Transformer == nil {
		return fmt.Errorf("init: %s is a transformer, and the settings make a %s: set model: transformer, of its sizes", c.Init, c.Model)
	}
	return f.Fill(r.Network.Transformer)
}

// WriteElsewhere writes the network in the form in which the transformer came that the run
// began with, if it did, into ElsewhereFolder. One that is gone by now leaves a note.
func (f *Folder) WriteElsewhere(r *Run) error {
	if !IsFromElsewhere(r.Config.Init) {
		return nil
	}
	file, err := pretrained.Open(r.Config.Init)
	if err != nil {
		f.Notes = append(f.Notes, fmt.Sprintf("no %s is written: %v", ElsewhereFolder, err))
		return nil
	}
	if err := file.Save(f.path(ElsewhereFolder), r.Network.Transformer); err != nil {
		return err
	}
	f.note(filepath.Join(ElsewhereFolder, ""))
	return nil
}
