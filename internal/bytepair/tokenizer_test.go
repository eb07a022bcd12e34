package bytepair

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// merged is the definition: the best of all neighbours, again and again.
func merged(t *Tokenizer, tokens []int) []int {
	tokens = slices.Clone(tokens)
	for {
		best, at, made := math.Inf(-1), -1, 0
		for i := range len(tokens) - 1 {
			if id, priority, ok := t.join(tokens[i], tokens[i+1]); ok && priority > best {
				best, at, made = priority, i, id
			}
		}
		if at < 0 {
			return tokens
		}
		tokens[at] = made
		tokens = slices.Delete(tokens, at+1, at+2)
	}
}

// The queue merges as the definition does.
func TestMergesTheBestFirst(t *testing.T) {
	for _, path := range []string{stories, "testdata/gpt2.json", "testdata/llama2.json", "testdata/sp-llama.model"} {
		tok := must(Open(path, 0))(t)
		letters := tok.named
		if letters == nil {
			letters = tok.id
		}
		var single []int
		for _, id := range letters {
			if tok.kinds[id] == plain && len(tok.words[id]) == 1 && strings.Contains("aehilnorst ", tok.words[id]) {
				single = append(single, id)
			}
		}
		slices.Sort(single)
		rapid.Check(t, func(t *rapid.T) {
			tokens := rapid.SliceOfN(rapid.SampledFrom(single), 0, 60).Draw(t, "tokens")
			m := &merger{t: tok, tokens: slices.Clone(tokens)}
			if got, want := m.merge(nil), merged(tok, tokens); !slices.Equal(got, want) {
				t.Fatalf("%v become %v, want %v", tokens, got, want)
			}
		})
	}
}

// What is encoded decodes to itself: any bytes where words are of bytes, any characters where
// bytes stand in for those that are no tokens, but for what the kind can't hold.
func TestDecodesWhatItEncodes(t *testing.T) {
	pieces := []string{"the", " ", "  ", "a", "'s", "'LL", "Romeo", " Romeo", "nnn", ".", "é", "\n", "\r\n", "12", "漢", "🙂", "\x00"}
	for name, c := range map[string]struct {
		broken bool // bytes that are no UTF-8
		holds  func(text string) bool
	}{
		"gpt2": {broken: true}, "gpt2.json": {broken: true}, "llama3.json": {broken: true}, "smol.json": {broken: true},
		"llama2.json": {}, "gemma.json": {}, "sp-llama.model": {},
		"llama2-first.json": {holds: func(text string) bool { return !strings.HasPrefix(text, " ") }},
		"sp-stories.model":  {holds: func(text string) bool { return strings.Trim(text, " ") == text && !strings.Contains(text, "  ") }},
	} {
		tok := open(t, name)
		rapid.Check(t, func(t *rapid.T) {
			all := slices.Clone(pieces)
			if c.broken {
				all = append(all, "\xff", "\xc3", "\xf0\x9f")
			}
			text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(all), rapid.String()), 0, 12).Draw(t, "text"), "")
			if !c.broken {
				text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), space, "_")
			}
			if c.holds != nil && !c.holds(text) {
				return
			}
			tokens, err := tok.Encode(text)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := tok.Decode(tokens); err != nil || back != text {
				t.Fatalf("%s: %q comes back as %q, %v", name, text, back, err)
			}
		})
	}
}

// Tokens that are written in a text are taken out of it, and have no text again if they are
// special.
func TestWrittenTokens(t *testing.T) {
	tok := open(t, "qwen2.json")
	tokens := must(tok.Encode("a <|pad|> b<tool>c<|endoftext|>"))(t)
	for _, id := range []int{396, 397, 398} {
		if !slices.Contains(tokens, id) {
			t.Errorf("%v have no %d", tokens, id)
		}
	}
	if back := must(tok.Decode(tokens))(t); back != "ab<tool>c" {
		t.Errorf("they are %q", back)
	}
	if _, err := tok.Decode([]int{399}); err == nil {
		t.Error("a token that there is not was decoded")
	}
	if _, err := tok.Decode([]int{-1}); err == nil {
		t.Error("token -1 was decoded")
	}
}

// A megabyte of one letter, of blanks or of noise takes no square of its length, which would be
// many minutes.
func TestEncodeOfAMegabyte(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	for _, name := range []string{"gpt2", "llama3.json", "llama2.json", "sp-stories.model"} {
		tok := open(t, name)
		for _, text := range []string{strings.Repeat("a", 1<<20), strings.Repeat(" ", 1<<20), strings.Repeat(" \n", 1<<19), string(noise)} {
			if _, err := tok.Encode(text); err != nil {
				t.Error(err)
			}
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	text := strings.Repeat("Once upon a time, there was a little girl named Lily. ", 20000)
	for _, path := range []string{stories, "testdata/gpt2.json", "testdata/llama2.json"} {
		tok := must(Open(path, 0))(b)
		b.Run(path, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := tok.Encode(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
