package bytepair

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const stories = "../../transformer/pretrained/testdata/tok512.bin"

// merged is the definition: the best of all neighbours, again and again.
func merged(t *Tokenizer, tokens []int) []int {
	tokens = slices.Clone(tokens)
	for {
		best, at, made := float32(math.Inf(-1)), -1, 0
		for i := 1; i+1 < len(tokens); i++ {
			id, ok := t.id[t.words[tokens[i]]+t.words[tokens[i+1]]]
			if ok && t.score[id] > best {
				best, at, made = t.score[id], i, id
			}
		}
		if at < 0 {
			return tokens
		}
		tokens[at] = made
		tokens = slices.Delete(tokens, at+1, at+2)
	}
}

// The queue merges as the definition does, and what was encoded is decoded to the text.
func TestEncodeMergesTheBestFirst(t *testing.T) {
	tok, err := Open(stories, 512)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"the", " ", "a", "aa", "Lily", "lil", "ing", "nnn", ".", "é", "\n", "o"}), 1, 30).Draw(t, "text"), "")
		single := []int{Begin}
		for _, r := range " " + text {
			if id, ok := tok.id[string(r)]; ok {
				single = append(single, id)
				continue
			}
			for _, b := range []byte(string(r)) {
				single = append(single, int(b)+firstByte)
			}
		}
		tokens := tok.Encode(text)
		if want := merged(tok, single); !slices.Equal(tokens, want) {
			t.Fatalf("%q is %v, want %v", text, tokens, want)
		}
		if back, err := tok.Decode(tokens); err != nil || back != text {
			t.Fatalf("%q comes back as %q, %v", text, back, err)
		}
	})
}

// A text of a book's length does not take the square of its length.
func BenchmarkEncode(b *testing.B) {
	tok, err := Open(stories, 512)
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Once upon a time, there was a little girl named Lily. ", 1000)
	for b.Loop() {
		tok.Encode(text)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(t.TempDir(), 3); err == nil {
		t.Error("a folder is a tokenizer")
	}
	b, err := os.ReadFile(stories)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		if _, err := parse(b[:n], "cut", 512); err == nil {
			t.Errorf("%d bytes are a tokenizer of 512 words", n)
		}
	}
}
