package run

import (
	"cmp"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
)

// buildTransformer makes a transformer that fits the data.
func buildTransformer(c *Config, d *task.Data, n *Network) error {
	if d.Length == 0 {
		return fmt.Errorf("rows of %s are no sequences: use model: mlp", c.Data)
	}
	if c.Geometry != "line" {
		return fmt.Errorf("geometry: %s: neurons of a transformer lie on lines", c.Geometry)
	}
	t := transformer.Config{
		Tokens: d.Tokens, Outputs: outputs(d), Width: c.Width, Layers: c.Depth, Heads: c.Heads, KVHeads: c.KVHeads,
		Norm: transformer.Norm(c.Norm), Position: transformer.Position(c.Position), MLP: transformer.MLPKind(c.MLP),
		HeadWidth: c.HeadWidth, NormEpsilon: c.NormEpsilon, RotaryBase: c.RotaryBase, RotaryPairing: op.Pairing(c.RotaryPairing),
		Hidden: cmp.Or(c.Hidden, c.MLPFactor*c.Width), Activation: op.Activation(c.Activation), Causal: c.Causal, AttentionRate: c.AttentionRate,
		LayerNorm: c.LayerNorm, FixedOutputs: c.FixedOutputs, TiedEmbedding: c.TiedEmbedding, TiedOrder: c.TiedOrder, StackedMeans: true,
		LastLayerLocality: c.LastLayerLocality, Read: d.Read,
		Biases: transformer.Biases{Embed: true, Attention: c.AttentionBias, NoAttentionOut: c.OutBiasless, MLP: !c.MLPBiasless, Unembed: c.UnembedBias},
	}
	if d.Tokens == 0 {
		t.Inputs = d.Train.XShape[len(d.Train.XShape)-1]
	}
	if t.Norm != "" {
		t.LayerNorm = false // norm says what it is
	}
	if t.Position == transformer.PositionLearned || t.Position == "" && c.Positions {
		t.Positions = cmp.Or(c.Context, d.Train.XShape[0])
	}
	m, err := transformer.New(n.Params, n.Space, t, rand.New(source(c, weightStream)))
	if err != nil {
		return err
	}
	n.Transformer, n.apply, n.In, n.Out = m, m.Apply, m.In, m.Out
	return nil
}
