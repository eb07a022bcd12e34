package pretrained_test

import (
	"bytes"
	"encoding/binary"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// spoil copies a folder of testdata with some files changed, or left out where nil.
func spoil(t *testing.T, model string, change func(files map[string][]byte)) string {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"config.json", "model.safetensors"} {
		files[name] = must(os.ReadFile(filepath.Join("testdata", model, name)))(t)
	}
	change(files)
	dir := t.TempDir()
	for name, b := range files {
		check(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	return dir
}

// without leaves a tensor out, or gives it another shape.
func without(t *testing.T, model, name string, shape ...int) string {
	return spoil(t, model, func(files map[string][]byte) {
		f := must(safetensors.Read(bytes.NewReader(files["model.safetensors"]), int64(len(files["model.safetensors"])), model))(t)
		var all []safetensors.Tensor
		for _, n := range f.Names() {
			tensor := must(f.Tensor(n))(t)
			if n == name && shape == nil {
				continue
			} else if n == name {
				tensor.Shape = shape
			}
			all = append(all, tensor)
		}
		var out bytes.Buffer
		check(t, safetensors.Write(&out, all, nil))
		files["model.safetensors"] = out.Bytes()
	})
}

// replace changes a word of config.json.
func replace(t *testing.T, model, old, with string) string {
	return spoil(t, model, func(files map[string][]byte) {
		b := bytes.Replace(files["config.json"], []byte(old), []byte(with), 1)
		if bytes.Equal(b, files["config.json"]) {
			t.Fatalf("%s has no %s", model, old)
		}
		files["config.json"] = b
	})
}

// write makes one file.
func write(t *testing.T, name string, b []byte) string {
	path := filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, b, 0o600))
	return path
}

