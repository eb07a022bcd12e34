package bytepair

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// changed is a tokenizer.json of testdata with some of its fields set, by paths such as
// model.type.
func changed(t testing.TB, name string, set map[string]any) []byte {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join("testdata", name)))(t), &all); err != nil {
		t.Fatal(err)
	}
	for path, value := range set {
		at, keys := all, strings.Split(path, ".")
		for _, key := range keys[:len(keys)-1] {
			at = at[key].(map[string]any)
		}
		at[keys[len(keys)-1]] = value
	}
	return must(json.Marshal(all))(t)
}

type object = map[string]any

// What is not known is one line that names the field.
func TestJSONRefuses(t *testing.T) {
	sequence := func(kind string, steps ...any) object { return object{"type": "Sequence", kind: steps} }
	template := func(single ...any) object {
		return object{"type": "TemplateProcessing", "single": single, "special_tokens": object{"<s>": object{"ids": []int{999}}}}
	}
	begin, text := object{"SpecialToken": object{"id": "<s>"}}, object{"Sequence": object{"id": "A"}}
	added := func(id int, content string, more ...string) []any {
		a := object{"id": id, "content": content}
		for _, key := range more {
			a[key] = true
		}
		return []any{a}
	}
	for _, c := range []struct {
		name, path string
		value      any
		words      string
	}{
		{"gpt2.json", "model.type", "WordPiece", `model.type is "WordPiece": only BPE`},
		{"gpt2.json", "model.type", "Unigram", `model.type is "Unigram"`},
		{"gpt2.json", "model.vocab", 3, "model.vocab"},
		{"gpt2.json", "model.vocab", object{}, "none of them has the number 0"},
		{"gpt2.json", "model.vocab", object{"a": 1 << 40}, "none of them has the number 0"},
		{"smol.json", "model.vocab", object{"a": 1, "b": 1}, `"a" and "b" have the number 1`},
		{"smol.json", "model.vocab", object{"a": 0, "b": -2}, "none of them has the number 1"},
		{"smol.json", "model.vocab", object{"a": 0.5}, "model.vocab"},
		{"gpt2.json", "model.merges", []string{"a"}, `merge "a" is not of two tokens`},
		{"gpt2.json", "model.merges", []any{[]string{"a", "b", "c"}}, "is not of two tokens"},
		{"gpt2.json", "model.merges", []string{"a nothing"}, `model.merges[0] is of "a" and "nothing"`},
		{"gpt2.json", "model.continuing_subword_prefix", "##", "model.continuing_subword_prefix"},
		{"gpt2.json", "model.end_of_word_suffix", "</w>", "model.end_of_word_suffix"},
		{"gpt2.json", "model.dropout", 0.1, "model.dropout"},
		{"gpt2.json", "model.unk_token", "<none>", `model.unk_token: there is no token "<none>"`},
		{"gpt2.json", "model.byte_fallback", true, "model.byte_fallback"},
		{"gpt2.json", "normalizer", object{"type": "Lowercase"}, `normalizer: type "Lowercase" is not known here`},
		{"gpt2.json", "normalizer", sequence("normalizers", object{"type": "NFKC"}), `normalizer Sequence: type "NFKC"`},
		{"gpt2.json", "normalizer", sequence("normalizers", sequence("normalizers")), `normalizer Sequence: type "Sequence"`},
		{"gpt2.json", "normalizer", object{"type": "Prepend", "prepend": "x"}, `normalizer: a Prepend of "x"`},
		{"gpt2.json", "normalizer", object{"type": "Replace", "pattern": object{"String": "a"}, "content": "b"}, `normalizer: a Replace by "b"`},
		{"gpt2.json", "normalizer", object{"type": "Replace", "pattern": object{"String": " "}, "content": "▁"}, "pre_tokenizer: ByteLevel beside ▁"},
		{"gpt2.json", "pre_tokenizer", object{"type": "BertPreTokenizer"}, `pre_tokenizer: type "BertPreTokenizer"`},
		{"gpt2.json", "pre_tokenizer", object{"type": "Split", "pattern": object{"Regex": "x+"}, "behavior": "Isolated"}, `Split by the Regex "x+"`},
		{"gpt2.json", "pre_tokenizer", object{"type": "Split", "pattern": object{"Regex": gpt2Pattern}, "behavior": "Removed"}, `Split with behavior "Removed"`},
		{"gpt2.json", "pre_tokenizer", sequence("pretokenizers", object{"type": "Digits"}, object{"type": "ByteLevel"}), "add_prefix_space"},
		{"gpt2.json", "pre_tokenizer", nil, "decoder: ByteLevel needs a pre_tokenizer ByteLevel"},
		{"gpt2.json", "decoder", object{"type": "BPEDecoder"}, `decoder: type "BPEDecoder"`},
		{"gpt2.json", "decoder", object{"type": "Strip", "content": " ", "start": 1}, "decoder: Strip"},
		{"llama2.json", "decoder", nil, "decoder: spaces"},
		{"llama2.json", "decoder", object{"type": "Metaspace", "replacement": "▁"}, "decoder has no ByteFallback"},
		{"metaspace.json", "decoder.replacement", "_", `decoder: a Metaspace of "_"`},
		{"llama2.json", "decoder", object{"type": "Strip", "content": "x", "start": 1}, "decoder: a Strip of 1"},
		{"llama2.json", "decoder", object{"type": "Replace", "pattern": object{"String": "_"}, "content": " "}, "decoder: a Replace"},
		{"llama2.json", "model.byte_fallback", "yes", "byte_fallback"},
		{"metaspace.json", "decoder", nil, "decoder: spaces"},
		{"metaspace.json", "model.byte_fallback", true, "no token <0x00>"},
		{"metaspace.json", "pre_tokenizer.replacement", "_", `Metaspace of "_"`},
		{"metaspace.json", "pre_tokenizer.prepend_scheme", "last", `prepend_scheme of Metaspace is "last"`},
		{"gpt2.json", "post_processor", object{"type": "BertProcessing"}, `post_processor: type "BertProcessing"`},
		{"gpt2.json", "post_processor", template(begin, text), "post_processor: there is no token 999"},
		{"gpt2.json", "post_processor", template(text, text), "has 2 texts"},
		{"gpt2.json", "post_processor", template(object{"SpecialToken": object{"id": "<x>"}}, text), `has no ids for "<x>"`},
		{"gpt2.json", "added_tokens", added(3, "<|endoftext|>"), "added_tokens[0]"},
		{"gpt2.json", "added_tokens", added(999, "<x>"), "none of them has the number 397"},
		{"gpt2.json", "added_tokens", added(999, "<|endoftext|>"), "another one in model.vocab"},
		{"gpt2.json", "added_tokens", added(397, "<x>", "single_word"), "single_word"},
		{"gpt2.json", "added_tokens", added(397, strings.Repeat("x", mostWord+1)), "at most 4096"},
	} {
		_, err := parseJSON(changed(t, c.name, object{c.path: c.value}))
		if err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s with %s %v: error %v, want one line with %q", c.name, c.path, c.value, err, c.words)
		}
	}
	for _, text := range []string{"", "3", "{}", "[" + strings.Repeat("[", 20000), `{"model": {"type": "BPE"}}`, `{"model": {"type": "BPE", "vocab": {}}}`} {
		if _, err := parseJSON([]byte(text)); err == nil {
			t.Errorf("%.20s is a tokenizer", text)
		}
	}
}

