// Package bytepair turns text into tokens and back, by the tokenizers of llama2.c: byte pairs
// merged by their scores, as SentencePiece does.
//
//	t, err := bytepair.Open("tok512.bin", 512)
//	tokens := t.Encode("Once upon a time")
//	text, err := t.Decode(tokens)
package bytepair

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
)

const (
	mostBytes = 1 << 26 // of a file
	firstByte = 3       // the token of byte 0
)

// Begin is the token that a text begins with, and that ends one.
const Begin = 1

// Tokenizer is the words of a vocabulary with their scores; 3 to 258 are single bytes.
type Tokenizer struct {
	words []string
	score []float32
	id    map[string]int
}

// Open reads the tokenizer of a vocabulary of the given size: the longest word (int32), then
// for each its score (float32), length (int32) and bytes.
func Open(path string, vocabulary int) (*Tokenizer, error) {
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	return parse(b, path, vocabulary)
}

// Count is the size of the vocabulary of a whole file, which does not say it.
func Count(path string) (int, error) {
	b, err := read(path)
	if err != nil {
		return 0, err
	}
	n := 0
	for at := 4; at+8 <= len(b); n++ {
		size := int(int32(binary.LittleEndian.Uint32(b[at+4:])))
		if at += 8; size < 0 || size > len(b)-at {
			return 0, fmt.Errorf("%s: token %d has %d bytes, and %d follow: it was cut short, or is no tokenizer of llama2.c", path, n, size, len(b)-at)
		}
		at += size
	}
	return n, nil
}

func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > mostBytes:
		return nil, fmt.Errorf("%s is no file of at most %d bytes: no tokenizer of llama2.c is larger", path, mostBytes)
	}
	return os.ReadFile(path)
}

// Len is the size of the vocabulary.
func (t *Tokenizer) Len() int { return len(t.words) }

// Word is the text of a token.
func (t *Tokenizer) Word(token int) string { return t.words[token] }

func parse(b []byte, path string, vocabulary int) (*Tokenizer, error) {
	if len(b) < 4 {
		return nil, fmt.Errorf("%s: %d bytes are no tokenizer of llama2.c", path, len(b))
	}
	t := &Tokenizer{id: map[string]int{}}
	longest, at := int(int32(binary.LittleEndian.Uint32(b))), 4
	for i := range vocabulary {
		if len(b)-at < 8 {
			return nil, fmt.Errorf("%s ends before token %d of %d: it was cut short, or is of another model", path, i, vocabulary)
		}
		score := math.Float32frombits(binary.LittleEndian.Uint32(b[at:]))
		n := int(int32(binary.LittleEndian.Uint32(b[at+4:])))
		if at += 8; n < 0 || n > longest || n > len(b)-at {
			return nil, fmt.Errorf("%s: token %d has %d bytes, of at most %d, and %d follow: it was cut short, or is no tokenizer of llama2.c", path, i, n, longest, len(b)-at)
		}
		word := string(b[at : at+n])
		at += n
		if _, seen := t.id[word]; !seen {
			t.id[word] = i
		}
		t.words, t.score = append(t.words, word), append(t.score, score)
	}
	if at != len(b) {
		return nil, fmt.Errorf("%s: %d bytes follow token %d: it is of a larger vocabulary", path, len(b)-at, vocabulary-1)
	}
	return t, nil
}

// Encode gives the tokens of a text, Begin first: each character is a token, or its bytes are;
// then the two neighbours that make the token of the highest score are merged, the first of
// equals, as long as any do.
func (t *Tokenizer) Encode(text string) []int {
	tokens := []int{Begin}
	if text == "" {
		return tokens
	}
	for _, r := range " " + text {
		word := string(r)
		if id, ok := t.id[word]; ok {
			tokens = append(tokens, id)
			continue
		}
		for _, b := range []byte(word) {
			tokens = append(tokens, min(int(b)+firstByte, len(t.words)-1))
		}
	}
	return t.merge(tokens)
}

// Decode gives the text of tokens: that of a single byte is the byte, those that begin and end
// texts are nothing, and the space before the first word is left out.
func (t *Tokenizer) Decode(tokens []int) (string, error) {
	var text strings.Builder
	for i, id := range tokens {
		if id < 0 || id >= len(t.words) {
			return "", fmt.Errorf("there is no token %d in a vocabulary of %d", id, len(t.words))
		}
		word := t.words[id]
		var b byte
		switch n, err := fmt.Sscanf(word, "<0x%02X>", &b); {
		case id == Begin || id == Begin+1:
		case n == 1 && err == nil && len(word) == len("<0x00>"):
			text.WriteByte(b)
		case i > 0 && tokens[i-1] == Begin:
			text.WriteString(strings.TrimPrefix(word, " "))
		default:
			text.WriteString(word)
		}
	}
	return text.String(), nil
}
