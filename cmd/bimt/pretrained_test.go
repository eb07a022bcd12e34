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

// Who asks much of a sweep gets few.
func TestPretrainedLeastGain(t *testing.T) {
	status, report, msg := bimt(t, "relocate", stories, "--strategy", "assignment", "--least-gain", "0.9", "--out", filepath.Join(t.TempDir(), "tidied"))
	if status != 0 || !strings.Contains(report, " in 1 sweep, ") || !strings.Contains(report, "gained less than 90 % of the wires") {
		t.Errorf("status %d: %s%s", status, report, msg)
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
	if _, twice, msg := bimt(t, "sample", llama1, "--prompt", "1 2", "--tokens", "5", "--temperature", "0", "--samples", "2"); twice != first+first {
		t.Errorf("two samples: %q (%s), want %q twice", twice, msg, first)
	}
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
		"least gain: 1":             {"relocate", llama1, "--least-gain", "1"},
		"--set is for networks":     {"relocate", llama1, "--set", "width=3"},
		"no number of a token":      {"sample", llama1, "--prompt", "Once"},
		"some tokens to go on from": {"sample", llama1},
		"name the folder":           {"sample"},
		"tokens at temperature":     {"sample", llama1, "--tokens", "-1"},
		"samples 0":                 {"sample", llama1, "--prompt", "1", "--samples", "0"},
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

// Rotated too, wires are shorter, logits stay, also of the file that is written, and so does the
// text; one level alone gains less than all.
func TestPretrainedIsRotated(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rotated")
	figures := func(args ...string) map[string]any {
		t.Helper()
		status, report, msg := bimt(t, append([]string{"relocate", stories, "--json", "--force", "--out", out}, args...)...)
		if status != 0 {
			t.Fatal(msg)
		}
		var figures map[string]any
		if err := json.Unmarshal([]byte(report), &figures); err != nil {
			t.Fatalf("%v: %s", err, report)
		}
		return figures
	}
	alone := figures("--only", "residual,block*.hidden")
	f := figures("--rotate", "--strategy", "assignment")
	turned := f["rotated"].(map[string]any)
	before, moved, after := f["wire_cost_before"].(float64), f["wire_cost_after"].(float64), turned["wire_cost"].(float64)
	if !(moved < 0.93*before && after < 0.98*moved) || !(alone["wire_cost_after"].(float64) > moved) || alone["rotated"] != nil {
		t.Errorf("wires %v, relocated %v, rotated %v, two levels alone %v", before, moved, after, alone["wire_cost_after"])
	}
	if !(f["largest_output_change"].(float64) < 1e-10) || !(f["written_change"].(float64) < 1e-5) {
		t.Errorf("logits changed by %v, as written by %v", f["largest_output_change"], f["written_change"])
	}
	if left := turned["left"].(map[string]any)["residual"]; left == nil {
		t.Error("nothing is said of the residual stream of a tied embedding")
	}
	_, text, msg := bimt(t, "sample", filepath.Join(out, "stories260K.bin"), "--prompt", "Once upon a time", "--tokens", "11", "--temperature", "0")
	if want := "Once upon a time, there was a little girl named Lily.\n"; text != want {
		t.Errorf("it writes %q, want %q; %s", text, want, msg)
	}
	if status, report, msg := bimt(t, "relocate", llama1, "--rotate", "--out", filepath.Join(t.TempDir(), "a")); status != 0 || !strings.Contains(report, "rotated too") || !strings.Contains(report, "as written") {
		t.Errorf("status %d: %s%s", status, report, msg)
	}
}

// A language model from elsewhere is trained on, with no word on what it is, and written in the
// form it came in.
func TestPretrainedIsFineTuned(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "tale.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("1 2 3 4 5 6 7 ", 40)), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "run")
	args := []string{"train", "--init", llama1, "--data", text, "--steps", "60", "--no-pictures", "--set", "tokenizer=numbers", "--set", "length=8", "--set", "swap_every=20", "--set", "lambda=0.001", "--set", "sample_length=5", "--out", out}
	status, report, msg := bimt(t, args...)
	if status != 0 || !strings.Contains(report, "tale, bimt, seed 0") || !strings.Contains(msg, "begins with") {
		t.Fatalf("status %d: %s%s", status, report, msg)
	}
	if status, text, msg := bimt(t, "sample", filepath.Join(out, "model"), "--prompt", "1 2 3", "--tokens", "4", "--temperature", "0"); status != 0 || text != "1 2 3 4 5 6 7\n" {
		t.Errorf("status %d: it writes %q; %s", status, text, msg)
	}
	if read(t, out, "sample.txt") == "" {
		t.Error("it left no text")
	}
	for words, args := range map[string][]string{
		"no text":      {"train", "sharing", "--init", stories},
		"no number":    {"train", "--init", llama1, "--data", llama1 + "/config.json", "--set", "tokenizer=numbers"},
		"no file":      {"train", "--init", llama1, "--data", text, "--set", "tokenizer=" + filepath.Join(dir, "none.bin")},
		"path: name":   {"train", "--init", stories},
		"no tokenizer": {"train", "--init", llama1, "--data", text},
		"--rotate is":  {"relocate", out, "--rotate"},
		"no such axis": {"relocate", llama1, "--only", "nothing"},
	} {
		status, _, msg := bimt(t, append(args, "--out", filepath.Join(dir, "other"))...)
		if status != statusUsage || !strings.Contains(msg, words) || strings.Count(msg, "\n") != 1 {
			t.Errorf("%v: status %d, %q, want %q", args, status, msg, words)
		}
	}
}

// withTokenizer is a model of testdata with a tokenizer of its few tokens.
func withTokenizer(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	vocabulary := map[string]int{"<s>": 0, "Ġ": 1, "Ċ": 2, "Ġa": 3, ".": 4, "ab": 5}
	for letter := 'a'; len(vocabulary) < 16; letter++ { // the model has 18
		vocabulary[string(letter)] = len(vocabulary)
	}
	text, err := json.Marshal(map[string]any{
		"model":         map[string]any{"type": "BPE", "vocab": vocabulary, "merges": []string{"Ġ a", "a b"}},
		"added_tokens":  []any{map[string]any{"id": 0, "content": "<s>", "special": true}},
		"pre_tokenizer": map[string]any{"type": "ByteLevel", "add_prefix_space": false}, "decoder": map[string]any{"type": "ByteLevel"},
	})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"tokenizer.json": string(text), "tokenizer_config.json": `{"bos_token": "<s>", "eos_token": "<s>"}`}
	for _, name := range []string{"config.json", "model.safetensors"} {
		files[name] = read(t, llama1, name)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A folder that has a tokenizer takes text and writes text, relocated and trained on too.
func TestPretrainedByItsTokenizer(t *testing.T) {
	model, dir := withTokenizer(t), t.TempDir()
	text, out, tidied := filepath.Join(dir, "tale.txt"), filepath.Join(dir, "run"), filepath.Join(dir, "tidied")
	if err := os.WriteFile(text, []byte(strings.Repeat("abc def big.\n<|endoftext|>\n", 40)), 0o600); err != nil {
		t.Fatal(err)
	}
	writes := func(args ...string) string {
		t.Helper()
		status, text, msg := bimt(t, append([]string{"sample", "--temperature", "0"}, args...)...)
		if status != 0 {
			t.Fatal(msg)
		}
		return text
	}
	first := writes("--prompt", "ab abc", "--tokens", "6", model)
	if !strings.HasPrefix(first, "ab abc") || writes("--tokens", "3", model) == "" {
		t.Errorf("it writes %q", first)
	}
	if status, _, msg := bimt(t, "relocate", model, "--out", tidied); status != 0 {
		t.Fatal(msg)
	}
	if then := writes("--prompt", "ab abc", "--tokens", "6", tidied); then != first {
		t.Errorf("relocated it writes %q, before %q", then, first)
	}
	if numbers := writes("--prompt", "5 8", "--tokenizer", "numbers", "--tokens", "2", model); len(strings.Fields(numbers)) != 4 {
		t.Errorf("by numbers it writes %q", numbers)
	}
	status, _, msg := bimt(t, "train", "--init", model, "--data", text, "--steps", "80", "--no-pictures", "--set", "length=8", "--set", "learning_rate=0.01", "--set", "lambda=0.001", "--set", "sample_length=5", "--out", out)
	if status != 0 {
		t.Fatal(msg)
	}
	// It learned where a text ends, and the run writes as its model does.
	for _, path := range []string{out, filepath.Join(out, "model")} {
		if text := writes("--prompt", "abc d", "--tokens", "20", path); text != "abc def big.\n" {
			t.Errorf("%s writes %q", path, text)
		}
	}
	// So it does without the folder that it began with, whose tokenizer is beside its model.
	if err := os.Rename(model, model+"-away"); err != nil {
		t.Fatal(err)
	}
	if text := writes("--prompt", "abc d", "--tokens", "20", out); text != "abc def big.\n" {
		t.Errorf("without the model it began with, it writes %q", text)
	}
	if settings := read(t, out, "config.yaml"); !strings.Contains(settings, "tokenizer: "+model) {
		t.Errorf("the settings are %s", settings)
	}
}

// A tokenizer that is not known is told by its field, with what can be done.
func TestPretrainedTokenizerMistakes(t *testing.T) {
	model := withTokenizer(t)
	text := read(t, model, "tokenizer.json")
	for words, with := range map[string][2]string{
		`model.type is "WordPiece"`: {"BPE", "WordPiece"},
		"model.merges[1]":           {"a b", "b a"},
	} {
		changed := strings.Replace(text, with[0], with[1], 1)
		if err := os.WriteFile(filepath.Join(model, "tokenizer.json"), []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"sample", model, "--prompt", "abc"}, {"train", "--init", model, "--data", filepath.Join(model, "config.json"), "--out", filepath.Join(t.TempDir(), "run")}} {
			status, out, msg := bimt(t, args...)
			if status != statusUsage || !strings.Contains(msg, words) || !strings.Contains(msg, "numbers") || strings.Count(msg, "\n") != 1 || out != "" {
				t.Errorf("%v: status %d, %q, want %q", args, status, msg, words)
			}
		}
	}
	model = withTokenizer(t)
	if status, _, msg := bimt(t, "sample", model, "--prompt", "ABC"); status != statusUsage || !strings.Contains(msg, `no token for "A"`) {
		t.Errorf("status %d, %q", status, msg)
	}
	if status, _, msg := bimt(t, "sample", model+"/none", "--prompt", "a"); status != statusUsage || !strings.Contains(msg, "none: no such file or folder") {
		t.Errorf("status %d, %q", status, msg)
	}
}

// A run of texts that began with nothing writes text by its own tokens.
func TestRunWritesText(t *testing.T) {
	dir := t.TempDir()
	text, out := filepath.Join(dir, "tale.txt"), filepath.Join(dir, "run")
	if err := os.WriteFile(text, []byte(strings.Repeat("abc def abc def.\n", 60)), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, msg := bimt(t, "train", "tinystories", "--data", text, "--steps", "150", "--no-pictures", "--set", "length=8", "--set", "depth=1", "--set", "width=16", "--set", "learning_rate=0.01", "--set", "lambda=0.0001", "--out", out); status != 0 {
		t.Fatal(msg)
	}
	if _, written, msg := bimt(t, "sample", out, "--prompt", "abc d", "--tokens", "6", "--temperature", "0"); len(written) != 12 || !strings.HasPrefix(written, "abc def") {
		t.Errorf("it writes %q; %s", written, msg)
	}
	if status, _, msg := bimt(t, "sample", out, "--prompt", "abc", "--tokenizer", stories); status != statusUsage || !strings.Contains(msg, "leave it out") {
		t.Errorf("status %d, %q", status, msg)
	}
}
