package pretrained_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/safetensors"
	"gorgonia.org/tensor"
)

// inShards writes a model of testdata in another type and, if shards is set, a tensor in the
// one file or the other.
func inShards(t *testing.T, model string, dtype safetensors.DType, shards bool) string {
	t.Helper()
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "config.json"), must(os.ReadFile(filepath.Join("testdata", model, "config.json")))(t), 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "tokenizer.json"), []byte("{}"), 0o600))
	f := must(safetensors.ReadFile(filepath.Join("testdata", model, "model.safetensors")))(t)
	files, where := map[string][]safetensors.Tensor{}, map[string]string{}
	for i, name := range f.Names() {
		file := "model.safetensors"
		if shards {
			file = []string{"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"}[i%2]
		}
		shape := must(f.Shape(name))(t)
		files[file] = append(files[file], must(safetensors.FromValues(name, dtype, shape, must(f.Float64s(name))(t)))(t))
		where[name] = file
	}
	for file, tensors := range files {
		check(t, safetensors.WriteFile(filepath.Join(dir, file), tensors, map[string]string{"format": "pt"}))
	}
	if shards {
		b := must(json.Marshal(map[string]any{"weight_map": where, "metadata": map[string]int{"total_size": 1}}))(t)
		check(t, os.WriteFile(filepath.Join(dir, "model.safetensors.index.json"), b, 0o600))
	}
	return dir
}

// Models of every type, whole and in shards, are written as they came: the same files, names,
// shapes and types, and the same weights in another order, to the bit.
func TestTypesAndShards(t *testing.T) {
	for _, dtype := range []safetensors.DType{safetensors.F64, safetensors.F32, safetensors.F16, safetensors.BF16} {
		for _, model := range []string{"gpt2-2", "llama-1", "llama-2"} {
			dir, out := inShards(t, model, dtype, dtype != safetensors.F32), filepath.Join(t.TempDir(), "out")
			l := load(t, dir, tensor.Float64, 8)
			tokens := []int{3, 1, 4, 1, 5}
			first := must(l.gen.Logits(tokens))(t)
			must(l.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
			check(t, l.file.Save(out, l.model))
			again := load(t, out, tensor.Float64, 8)
			if d := off([][]float64{first}, must(again.gen.Logits(tokens))(t)); !(d <= 1e-12) {
				t.Errorf("%s in %s: logits are off by %v", model, dtype, d)
			}
			for _, e := range must(os.ReadDir(dir))(t) {
				a, b := filepath.Join(dir, e.Name()), filepath.Join(out, e.Name())
				if filepath.Ext(a) == ".safetensors" {
					sameTensors(t, a, b)
				} else if !slices.Equal(must(os.ReadFile(a))(t), must(os.ReadFile(b))(t)) {
					t.Errorf("%s has changed", e.Name())
				}
			}
		}
	}
}

// sameTensors compares names, shapes, types, and weights in rising order.
func sameTensors(t *testing.T, a, b string) {
	t.Helper()
	f, g := must(safetensors.ReadFile(a))(t), must(safetensors.ReadFile(b))(t)
	if !slices.Equal(f.Names(), g.Names()) || g.Metadata["format"] != "pt" {
		t.Fatalf("%s has tensors %v, metadata %v", b, g.Names(), g.Metadata)
	}
	for _, name := range f.Names() {
		x, y := must(f.Tensor(name))(t), must(g.Tensor(name))(t)
		v, w := must(x.Float64s())(t), must(y.Float64s())(t)
		slices.Sort(v)
		slices.Sort(w)
		if x.DType != y.DType || !slices.Equal(x.Shape, y.Shape) || !slices.Equal(v, w) {
			t.Errorf("%s: %s %v %s is %v %s, or of other weights", b, name, x.Shape, x.DType, y.Shape, y.DType)
		}
	}
}

// In float32, logits stay to 1e-5 of the largest.
func TestSingle(t *testing.T) {
	l := load(t, "testdata/stories260K.bin", tensor.Float32, 16)
	tokens := must(must(l.file.Tokenizer())(t).Encode("One day, a dog saw"))(t)
	first := must(l.gen.Logits(tokens))(t)
	must(l.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
	if d := off([][]float64{first}, must(l.gen.Logits(tokens))(t)); !(d <= 1e-5) || d == 0 {
		t.Errorf("logits changed by %v of the largest", d)
	}
}