// What is wrong is one line that names the file, and the tensor or the key.
func TestRefuses(t *testing.T) {
	bin, sort := must(os.ReadFile("testdata/stories260K.bin"))(t), must(os.ReadFile("testdata/gpt-nano-sort-model.json"))(t)
	header := func(at int, value int32) []byte {
		b := bytes.Clone(bin)
		binary.LittleEndian.PutUint32(b[4*at:], uint32(value))
		return b
	}
	noShard := map[string][]byte{"model.safetensors.index.json": []byte(`{"weight_map": {"model.norm.weight": "model-1.safetensors"}}`)}
	for name, c := range map[string]struct{ path, words string }{
		"missing tensor":       {without(t, "llama-1", "model.layers.1.mlp.up_proj.weight"), "model.layers.1.mlp.up_proj.weight is missing"},
		"missing in gpt2":      {without(t, "gpt2-1", "transformer.h.0.attn.c_attn.bias"), "transformer.h.0.attn.c_attn.bias is missing"},
		"missing head":         {without(t, "llama-1", "lm_head.weight"), "lm_head.weight is missing"},
		"another shape":        {without(t, "llama-2", "model.embed_tokens.weight", 16, 35), "model.embed_tokens.weight has shape [16 35], but by the config it is [35 16]"},
		"another width":        {replace(t, "llama-1", `"hidden_size": 36`, `"hidden_size": 48`), "model.embed_tokens.weight has shape"},
		"uneven heads":         {replace(t, "llama-1", `"num_key_value_heads": 2`, `"num_key_value_heads": 4`), "6 heads can't share 4 kv_heads"},
		"unknown architecture": {replace(t, "llama-1", `"model_type": "llama"`, `"model_type": "bert"`), `model_type is "bert": this reads "gpt2", "llama", "mistral" and "qwen2"`},
		"unknown activation":   {replace(t, "gpt2-1", "gelu_new", "gelu_odd"), `activation_function is "gelu_odd"`},
		"scaled rotary":        {replace(t, "llama-1", `"rope_theta"`, `"rope_scaling": {"type": "linear"}, "rope_theta"`), `rope_scaling has the type "linear"`},
		"scaled as in 5":       {replace(t, "llama-1", `"rope_theta"`, `"rope_parameters": {"rope_type": "llama3"}, "rope_theta"`), `rope_parameters has the type "llama3"`},
		"no rotary positions":  {replace(t, "llama-1", `"rope_theta"`, `"rope_scaling": 3, "rope_theta"`), "rope_scaling: json"},
		"partly rotated":       {replace(t, "llama-1", `"rope_theta"`, `"partial_rotary_factor": 0.5, "rope_theta"`), "partial_rotary_factor is 0.5"},
		"unscaled attention":   {replace(t, "gpt2-1", `"n_layer"`, `"scale_attn_weights": false, "n_layer"`), "scale_attn_weights is false"},
		"scaled by layer":      {replace(t, "gpt2-1", `"n_layer"`, `"scale_attn_by_inverse_layer_idx": true, "n_layer"`), "scale_attn_by_inverse_layer_idx is true"},
		"attention elsewhere":  {replace(t, "gpt2-1", `"n_layer"`, `"add_cross_attention": true, "n_layer"`), "add_cross_attention is true"},
		"huge":                 {replace(t, "llama-1", `"hidden_size": 36`, `"hidden_size": 36000000`), "the width is 36000000: want 1 to"},
		"huge together":        {replace(t, "llama-1", `"hidden_size": 36`, `"hidden_size": 1000000`), "weights: at most"},
		"negative":             {replace(t, "gpt2-1", `"n_layer": 2`, `"n_layer": -2`), "the layers is -2"},
		"no JSON":              {replace(t, "gpt2-1", "{", "{{"), "config.json: invalid"},
		"cut shard":            {spoil(t, "llama-1", func(f map[string][]byte) { f["model.safetensors"] = f["model.safetensors"][:5000] }), "may have been cut short"},
		"no weights":           {spoil(t, "llama-1", func(f map[string][]byte) { delete(f, "model.safetensors") }), "model.safetensors: no such file"},
		"missing shard":        {spoil(t, "llama-1", func(f map[string][]byte) { maps.Copy(f, noShard) }), "(it has tensor model.norm.weight)"},
		"shard elsewhere": {spoil(t, "llama-1", func(f map[string][]byte) {
			f["model.safetensors.index.json"] = []byte(`{"weight_map": {"a": "../x.safetensors"}}`)
		}), "tensor a is said to be in"},
		"tensor elsewhere": {spoil(t, "llama-1", func(f map[string][]byte) {
			f["model.safetensors.index.json"] = []byte(`{"weight_map": {"a": "model.safetensors"}}`)
		}), "tensor a is not in model.safetensors"},
		"places of another": {spoil(t, "llama-1", func(f map[string][]byte) { f["places.json"] = []byte(`{"axes": {"block7.q": [0]}}`) }), "axis block7.q of 1 neurons"},
		"places twice":      {spoil(t, "llama-2", func(f map[string][]byte) { f["places.json"] = []byte(`{"axes": {"block0.k": [0,0,0,0,0,0,0,0]}}`) }), "block0.k"},
		"cut .bin":          {write(t, "a.bin", bin[:200000]), "cut short in tensor layers.4.wq"},
		"short .bin":        {write(t, "a.bin", bin[:20]), "too few for a header"},
		"long .bin":         {write(t, "a.bin", append(bytes.Clone(bin), 0)), "1 follow the last tensor"},
		"huge .bin":         {write(t, "a.bin", header(0, 1<<30)), "the width is 1073741824"},
		"no key heads":      {write(t, "a.bin", header(4, 0)), "n_kv_heads is 0"},
		"cut JSON":          {write(t, "a.json", sort[:100000]), "cut short"},
		"no state dict":     {write(t, "a.json", []byte(`{"a": {"shape": [1]}}`)), `no key "config"`},
		"missing in JSON":   {write(t, "a.json", bytes.Replace(sort, []byte("h.1.ln_1.bias"), []byte("h.1.ln_9.bias"), 1)), "transformer.h.1.ln_1.bias is missing"},
		"JSON of halves":    {write(t, "a.json", bytes.Replace(sort, []byte("torch.float32"), []byte("torch.float16"), 1)), "torch.float16"},
		"no such file":      {"testdata/nothing.bin", "testdata/nothing.bin: no such file or folder"},
		"another kind":      {"testdata/README.md", "none of the forms"},
	} {
		_, err := pretrained.Load(c.path, false)
		if err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", name, err, c.words)
		}
	}
}

// A tokenizer that is cut short, or of another model, is refused.
func TestTokenizerRefuses(t *testing.T) {
	b := must(os.ReadFile("testdata/tok512.bin"))(t)
	for words, c := range map[string]struct {
		b []byte
		n int
	}{
		"ends before token": {b[:1000], 512}, "follow token 499": {b, 500}, "token 512 of 513": {b, 513}, "no tokenizer": {nil, 1},
		"token 0 has": {append(bytes.Clone(b[:8]), 255, 255, 255, 127), 1},
	} {
		_, err := pretrained.OpenTokenizer(write(t, "t.bin", c.b), c.n)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, want one with %q", err, words)
		}
	}
}

// What is encoded decodes to itself, letters that are no tokens too.
func TestTokenizer(t *testing.T) {
	tok := must(pretrained.OpenTokenizer("testdata/tok512.bin", 512))(t)
	for _, text := range []string{"", "Once upon a time", " two  spaces ", "a\nb", "größe 漢字 🙂"} {
		if got := must(tok.Decode(must(tok.Encode(text))(t)))(t); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
	if _, err := tok.Decode([]int{512}); err == nil {
		t.Error("a token that there is not was decoded")
	}
}
