package pretrained_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/gobimt/bimt/transformer/pretrained"
)

// opens reads a model, which must not panic; what Open lets through, Load must read or refuse.
func opens(path string) {
	if f, err := pretrained.Open(path); err == nil && f.Weights() < 1<<16 {
		_, _ = pretrained.Load(path, true)
	}
}

func FuzzLlama2C(f *testing.F) {
	small := make([]byte, 28+4*(2*2+2*(1*2+4*4+2*3*2)+2*(3+2)+8)) // nearly one of width 2
	for i, v := range []uint32{2, 3, 1, 1, 1, 2, 4} {
		binary.LittleEndian.PutUint32(small[4*i:], v)
	}
	f.Add(small)
	f.Add(small[:28])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "a.bin")
		check(t, os.WriteFile(path, b, 0o600))
		opens(path)
	})
}

func FuzzMinGPT(f *testing.F) {
	f.Add([]byte(`{"config": {"n_layer": 1, "n_head": 1, "n_embd": 1, "vocab_size": 1, "block_size": 1}, "lm_head.weight": {"shape": [1, 1], "dtype": "torch.float32", "data": "AAAAAA=="}}`))
	f.Add([]byte(`{"config": 3}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "a.json")
		check(t, os.WriteFile(path, b, 0o600))
		opens(path)
	})
}

func FuzzHuggingFace(f *testing.F) {
	for _, model := range []string{"llama-2", "gpt2-2"} {
		config, err := os.ReadFile(filepath.Join("testdata", model, "config.json"))
		check(f, err)
		weights, err := os.ReadFile(filepath.Join("testdata", model, "model.safetensors"))
		check(f, err)
		f.Add(config, weights, []byte(`{"axes": {"block0.k": [1, 0, 2, 3, 4, 5, 6, 7]}}`))
		f.Add(config, weights, []byte(`{"weight_map": {"lm_head.weight": "model.safetensors"}}`))
	}
	f.Fuzz(func(t *testing.T, config, weights, other []byte) {
		dir := t.TempDir()
		for name, b := range map[string][]byte{"config.json": config, "model.safetensors": weights, "places.json": other} {
			check(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
		}
		opens(dir)
		check(t, os.Rename(filepath.Join(dir, "places.json"), filepath.Join(dir, "model.safetensors.index.json")))
		opens(dir)
	})
}

func FuzzTokenizer(f *testing.F) {
	b, err := os.ReadFile("testdata/tok512.bin")
	check(f, err)
	f.Add(b, 512, "Once upon a time")
	f.Add(b[:40], 3, "é")
	f.Fuzz(func(t *testing.T, b []byte, n int, text string) {
		path := filepath.Join(t.TempDir(), "t.bin")
		check(t, os.WriteFile(path, b, 0o600))
		tok, err := pretrained.OpenTokenizer(path, min(n, 1<<12))
		if err != nil || len(text) > 100 {
			return
		}
		_, _ = tok.Decode(tok.Encode(text))
	})
}