// message is a message of protobuf: numbers, texts, or messages, by fields.
func message(all ...any) (b []byte) {
	for i := 0; i+1 < len(all); i += 2 {
		field := protowire.Number(all[i].(int))
		switch v := all[i+1].(type) {
		case int:
			b = protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(v))
		case string:
			b = protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), v)
		case []byte:
			b = protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), v)
		}
	}
	return b
}

func TestSentencePieceRefuses(t *testing.T) {
	bpe, identity := message(3, modelBPE), message(4, 0)
	a := message(1, "a")
	for words, b := range map[string][]byte{
		"has no pieces":                   message(2, bpe),
		"model_type is 1 UNIGRAM":         message(1, a),
		"model_type is 4 CHAR":            message(1, a, 2, message(3, 4)),
		"treat_whitespace_as_suffix":      message(1, a, 2, message(3, modelBPE, 24, 1)),
		"precompiled_charsmap":            message(1, a, 2, bpe, 3, message(2, "x")),
		"escape_whitespaces":              message(1, a, 2, bpe, 3, message(5, 0)),
		`piece 1 is "a"`:                  message(1, a, 1, a, 2, bpe),
		`piece 0 is ""`:                   message(1, message(3, 1), 2, bpe),
		"unused pieces":                   message(1, message(1, "a", 3, pieceUnused), 2, bpe),
		"its type is 9":                   message(1, message(1, "a", 3, 9), 2, bpe),
		"no byte such as":                 message(1, message(1, "a", 3, pieceByte), 2, bpe),
		"there is no piece <0x00>":        message(1, a, 2, message(3, modelBPE, 35, 1), 3, identity),
		"another for what is unknown":     message(1, message(1, "u", 3, pieceUnknown), 1, message(1, "v", 3, pieceUnknown), 2, bpe),
		"remove_extra_whitespaces":        message(1, message(1, "▁▁", 3, pieceUserDefined), 2, bpe),
		"it is no model of SentencePiece": append(message(1, a), 0xff),
	} {
		if _, err := parseSentencePiece(b); err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want one line with %q", err, words)
		}
	}
	if _, err := parseSentencePiece(message(1, message(1, "u", 3, pieceUnknown), 1, a, 2, bpe, 3, identity)); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(files map[string]string) string {
		dir := t.TempDir()
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	vocab := `{"a": 0, "b": 1, "ab": 2}`
	for _, c := range []struct {
		path, words string
	}{
		{t.TempDir(), "has no tokenizer"},
		{write(map[string]string{"vocab.json": vocab}), "has no tokenizer"},
		{write(map[string]string{"vocab.json": vocab, "merges.txt": "#version: 0.2\na b c\n"}), "merges.txt: line 2"},
		{write(map[string]string{"vocab.json": vocab, "merges.txt": "b a\n"}), `model.merges[0] is of "b" and "a"`},
		{write(map[string]string{"vocab.json": "[]", "merges.txt": ""}), "vocab.json"},
		{write(map[string]string{"vocab.json": vocab, "merges.txt": "a b", "added_tokens.json": "[]"}), "added_tokens.json"},
		{write(map[string]string{"vocab.json": vocab, "merges.txt": "a b", "tokenizer_config.json": `{"added_tokens_decoder": {"x": {"content": "y"}}}`}), "no number"},
		{write(map[string]string{"vocab.json": vocab, "merges.txt": "a b", "config.json": `{"eos_token_id": "x"}`}), "config.json"},
		{filepath.Join("testdata", "gpt2", "vocab.json"), "name their folder"},
		{filepath.Join("testdata", "gpt2", "merges.txt"), "name their folder"},
		{filepath.Join("testdata", "none.json"), "no such file"},
	} {
		if _, err := Open(c.path, 0); err == nil || !strings.Contains(err.Error(), c.words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", c.path, err, c.words)
		}
	}
	if _, err := Open("testdata/gpt2.json", 396); err == nil || !strings.Contains(err.Error(), "397 tokens, and the model 396") {
		t.Errorf("of a smaller model: %v", err)
	}
	tok := must(Open("testdata/gpt2.json", 400))(t)
	if text, err := tok.Decode([]int{399}); err != nil || text != "<|399|>" || tok.Len() != 400 {
		t.Errorf("token 399 of 400 is %q, %v", text, err)
	}
	// A character that there is no token for is no token of another.
	tok = must(Open(write(map[string]string{"vocab.json": vocab, "merges.txt": "a b"}), 0))(t)
	if _, err := tok.Encode("abc"); err == nil || !strings.Contains(err.Error(), `no token for "c"`) {
		t.Errorf("error %v", err)
	}
	b := must(os.ReadFile(stories))(t)
	for n := range 200 {
		if _, err := parseLlama2C(b[:n], "cut", 512); err == nil {
			t.Errorf("%d bytes are a tokenizer of 512 words", n)
		}
	}
}
