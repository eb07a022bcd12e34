package transformer_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// llama is the config of testdata/llama, a small random model in the form that Hugging
// Face's LlamaForCausalLM writes. Its two query heads share one key/value head, which stands
// here once for each.
func llama() transformer.Config {
	c := transformer.Default()
	c.Tokens, c.Outputs, c.Width, c.Heads, c.Hidden, c.Layers = 35, 35, 16, 2, 28, 2
	c.Norm, c.Position, c.MLP, c.Activation = transformer.NormRMS, transformer.PositionRotary, transformer.MLPGated, op.SiLU
	c.TiedEmbedding, c.Biases = true, transformer.Biases{}
	return c
}

// inHuggingFace are their names for ours.
var inHuggingFace = strings.NewReplacer(
	"unembed.norm.scale", "model.norm.weight", "embed", "model.embed_tokens", "block", "model.layers.",
	"attn.norm.scale", "input_layernorm.weight", "mlp.norm.scale", "post_attention_layernorm.weight",
	"attn.q", "self_attn.q_proj", "attn.k", "self_attn.k_proj", "attn.v", "self_attn.v_proj", "attn.out", "self_attn.o_proj",
	".gate", ".gate_proj", ".up", ".up_proj", ".down", ".down_proj",
)

// reference is what another program computed of testdata/llama in float64.
type reference struct {
	Tokens   []float64
	Logits   [][]float64
	Residual [][][]float64 `json:"residual_after_block"`
}

// Logits and the residual stream are those of the reference, and stay so when all that can
// move is relocated; in the form of llama2.c too, which has pairs side by side.
func TestLlamaEqualsItsReference(t *testing.T) {
	var want reference
	check(t, json.Unmarshal(must(os.ReadFile("testdata/llama/golden.json"))(t), &want))
	for _, pairing := range []op.Pairing{op.Halves, op.Interleaved} {
		c := llama()
		c.RotaryPairing = pairing
		params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
		model := must(transformer.New(params, space, c, rand.New(rand.NewPCG(1, 1))))(t)
		load(t, model)
		x := must(graph.Input(params.Graph(), tensor.Float64, "tokens", 1, len(want.Tokens)))(t)
		check(t, graph.Feed(x, want.Tokens...))
		pass := must(model.Forward(x))(t)
		stream := must(pass.LookupAll("block0.mlp.residual", "block1.mlp.residual"))(t)
		s := must(graph.Compile(graph.Program{Outputs: append(stream, pass.Output)}))(t)
		check(t, s.Run())
		for i, n := range stream {
			if d := furthest(flat(want.Residual[i]), must(s.Float64s(n))(t)); d > 1e-12 {
				t.Errorf("%s: the residual stream after block %d is off by %v", pairing, i, d)
			}
		}
		if d := furthest(flat(want.Logits), must(s.Float64s(pass.Output))(t)); d > 1e-12 {
			t.Errorf("%s: logits are off by %v", pairing, d)
		}
		if moves := must(space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t); moves.Moved == 0 {
			t.Errorf("%s: nothing moved", pairing)
		}
		check(t, s.Run())
		if d := furthest(flat(want.Logits), must(s.Float64s(pass.Output))(t)); d > 1e-12 {
			t.Errorf("%s: relocated, logits are off by %v", pairing, d)
		}
	}
}

// load gives the model the weights of testdata/llama, the pairs of a head side by side if
// it is to have them so.
func load(t *testing.T, m *transformer.Model) {
	t.Helper()
	file := must(safetensors.ReadFile("testdata/llama/model.safetensors"))(t)
	for _, p := range m.Params() {
		w := must(file.Float64s(inHuggingFace.Replace(p.Name())))(t)
		if len(w) < p.Len() { // a key/value head for each query head
			w = append(w, w...)
		}
		check(t, p.Set(w))
		if queryKey := strings.Contains(p.Name(), "attn.q.") || strings.Contains(p.Name(), "attn.k."); queryKey && m.Config.RotaryPairing == op.Interleaved {
			var order []int
			for head := 0; head < 16; head += 8 {
				for i := range 4 {
					order = append(order, head+i, head+i+4)
				}
			}
			check(t, p.Permute(0, order))
		}
	}
}

// flat is the rows one after the other.
func flat(rows [][]float64) (all []float64) {
	for _, r := range rows {
		all = append(all, r...)
	}
	return all
}
