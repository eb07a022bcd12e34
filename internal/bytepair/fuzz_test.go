package bytepair

import (
	"os"
	"path/filepath"
	"testing"
)

// uses encodes a text with a tokenizer that a reader let through, and decodes all of its tokens.
func uses(t *testing.T, tok *Tokenizer, err error, text string) {
	if err != nil {
		return
	}
	if err := tok.marks(""); err != nil {
		t.Fatal(err)
	}
	for _, id := range append([]int{tok.Begin()}, tok.Ends()...) {
		if id < -1 || id >= tok.Len() {
			t.Fatalf("there is no token %d", id)
		}
	}
	tokens, err := tok.Document(text)
	if err != nil {
		return
	}
	if _, err := tok.Decode(tokens); err != nil {
		t.Fatal(err)
	}
	all := make([]int, tok.Len())
	for i := range all {
		all[i] = i
	}
	if _, err := tok.Decode(all); err != nil {
		t.Fatal(err)
	}
}

// smallJSON are tokenizers of a few tokens, as fuzzing needs them.
var smallJSON = []string{
	`{"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"Ġ":3},"merges":["a b"]},"pre_tokenizer":{"type":"ByteLevel"},"decoder":{"type":"ByteLevel"},"added_tokens":[{"id":4,"content":"<x>","special":true,"lstrip":true,"rstrip":true}]}`,
	`{"model":{"type":"BPE","vocab":{"a":0,"▁":1,"▁a":2,"<u>":3},"merges":[["▁","a"]],"unk_token":"<u>","fuse_unk":true,"ignore_merges":true},"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<u>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<u>":{"ids":[3]}}}}`,
	`{"model":{"type":"BPE","vocab":{"▁":0,"a":1},"merges":[],"unk_token":"a"},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"},"decoder":{"type":"Metaspace","replacement":"▁"}}`,
	`{"model":{"type":"BPE","vocab":{"1":0},"unk_token":"1"},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated"},{"type":"ByteLevel","use_regex":false,"add_prefix_space":false}]}}`,
}

func FuzzJSON(f *testing.F) {
	for _, b := range smallJSON {
		if _, err := parseJSON([]byte(b)); err != nil {
			f.Fatal(err) // from there on all would be refused alike
		}
		f.Add([]byte(b), "a ab<x> \xff'LL 12")
	}
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		if len(text) > 1000 {
			return
		}
		tok, err := parseJSON(b)
		uses(t, tok, err, text)
	})
}

func FuzzSentencePiece(f *testing.F) {
	bpe, kept := message(3, modelBPE), message(4, 0)
	unknown := message(1, "<unk>", 3, pieceUnknown)
	f.Add(message(1, unknown, 1, message(1, "<s>", 3, pieceControl), 1, message(1, "a"), 1, message(1, "▁"), 1, message(1, "▁a"), 2, bpe, 3, kept), "a  a")
	f.Add(message(1, unknown, 1, message(1, "xy", 3, pieceUserDefined), 1, message(1, "<0x41>", 3, pieceByte), 2, bpe), " xyz ")
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		if len(text) > 1000 {
			return
		}
		tok, err := parseSentencePiece(b)
		uses(t, tok, err, text)
	})
}

// FuzzFolder is of vocab.json, merges.txt and what lies beside them.
func FuzzFolder(f *testing.F) {
	f.Add([]byte(`{"a": 0, "b": 1, "ab": 2, "<|endoftext|>": 3}`), []byte("#version: 0.2\na b\n"), []byte(`{"eos_token": {"content": "<|endoftext|>"}, "added_tokens_decoder": {"4": {"content": "<x>"}}}`), []byte(`{"bos_token_id": 3, "eos_token_id": [3, 4]}`), "ab<x>")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, vocab, merges, config, model []byte, text string) {
		if len(text) > 1000 {
			return
		}
		for name, b := range map[string][]byte{vocabFile: vocab, mergesFile: merges, "tokenizer_config.json": config, "config.json": model} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		tok, err := Open(dir, 0)
		uses(t, tok, err, text)
	})
}

// FuzzCut is of the expressions that cut words: each word is some of the text.
func FuzzCut(f *testing.F) {
	for _, text := range []string{"I'll don't  x\r\n\r\n 12345 é!!\n", "'ſ 'RE\xff\xfe a", "   \n  \t", "½²"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, cut := range []cutter{cutGPT2, cutCL100K(3), cutCL100K(1), cutDigits(true), cutDigits(false), cutSpaces} {
			for rest := text; rest != ""; {
				n := cut(rest)
				if n < 1 || n > len(rest) {
					t.Fatalf("%q is cut after %d bytes", rest, n)
				}
				rest = rest[n:]
			}
		}
	})
}
