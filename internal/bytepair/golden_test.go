package bytepair

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const stories = "../../transformer/pretrained/testdata/tok512.bin"

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// open reads a tokenizer of testdata.
func open(t testing.TB, name string) *Tokenizer {
	t.Helper()
	return must(Open(filepath.Join("testdata", name), 0))(t)
}

// Tokens and text are those of the programs that the files are of; testdata/README.md names them.
func TestGolden(t *testing.T) {
	var golden struct {
		Strings []string
		Kinds   map[string]struct {
			Tokens [][]int
			Texts  []string
		}
	}
	if err := json.Unmarshal(must(os.ReadFile("testdata/golden.json"))(t), &golden); err != nil {
		t.Fatal(err)
	}
	golden.Kinds["gpt2"] = golden.Kinds["gpt2.json"] // one tokenizer in two forms
	if len(golden.Kinds) != 14 || len(golden.Strings) < 100 {
		t.Fatalf("%d kinds, %d texts", len(golden.Kinds), len(golden.Strings))
	}
	for name, want := range golden.Kinds {
		tok := open(t, name)
		for i, text := range golden.Strings {
			tokens := must(tok.Encode(text))(t)
			if !slices.Equal(tokens, want.Tokens[i]) {
				t.Errorf("%s: %q is %v, want %v", name, text, tokens, want.Tokens[i])
			}
			back := strings.ToValidUTF8(must(tok.Decode(tokens))(t), "\uFFFD")
			if back != want.Texts[i] {
				t.Errorf("%s: %v is %q, want %q", name, tokens, back, want.Texts[i])
			}
		}
	}
}

// What begins and ends a text is what the files say.
func TestMarks(t *testing.T) {
	for name, want := range map[string]struct {
		begin    int
		ends     []int
		document string // of "a"
	}{
		"gpt2":             {396, []int{396}, "a<|endoftext|>"},
		"gpt2.json":        {396, []int{396}, "a<|endoftext|>"},
		"llama3.json":      {397, []int{398}, "<|begin_of_text|>a<|end_of_text|>"},
		"smol.json":        {396, []int{396}, "a<|endoftext|>"},
		"prefix.json":      {-1, nil, " a"},
		"llama2.json":      {1, []int{2}, "<s>▁a</s>"},
		"sp-stories.model": {1, []int{2}, "<s>▁a</s>"},
	} {
		tok := open(t, name)
		if tok.Begin() != want.begin || !slices.Equal(tok.Ends(), want.ends) {
			t.Errorf("%s: begins with %d and ends with %v, want %d, %v", name, tok.Begin(), tok.Ends(), want.begin, want.ends)
		}
		var names strings.Builder
		for _, id := range must(tok.Document("a"))(t) {
			for name, n := range tok.named {
				if n == id {
					names.WriteString(name)
				}
			}
		}
		if got := strings.ReplaceAll(names.String(), "Ġ", " "); got != want.document {
			t.Errorf("%s: a is the document %q, want %q", name, got, want.document)
		}
	}
	llama := must(Open(stories, 512))(t)
	if got := must(llama.Document("a"))(t); llama.Begin() != 1 || !slices.Equal(llama.Ends(), []int{1}) || got[0] != 1 || len(got) != 2 {
		t.Errorf("llama2.c: begins with %d, ends with %v, a is %v", llama.Begin(), llama.Ends(), got)
	}
	// An empty text among others is none, but where it is llama2.c's.
	if got := must(open(t, "gpt2").Document(""))(t); len(got) != 0 {
		t.Errorf("an empty text is %v", got)
	}
}

// folder is one with a tokenizer of testdata and other files.
func folder(t *testing.T, tokenizer string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files[jsonFile] = string(must(os.ReadFile(filepath.Join("testdata", tokenizer)))(t))
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The files of a folder say more, tokenizer_config.json before the others.
func TestFolderSaysMarks(t *testing.T) {
	for _, c := range []struct {
		tokenizer string
		files     map[string]string
		begin     int
		ends      []int
		first     int // of the tokens of "a"
	}{
		{"smol.json", map[string]string{"config.json": `{"bos_token_id": 5, "eos_token_id": [397, 7]}`}, 5, []int{397, 7}, 97},
		{"smol.json", map[string]string{"config.json": `{"eos_token_id": 5}`, "tokenizer_config.json": `{"bos_token": null, "eos_token": {"content": "<|im_end|>"}}`}, 397, []int{397, 5}, 97},
		{"smol.json", map[string]string{"config.json": `{"bos_token_id": 50256, "eos_token_id": 50256}`}, -1, nil, 97},
		{"llama2.json", map[string]string{"generation_config.json": `{"eos_token_id": 2}`, "tokenizer_config.json": `{"tokenizer_class": "LlamaTokenizer", "bos_token": "<s>", "add_bos_token": false}`}, 1, []int{2}, 324},
		{"llama2-first.json", map[string]string{"config.json": `{"bos_token_id": 2}`}, 1, []int{2}, 1},
	} {
		tok := must(Open(folder(t, c.tokenizer, c.files), 0))(t)
		if tokens := must(tok.Encode("a"))(t); tok.Begin() != c.begin || !slices.Equal(tok.Ends(), c.ends) || tokens[0] != c.first {
			t.Errorf("%s, %v: begins with %d, ends with %v, a is %v; want %d, %v, %d", c.tokenizer, c.files["tokenizer_config.json"], tok.Begin(), tok.Ends(), tokens, c.begin, c.ends, c.first)
		}
	}
}
