package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
)

// clockFile writes a small transformer for sums modulo 5, random, as the Clock and Pizza
// models name its tensors; its metadata say that its attention is ordinary.
func clockFile(t *testing.T) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var tensors []safetensors.Tensor
	for name, shape := range map[string][]int{
		"embed.W_E": {8, 5}, "pos_embed.W_pos": {2, 8}, "unembed.W_U": {8, 5},
		"blocks.0.attn.W_Q": {2, 4, 8}, "blocks.0.attn.W_K": {2, 4, 8}, "blocks.0.attn.W_V": {2, 4, 8}, "blocks.0.attn.W_O": {8, 8},
		"blocks.0.mlp.W_in": {32, 8}, "blocks.0.mlp.b_in": {32}, "blocks.0.mlp.W_out": {8, 32}, "blocks.0.mlp.b_out": {8},
	} {
		n := 1
		for _, s := range shape {
			n *= s
		}
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		tensors = append(tensors, safetensors.FromFloat64s(name, shape, v))
	}
	path := filepath.Join(t.TempDir(), "clock.safetensors")
	if err := safetensors.WriteFile(path, tensors, map[string]string{"attention_rate": "1.0"}); err != nil {
		t.Fatal(err)
	}
	return path
}

var clockSettings = []string{"--set", "modulus=5", "--set", "width=8", "--set", "heads=2"}

// A network from elsewhere is relocated, relocated again from its folder without gain,
// and trained on from there.
func TestRelocate(t *testing.T) {
	file, dir := clockFile(t), t.TempDir()
	out := filepath.Join(dir, "moved")
	args := append([]string{"relocate", file, "--experiment", "modular-addition-transformer", "--strategy", "assignment", "--json", "--out", out}, clockSettings...)
	status, stdout, msg := bimt(t, args...)
	if status != 0 || !strings.Contains(msg, "attention_rate=1") {
		t.Fatalf("status %d: %s", status, msg)
	}
	var s map[string]any
	if err := json.Unmarshal([]byte(stdout), &s); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	number := func(key string) float64 {
		v, ok := s[key].(float64)
		if !ok {
			t.Errorf("%s is %v, want a number", key, s[key])
		}
		return v
	}
	if b, a := number("cost_before"), number("cost_after"); !(a > 0 && a < b) {
		t.Errorf("cost from %v to %v", b, a)
	}
	if d := number("largest_output_change"); !(d < 1e-5) {
		t.Errorf("outputs changed by %v", d)
	}
	if number("accuracy") != number("accuracy_before") || number("rows") != 25 || number("moved") < 1 || number("sweeps") < 1 {
		t.Errorf("%v", s)
	}
	if s["strategy"] != "assignment" || s["mapping"] != "clock-and-pizza" || s["experiment"] != "modular-addition-transformer" || stdout != read(t, out, "relocate.json") {
		t.Errorf("%v", s)
	}
	for _, f := range []string{"network-before.svg", "network-before.png", "network-after.svg", "network-after.png", "model.safetensors", "config.yaml", "data.json"} {
		if read(t, out, f) == "" {
			t.Errorf("%s is empty", f)
		}
	}
	if !strings.Contains(read(t, out, "config.yaml"), "attention_rate: 1") {
		t.Error("the settings don't have the attention rate of the file")
	}

	status, stdout, msg = bimt(t, "relocate", out, "--strategy", "assignment", "--no-pictures")
	if again := out + "-relocated-assignment"; status != 0 || !strings.Contains(stdout, "(+0.00 %)") || !strings.Contains(stdout, filepath.Join(again, "model.safetensors")) {
		t.Errorf("again: status %d: %s%s", status, stdout, msg)
	}
	status, _, msg = bimt(t, "train", filepath.Join(out, "config.yaml"), "--steps", "2", "--no-pictures", "--out", filepath.Join(dir, "on"))
	if status != 0 || !strings.Contains(msg, "begins with "+filepath.Join(out, "model.safetensors")) {
		t.Errorf("training on: status %d: %s", status, msg)
	}
}

