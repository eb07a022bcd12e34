package run

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/task"
)

// tinyClock is modular addition by a transformer of a few weights.
func tinyClock(t *testing.T, settings ...string) *Config {
	t.Helper()
	return config(t, "modular-addition-transformer", append([]string{"modulus=5", "width=6", "heads=2", "mlp_factor=2"}, settings...)...)
}

// foreignShapes are those of tinyClock as the Clock and Pizza models name them.
var foreignShapes = map[string][]int{
	"embed.W_E": {6, 5}, "pos_embed.W_pos": {2, 6}, "unembed.W_U": {6, 5},
	"blocks.0.attn.W_Q": {2, 3, 6}, "blocks.0.attn.W_K": {2, 3, 6}, "blocks.0.attn.W_V": {2, 3, 6}, "blocks.0.attn.W_O": {6, 6},
	"blocks.0.mlp.W_in": {12, 6}, "blocks.0.mlp.b_in": {12}, "blocks.0.mlp.W_out": {6, 12}, "blocks.0.mlp.b_out": {6},
}

// foreignFile writes random tensors, with a prefix to their names.
func foreignFile(t *testing.T, prefix string, metadata map[string]string) (path string, values map[string][]float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	values = map[string][]float64{}
	var tensors []safetensors.Tensor
	for name, shape := range foreignShapes {
		v := make([]float64, task.Size(shape))
		for i := range v {
			v[i] = float64(float32(rng.NormFloat64()))
		}
		values[name] = v
		tensors = append(tensors, safetensors.FromFloat64s(prefix+name, shape, v))
	}
	path = filepath.Join(t.TempDir(), "foreign.safetensors")
	if err := safetensors.WriteFile(path, tensors, metadata); err != nil {
		t.Fatal(err)
	}
	return path, values
}

// Weights from elsewhere are found by the names of their tensors; the settings say which
// mapping it was, and lead to the same network again.
func TestInitFindsAMapping(t *testing.T) {
	path, values := foreignFile(t, "", nil)
	c := tinyClock(t, "init="+path)
	opened, err := OpenWeights(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mapping != "clock-and-pizza" {
		t.Errorf("the mapping is %q", c.Mapping)
	}
	ps := opened.Network.Params
	if !slices.Equal(ps.Get("block0.attn.v.weight").Float64s(), values["blocks.0.attn.W_V"]) {
		t.Error("Wv is not W_V")
	}
	if got, want := ps.Get("unembed.weight").Float64s()[1], values["unembed.W_U"][5]; got != want {
		t.Errorf("unembed.W[0,1] is %v, want W_U[1,0] = %v", got, want)
	}
	run, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range run.Network.Params.All() {
		if !slices.Equal(p.Float64s(), ps.Get(p.Name()).Float64s()) {
			t.Errorf("%s differs when the settings are used again", p.Name())
		}
	}
}

// A mapping of one's own serves files of any names.
func TestInitByAMappingFile(t *testing.T) {
	path, values := foreignFile(t, "model.", nil)
	mapping := filepath.Join(t.TempDir(), "names.yaml")
	text, err := os.ReadFile("../weights/mappings/clock-and-pizza.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer("from: embed", "from: model.embed", "from: pos_embed", "from: model.pos_embed",
		"from: unembed", "from: model.unembed", `from: "blocks`, `from: "model.blocks`).Replace(string(text))
	if err := os.WriteFile(mapping, []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	c := tinyClock(t, "init="+path, "mapping="+mapping, "dtype=float64")
	opened, err := OpenWeights(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if got := opened.Network.Params.Get("block0.mlp.down.weight").Float64s(); !slices.Equal(got, values["blocks.0.mlp.W_out"]) {
		t.Error("down is not W_out")
	}
}

func TestInitErrors(t *testing.T) {
	known, _ := foreignFile(t, "", nil)
	strange, _ := foreignFile(t, "x.", nil)
	text := filepath.Join(t.TempDir(), "text.safetensors")
	if err := os.WriteFile(text, []byte("no tensors at all"), 0o644); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "own.safetensors")
	table := safetensors.FromFloat64s("embed.weight", []int{1, 2}, []float64{1, 2})
	if err := safetensors.WriteFile(own, []safetensors.Tensor{table}, nil); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]struct {
		settings, wants []string
	}{
		"no file":        {[]string{"init=/none.safetensors"}, []string{"/none.safetensors", "no such file"}},
		"no tensors":     {[]string{"init=" + text}, []string{text}},
		"unknown names":  {[]string{"init=" + strange}, []string{strange, "x.", "embed.weight", "--mapping", "clock-and-pizza"}},
		"other width":    {[]string{"init=" + known, "width=8"}, []string{known, "embed.weight [5 8]", "embed.W_E", "[5 6]", "--set width"}},
		"own, other":     {[]string{"init=" + own}, []string{own, "embed.weight", "[1 2]", "[5 6]", "settings it was trained with"}},
		"no mapping":     {[]string{"init=" + known, "mapping=clock"}, []string{`"clock"`, "clock-and-pizza", ".yaml"}},
		"no map file":    {[]string{"init=" + known, "mapping=/none.yaml"}, []string{"/none.yaml"}},
		"only a mapping": {[]string{"mapping=clock-and-pizza"}, []string{"--init"}},
	} {
		_, err := New(context.Background(), tinyClock(t, w.settings...))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, part := range w.wants {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", name, err, part)
			}
		}
	}
}

// Orders that can't be are errors that name the file and the axis.
func TestInitBrokenOrders(t *testing.T) {
	for axes, wants := range map[string]string{
		`[{`:                                  checkpoint.AxesKey,
		`[{"name": "nowhere", "order": [0]}]`: "nowhere",
		`[{"name": "residual", "order": [0, 1]}]`:                     "residual",
		`[{"name": "residual", "order": [0, 1, 2, 3, 4, 4]}]`:         "residual",
		`[{"name": "residual", "order": [0, 1, 2, 3, 4, -1]}]`:        "residual",
		`[{"name": "residual", "order": [0, 1, 2, 3, 4, 1.5]}]`:       checkpoint.AxesKey,
		`[{"name": "residual", "order": [0, 1, 2, 3, 4, 123456789]}]`: "residual",
	} {
		c := tinyClock(t)
		r, err := New(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		n := r.Network
		var tensors []safetensors.Tensor
		for _, p := range n.Params.All() {
			tensors = append(tensors, safetensors.FromFloat64s(p.Name(), p.Shape(), p.Float64s()))
		}
		path := filepath.Join(t.TempDir(), "own.safetensors")
		if err := safetensors.WriteFile(path, tensors, map[string]string{checkpoint.AxesKey: axes}); err != nil {
			t.Fatal(err)
		}
		if _, err := n.LoadWeights(path, ""); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), wants) {
			t.Errorf("%s: %v, want %s and the path in it", axes, err, wants)
		}
	}
}

// Weights of a training that diverged are no start: the error names file, tensor and element.
func TestInitRefusesNaN(t *testing.T) {
	path, values := foreignFile(t, "", nil)
	f, err := safetensors.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var tensors []safetensors.Tensor
	for name, v := range values {
		if name == "blocks.0.mlp.b_in" {
			v[7] = math.NaN()
		}
		tensors = append(tensors, safetensors.FromFloat64s(name, foreignShapes[name], v))
	}
	if err := safetensors.WriteFile(path, tensors, f.Metadata); err != nil {
		t.Fatal(err)
	}
	_, err = New(context.Background(), tinyClock(t, "init="+path))
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "up.bias holds NaN at element 7") {
		t.Errorf("the error is %v", err)
	}
}
