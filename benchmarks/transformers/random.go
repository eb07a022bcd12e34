package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/safetensors"
)

// random writes a Llama of random weights as Hugging Face does, for times and memory at size.
func random(args []string) error {
	set := flag.NewFlagSet("random", flag.ContinueOnError)
	width, blocks, hidden, tokens := set.Int("width", 512, "of the residual stream"), set.Int("blocks", 8, ""), set.Int("hidden", 1376, "neurons of an MLP"), set.Int("tokens", 4096, "in the vocabulary")
	heads, shared := set.Int("heads", 8, ""), set.Int("kv-heads", 4, "")
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return fmt.Errorf("random: name the folder to write to")
	}
	dir := set.Arg(0)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	config, err := json.MarshalIndent(map[string]any{
		"architectures": []string{"LlamaForCausalLM"}, "model_type": "llama", "hidden_act": "silu", "hidden_size": *width,
		"intermediate_size": *hidden, "num_hidden_layers": *blocks, "num_attention_heads": *heads, "num_key_value_heads": *shared,
		"vocab_size": *tokens, "max_position_embeddings": 256, "rms_norm_eps": 1e-5, "rope_theta": 10000, "tie_word_embeddings": false, "torch_dtype": "float32",
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), append(config, '\n'), 0o666); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var all []safetensors.Tensor
	matrix := func(name string, rows, cols int) {
		w := make([]float32, rows*cols)
		for i := range w {
			w[i] = float32(rng.NormFloat64() / math.Sqrt(float64(cols)))
		}
		all = append(all, safetensors.FromFloat32s(name, []int{rows, cols}, w))
	}
	norm := func(name string) {
		w := make([]float32, *width)
		for i := range w {
			w[i] = float32(1 + 0.1*rng.NormFloat64())
		}
		all = append(all, safetensors.FromFloat32s(name, []int{*width}, w))
	}
	keys := *width / *heads * *shared
	matrix("model.embed_tokens.weight", *tokens, *width)
	for i := range *blocks {
		b := fmt.Sprintf("model.layers.%d.", i)
		norm(b + "input_layernorm.weight")
		matrix(b+"self_attn.q_proj.weight", *width, *width)
		matrix(b+"self_attn.k_proj.weight", keys, *width)
		matrix(b+"self_attn.v_proj.weight", keys, *width)
		matrix(b+"self_attn.o_proj.weight", *width, *width)
		norm(b + "post_attention_layernorm.weight")
		matrix(b+"mlp.gate_proj.weight", *hidden, *width)
		matrix(b+"mlp.up_proj.weight", *hidden, *width)
		matrix(b+"mlp.down_proj.weight", *width, *hidden)
	}
	norm("model.norm.weight")
	matrix("lm_head.weight", *tokens, *width)
	return safetensors.WriteFile(filepath.Join(dir, "model.safetensors"), all, nil)
}
