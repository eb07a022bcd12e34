package pretrained_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// opens reads a model, which must not panic; what Open lets through, Load must read or refuse.
func opens(path string) {
	if f, err := pretrained.Open(path); err == nil && f.Weights() < 1<<16 {
		_, _ = pretrained.Load(path, true)
	}
}

func FuzzLlama2C(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.bin")
	small := make([]byte, 28+4*(2*2+2*(1*2+4*4+2*3*2)+2*(3+2)+8)) // nearly one of width 2
	for i, v := range []uint32{2, 3, 1, 1, 1, 2, 4} {
		binary.LittleEndian.PutUint32(small[4*i:], v)
	}
	f.Add(small)
	f.Add(small[:28])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		check(t, os.WriteFile(path, b, 0o600))
		opens(path)
	})
}

func FuzzMinGPT(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.json")
	f.Add([]byte(`{"config": {"n_layer": 1, "n_head": 1, "n_embd": 1, "vocab_size": 1, "block_size": 1}, "lm_head.weight": {"shape": [1, 1], "dtype": "torch.float32", "data": "AAAAAA=="}}`))
	f.Add([]byte(`{"config": 3}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		check(t, os.WriteFile(path, b, 0o600))
		opens(path)
	})
}

// tinyModels are folders of Hugging Face in which each size is as small as can be, so that thousands are
// opened in a second.
func tinyModels(f *testing.F) (configs, weights [][]byte) {
	for _, m := range []struct {
		config  string
		tensors map[string][]int
	}{
		{`{"model_type":"llama","hidden_size":2,"intermediate_size":1,"num_hidden_layers":1,"num_attention_heads":1,"vocab_size":3,"max_position_embeddings":2,"rms_norm_eps":1e-05,"hidden_act":"silu","tie_word_embeddings":true}`,
			map[string][]int{"model.embed_tokens.weight": {3, 2}, "model.norm.weight": {2}, "model.layers.0.input_layernorm.weight": {2}, "model.layers.0.post_attention_layernorm.weight": {2},
				"model.layers.0.self_attn.q_proj.weight": {2, 2}, "model.layers.0.self_attn.k_proj.weight": {2, 2}, "model.layers.0.self_attn.v_proj.weight": {2, 2}, "model.layers.0.self_attn.o_proj.weight": {2, 2},
				"model.layers.0.mlp.gate_proj.weight": {1, 2}, "model.layers.0.mlp.up_proj.weight": {1, 2}, "model.layers.0.mlp.down_proj.weight": {2, 1}}},
		{`{"model_type":"gpt2","n_embd":2,"n_layer":1,"n_inner":1,"n_head":1,"n_positions":2,"vocab_size":3}`,
			map[string][]int{"wte.weight": {3, 2}, "wpe.weight": {2, 2}, "ln_f.weight": {2}, "ln_f.bias": {2},
				"h.0.ln_1.weight": {2}, "h.0.ln_1.bias": {2}, "h.0.ln_2.weight": {2}, "h.0.ln_2.bias": {2},
				"h.0.attn.c_attn.weight": {2, 6}, "h.0.attn.c_attn.bias": {6}, "h.0.attn.c_proj.weight": {2, 2}, "h.0.attn.c_proj.bias": {2},
				"h.0.mlp.c_fc.weight": {2, 1}, "h.0.mlp.c_fc.bias": {1}, "h.0.mlp.c_proj.weight": {1, 2}, "h.0.mlp.c_proj.bias": {2}}},
	} {
		var all []safetensors.Tensor
		for name, shape := range m.tensors {
			all = append(all, tiny(f, name, shape))
		}
		slices.SortFunc(all, func(a, b safetensors.Tensor) int { return strings.Compare(a.Name, b.Name) })
		var b bytes.Buffer
		check(f, safetensors.Write(&b, all, nil))
		configs, weights = append(configs, []byte(m.config)), append(weights, b.Bytes())
	}
	return configs, weights
}

func tiny(f *testing.F, name string, shape []int) safetensors.Tensor {
	n := 1
	for _, s := range shape {
		n *= s
	}
	t, err := safetensors.FromValues(name, safetensors.F16, shape, make([]float64, n))
	check(f, err)
	return t
}

func FuzzHuggingFace(f *testing.F) {
	configs, weights := tinyModels(f)
	dir := f.TempDir()
	write := func(t testing.TB, name string, b []byte) { check(t, os.WriteFile(filepath.Join(dir, name), b, 0o600)) }
	for i, config := range configs {
		write(f, "config.json", config)
		write(f, "model.safetensors", weights[i])
		if _, err := pretrained.Load(dir, true); err != nil {
			f.Fatal(err) // from there on all would be refused alike
		}
		f.Add(config, weights[i], []byte(`{"axes": {"block0.k": [1, 0]}}`), false)
		f.Add(config, weights[i], []byte(`{"weight_map": {"lm_head.weight": "model.safetensors"}}`), true)
	}
	f.Fuzz(func(t *testing.T, config, weights, other []byte, index bool) {
		write(t, "config.json", config)
		write(t, "model.safetensors", weights)
		name := "places.json"
		if index {
			name = "model.safetensors.index.json"
		}
		write(t, name, other)
		opens(dir)
		check(t, os.Remove(filepath.Join(dir, name)))
	})
}

func FuzzTokenizer(f *testing.F) {
	b, err := os.ReadFile("testdata/tok512.bin")
	check(f, err)
	f.Add(b[:400], 32, "Once upon a time")
	f.Add(b[:40], 3, "é")
	path := filepath.Join(f.TempDir(), "t.bin")
	f.Fuzz(func(t *testing.T, b []byte, n int, text string) {
		check(t, os.WriteFile(path, b, 0o600))
		tok, err := pretrained.OpenTokenizer(path, min(n, 1<<12))
		if err != nil || len(text) > 100 {
			return
		}
		if tokens, err := tok.Encode(text); err == nil {
			_, err = tok.Decode(tokens)
			check(t, err)
		}
	})
}