// A run that begins with weights from elsewhere is repeated by its settings.
func TestTrainFromAFile(t *testing.T) {
	dir := t.TempDir()
	first, again := filepath.Join(dir, "first"), filepath.Join(dir, "again")
	common := []string{"--steps", "4", "--no-pictures", "--out"}
	args := append([]string{"train", "modular-addition-transformer", "--init", clockFile(t)}, clockSettings...)
	status, _, msg := bimt(t, append(append(args, common...), first)...)
	if status != 0 || !strings.Contains(msg, "by mapping clock-and-pizza: train loss") || !strings.Contains(msg, "accuracy") {
		t.Fatalf("status %d: %s", status, msg)
	}
	if status, _, msg := bimt(t, append(append([]string{"train", filepath.Join(first, "config.yaml")}, common...), again)...); status != 0 {
		t.Fatal(msg)
	}
	for _, f := range []string{"metrics.csv", "model.safetensors", "config.yaml"} {
		if read(t, first, f) != read(t, again, f) {
			t.Errorf("%s differs", f)
		}
	}
	if c := read(t, first, "config.yaml"); !strings.Contains(c, "init: ") || !strings.Contains(c, "mapping: clock-and-pizza") {
		t.Errorf("the settings don't say where the run begins:\n%s", c)
	}
}

// A run of any kind is relocated by its folder.
func TestRelocateARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if status, _, msg := bimt(t, "train", "sharing", "--method", "l1", "--steps", "30", "--quiet", "--no-pictures", "--out", dir); status != 0 {
		t.Fatal(msg)
	}
	status, stdout, msg := bimt(t, "relocate", dir, "--locality", "3", "--no-pictures", "--json")
	if status != 0 || !strings.Contains(stdout, `"locality": 3`) || !strings.Contains(stdout, `"strategy": "spectral"`) || strings.Contains(stdout, "accuracy") {
		t.Errorf("status %d: %s%s", status, stdout, msg)
	}
}

func TestRelocateBadInput(t *testing.T) {
	file := clockFile(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	of := append([]string{file, "--experiment", "modular-addition-transformer"}, clockSettings...)
	taken := filepath.Join(dir, "taken")
	if err := os.MkdirAll(taken, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(taken, "relocate.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "name the folder of one run"},
		{[]string{filepath.Join(dir, "none")}, "there is no "},
		{[]string{file}, "--experiment NAME"},
		{[]string{dir}, "--experiment NAME"},
		{[]string{file, "--experiment", "modular-adition"}, "did you mean"},
		{slices.Concat(of, []string{"--strategy", "greedi"}), `did you mean "greedy"`},
		{slices.Concat(of, []string{"--locality", "-1"}), "locality: -1"},
		{slices.Concat(of, []string{"--mapping", "clock"}), "clock-and-pizza"},
		{slices.Concat(of, []string{"--set", "width=16"}), "embed.W_E"},
		{slices.Concat(of, []string{"--set", "widht=16"}), "width"},
		{slices.Concat(of, []string{"--out", taken}), "--force"},
		{slices.Concat(of, []string{"--out", "/proc/bimt"}), "output folder"},
	} {
		args := slices.Concat([]string{"relocate", "--quiet", "--out", out}, c.args)
		status, stdout, msg := bimt(t, args...)
		if status != statusUsage || stdout != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, c.want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q: want 2 and one line with %q", c.args, status, stdout, msg, c.want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Fatalf("%v: something was written", c.args)
		}
	}
	if status, _, msg := bimt(t, slices.Concat([]string{"relocate", "--no-pictures", "--force", "--out", taken}, of)...); status != 0 {
		t.Errorf("with --force: %s", msg)
	}
}

// A model of characters shows what it writes; one that can't says why.
func TestTrainWritesText(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("the quality of mercy is not strained\n", 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"train", "shakespeare", "--data", text, "--steps", "2", "--no-pictures", "--set", "width=8", "--set", "length=10", "--set", "batch=2", "--out"}
	status, out, msg := bimt(t, append(args, filepath.Join(dir, "causal"))...)
	if sample := read(t, filepath.Join(dir, "causal"), "sample.txt"); status != 0 || !strings.Contains(out, sample[:100]) || len([]rune(sample)) < 500 {
		t.Errorf("status %d: %s%s", status, out, msg)
	}
	status, _, msg = bimt(t, append(args, filepath.Join(dir, "all"), "--set", "causal=false")...)
	if status != 0 || !strings.Contains(msg, "no text is sampled") {
		t.Errorf("status %d: %s", status, msg)
	}
	if status, _, msg := bimt(t, append(args, filepath.Join(dir, "row"), "--example", "1000")...); status != statusUsage || !strings.Contains(msg, "no test row 1000") {
		t.Errorf("status %d: %s", status, msg)
	}
}
