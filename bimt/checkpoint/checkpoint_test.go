package checkpoint

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/safetensors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is a layer of three inputs and two neurons whose weights remember something.
func network(t *testing.T, dtype tensor.Dtype) (*graph.Params, *bimt.Space) {
	t.Helper()
	params, space := graph.NewParams(gorgonia.NewGraph(), dtype), bimt.NewSpace()
	x, y := space.Axis("x", bimt.Line(3)), space.Axis("y", bimt.Line(2))
	w, err := params.New("layer.weight", 2, 3)
	must(t, err)
	b, err := params.New("layer.bias", 2)
	must(t, err)
	must(t, space.Connect(w, y, x))
	must(t, space.Bias(b, y))
	for i, p := range params.All() {
		v := make([]float64, p.Len())
		for k := range v {
			v[k] = math.Sqrt(float64(2 + 10*i + k))
		}
		must(t, p.Set(v))
		must(t, p.SetMemory("adam.m", v))
	}
	return params, space
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// contents are all that a file holds of a network.
func contents(params *graph.Params, space *bimt.Space) map[string]any {
	all := map[string]any{}
	for _, p := range params.All() {
		all[p.Name()] = p.Float64s()
		for _, m := range p.Memories() {
			all[p.Name()+MemoryMark+m] = p.MemoryFloat64s(m)
		}
	}
	for _, a := range space.Axes() {
		all["axis "+a.Name()] = a.Order()
	}
	return all
}

func zero(t *testing.T, params *graph.Params) {
	t.Helper()
	for _, p := range params.All() {
		must(t, p.Set(make([]float64, p.Len())))
		must(t, p.SetMemory("adam.m", make([]float64, p.Len())))
	}
}

// What was saved comes back to the bit, in both precisions, wherever neurons stand; memories
// only if they were saved.
func TestSameBits(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		params, space := network(t, dtype)
		must(t, space.Move(map[*bimt.Axis][]int{space.Find("x"): {2, 0, 1}, space.Find("y"): {1, 0}}))
		path := filepath.Join(t.TempDir(), "a.safetensors")
		must(t, Save(path, params.All(), space, map[string]string{"steps": "7"}, WithMemories))
		again, place := network(t, dtype)
		zero(t, again)
		metadata, err := Load(path, again.All(), place)
		must(t, err)
		if metadata["steps"] != "7" {
			t.Errorf("metadata %v", metadata)
		}
		if got, want := contents(again, place), contents(params, space); !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %v, want %v", dtype, got, want)
		}

		must(t, Save(path, params.All(), space, nil))
		zero(t, again)
		if _, err := Load(path, again.All(), place); err != nil {
			t.Error(err)
		}
		if m := again.Get("layer.bias").MemoryFloat64s("adam.m"); m[0] != 0 {
			t.Errorf("a memory came back that was not saved: %v", m)
		}
	}
}

// A network without a space is saved and loaded too.
func TestWithoutASpace(t *testing.T) {
	params, space := network(t, tensor.Float64)
	path := filepath.Join(t.TempDir(), "a.safetensors")
	must(t, Save(path, params.All(), nil, nil, WithMemories))
	want := contents(params, space)
	zero(t, params)
	if _, err := Load(path, params.All(), nil); err != nil {
		t.Fatal(err)
	}
	if got := contents(params, space); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A file that does not fit is refused by name, and nothing has changed.
func TestRefusals(t *testing.T) {
	values := func(name string, shape ...int) safetensors.Tensor {
		return safetensors.FromFloat64s(name, shape, make([]float64, tensor.Shape(shape).TotalSize()))
	}
	weight, bias := values("layer.weight", 2, 3), values("layer.bias", 2)
	for name, c := range map[string]struct {
		tensors []safetensors.Tensor
		axes    string
		wants   []string
	}{
		"shape":            {[]safetensors.Tensor{values("layer.weight", 3, 2), bias}, "", []string{"layer.weight", "[3 2]", "[2 3]"}},
		"missing":          {[]safetensors.Tensor{weight}, "", []string{"layer.bias", "[2]"}},
		"left over":        {[]safetensors.Tensor{weight, bias, values("layer2.bias", 2)}, `[{"name":"x","order":[2,1,0]}]`, []string{"layer2.bias"}},
		"memory's shape":   {[]safetensors.Tensor{weight, bias, values("layer.bias#adam.m", 3)}, "", []string{"layer.bias#adam.m", "[3]", "[2]"}},
		"memory's weight":  {[]safetensors.Tensor{weight, bias, values("layer2.bias#adam.m", 3)}, "", []string{"layer2.bias"}},
		"no JSON":          {[]safetensors.Tensor{weight, bias}, `[{`, []string{AxesKey}},
		"unknown axis":     {[]safetensors.Tensor{weight, bias}, `[{"name":"z","order":[0]}]`, []string{"axis z"}},
		"no permutation":   {[]safetensors.Tensor{weight, bias}, `[{"name":"x","order":[0,1,1]}]`, []string{"axis x"}},
		"the second wrong": {[]safetensors.Tensor{weight, bias}, `[{"name":"x","order":[2,1,0]},{"name":"y","order":[0]}]`, []string{"axis y"}},
	} {
		params, space := network(t, tensor.Float64)
		before := contents(params, space)
		path := filepath.Join(t.TempDir(), "a.safetensors")
		must(t, safetensors.WriteFile(path, c.tensors, map[string]string{AxesKey: c.axes}))
		_, err := Load(path, params.All(), space)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, want := range append(c.wants, path) {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", name, err, want)
			}
		}
		if after := contents(params, space); !reflect.DeepEqual(after, before) {
			t.Errorf("%s: %v has become %v", name, before, after)
		}
	}
}

// What can't be written leaves the old file.
func TestSaveRefusals(t *testing.T) {
	params, space := network(t, tensor.Float64)
	path := filepath.Join(t.TempDir(), "a.safetensors")
	must(t, os.WriteFile(path, []byte("old"), 0o644))
	if err := Save(path, params.All(), space, map[string]string{AxesKey: "mine"}); err == nil || !strings.Contains(err.Error(), AxesKey) {
		t.Errorf("a key that is taken: %v", err)
	}
	if _, err := params.New("a#b", 1); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, params.All(), space, nil); err == nil || !strings.Contains(err.Error(), "a#b") {
		t.Errorf("a name with the mark: %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "old" {
		t.Errorf("the old file is %q, %v", b, err)
	}
}

// Files of before, with other names, are read.
func TestNamesOfBefore(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w, err := params.New("embed.weight", 1, 2)
	must(t, err)
	path := filepath.Join(t.TempDir(), "a.safetensors")
	must(t, safetensors.WriteFile(path, []safetensors.Tensor{safetensors.FromFloat64s("embed.W", []int{1, 2}, []float64{3, 4})}, nil))
	if _, err := Load(path, params.All(), nil); err != nil || w.Float64s()[1] != 4 {
		t.Errorf("%v, %v", w.Float64s(), err)
	}
}
