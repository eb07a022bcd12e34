package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	stories = "../../transformer/pretrained/testdata/stories260K.bin"
	llama1  = "../../transformer/pretrained/testdata/llama-1"
)

// A transformer from elsewhere is recognised, relocated and written as it came; it goes on
// with a text as it did.
func TestPretrainedIsRelocated(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tidied")
	status, report, msg := bimt(t, "relocate", stories, "--strategy", "assignment", "--json", "--out", out)
	if status != 0 {
		t.Fatal(msg)
	}
	var figures map[string]any
	if err := json.Unmarshal([]byte(report), &figures); err != nil || report != read(t, out, "relocate.json") {
		t.Fatalf("%v: %s", err, report)
	}
	if figures["form"] != "llama2.c" || figures["weights"] != 260032.0 || !(figures["cost_after"].(float64) < figures["cost_before"].(float64)) || !(figures["largest_output_change"].(float64) < 1e-10) {
		t.Errorf("relocate.json has %v", figures)
	}
	for _, path := range []string{stories, filepath.Join(out, "stories260K.bin")} {
		_, text, msg := bimt(t, "sample", path, "--prompt", "Once upon a time", "--tokens", "11", "--temperature", "0")
		if want := "Once upon a time, there was a little girl named Lily.\n"; text != want {
			t.Errorf("%s writes %q, want %q; %s", path, text, want, msg)
		}
	}
	if status, _, msg := bimt(t, "relocate", stories, "--out", out); status != statusUsage || !strings.Contains(msg, "--force") {
		t.Errorf("over a model: status %d, %s", status, msg)
	}
}

// A model of Hugging Face's is a folder; without a tokenizer, tokens are numbers.
func TestPretrainedFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tidied")
	status, report, msg := bimt(t, "relocate", llama1, "--out", out)
	if status != 0 || !strings.Contains(report, "llama, 18756 weights, in float64") || !strings.Contains(report, "wires") {
		t.Fatalf("status %d: %s%s", status, report, msg)
	}
	for _, name := range []string{"config.json", "model.safetensors", "places.json", "relocate.json"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	_, first, _ := bimt(t, "sample", llama1, "--prompt", "1 2", "--tokens", "5", "--temperature", "0")
	_, then, _ := bimt(t, "sample", out, "--prompt", "1 2", "--tokens", "5", "--temperature", "0")
	if first != then || len(strings.Fields(first)) != 7 {
		t.Errorf("relocated it writes %q, before %q", then, first)
	}
}

// Mistakes are one line, and nothing is written.
func TestPretrainedMistakes(t *testing.T) {
	dir := t.TempDir()
	cut := filepath.Join(dir, "cut.bin")
	if err := os.WriteFile(cut, []byte(read(t, filepath.Dir(stories), filepath.Base(stories))[:99999]), 0o600); err != nil {
		t.Fatal(err)
	}
	for words, args := range map[string][]string{
		"cut short in tensor":       {"relocate", cut, "--out", filepath.Join(dir, "a")},
		"holds the model itself":    {"relocate", llama1, "--out", llama1},
		"--set is for networks":     {"relocate", llama1, "--set", "width=3"},
		"no number of a token":      {"sample", llama1, "--prompt", "Once"},
		"some tokens to go on from": {"sample", llama1},
		"name the folder":           {"sample"},
		"tokens at temperature":     {"sample", llama1, "--tokens", "-1"},
		"no token 99":               {"sample", llama1, "--prompt", "99"},
	} {
		status, out, msg := bimt(t, args...)
		if status != statusUsage || !strings.Contains(msg, words) || strings.Count(msg, "\n") != 1 || out != "" {
			t.Errorf("%v: status %d, %q, want %q", args, status, msg, words)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d entries are left, %v", len(entries), err)
	}
}
