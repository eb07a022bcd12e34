package pretrained

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

const (
	mostVocabulary = 1 << 26 // bytes of a tokenizer's file
	beginToken     = 1       // that a text begins with, and that ends one
	firstByte      = 3       // the token of byte 0
)

// Tokenizer is llama2.c's: byte pairs merged by their scores, as SentencePiece does. Token 1
// begins a text; 3 to 258 are single bytes.
type Tokenizer struct {
	words []string
	score []float32
	id    map[string]int
}

// OpenTokenizer reads the tokenizer of a vocabulary of the given size: the longest word
// (int32), then for each its score (float32), length (int32) and bytes.
func OpenTokenizer(path string, vocabulary int) (*Tokenizer, error) {
	b, err := readSmall(path, mostVocabulary)
	if err != nil {
		return nil, err
	}
	if len(b) < 4 {
		return nil, fmt.Errorf("pretrained: %s: %d bytes are no tokenizer of llama2.c", path, len(b))
	}
	t := &Tokenizer{id: map[string]int{}}
	longest, at := int(int32(binary.LittleEndian.Uint32(b))), 4
	for i := range vocabulary {
		if len(b)-at < 8 {
			return nil, fmt.Errorf("pretrained: %s ends before token %d of %d: it was cut short, or is of another model", path, i, vocabulary)
		}
		score := math.Float32frombits(binary.LittleEndian.Uint32(b[at:]))
		n := int(int32(binary.LittleEndian.Uint32(b[at+4:])))
		if at += 8; n < 0 || n > longest || n > len(b)-at {
			return nil, fmt.Errorf("pretrained: %s: token %d has %d bytes, of at most %d, and %d follow: it was cut short, or is no tokenizer of llama2.c", path, i, n, longest, len(b)-at)
		}
		word := string(b[at : at+n])
		at += n
		if _, seen := t.id[word]; !seen {
			t.id[word] = i
		}
		t.words, t.score = append(t.words, word), append(t.score, score)
	}
	if at != len(b) {
		return nil, fmt.Errorf("pretrained: %s: %d bytes follow token %d: it is of a larger vocabulary", path, len(b)-at, vocabulary-1)
	}
	return t, nil
}

// Tokenizer reads the tokenizer beside a file of llama2.c: tok512.bin for a vocabulary of 512,
// or tokenizer.bin.
func (f *File) Tokenizer() (*Tokenizer, error) {
	return OpenTokenizer(tokenizerBeside(f.beside(), f.Config.Tokens), f.Config.Tokens)
}

func tokenizerBeside(dir string, vocabulary int) string {
	path := filepath.Join(dir, fmt.Sprintf("tok%d.bin", vocabulary))
	if _, err := os.Stat(path); err != nil {
		return filepath.Join(dir, "tokenizer.bin")
	}
	return path
}

// Encode gives the tokens of a text, the one that begins a text first: each character is a
// token, or its bytes are; then the two neighbours that make the token of the highest score
// are merged, the first of equals, as long as any do.
func (t *Tokenizer) Encode(text string) []int {
	tokens := []int{beginToken}
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
	for {
		best, at, merged := float32(math.Inf(-1)), -1, 0
		for i := 1; i+1 < len(tokens); i++ {
			id, ok := t.id[t.words[tokens[i]]+t.words[tokens[i+1]]]
			if ok && t.score[id] > best {
				best, at, merged = t.score[id], i, id
			}
		}
		if at < 0 {
			return tokens
		}
		tokens[at] = merged
		tokens = append(tokens[:at+1], tokens[at+2:]...)
	}
}

// Decode gives the text of tokens: that of a single byte is the byte, those that begin and end
// texts are nothing, and the space before the first word is left out.
func (t *Tokenizer) Decode(tokens []int) (string, error) {
	var text strings.Builder
	for i, id := range tokens {
		if id < 0 || id >= len(t.words) {
			return "", fmt.Errorf("pretrained: there is no token %d in a vocabulary of %d", id, len(t.words))
		}
		word := t.words[id]
		var b byte
		switch n, err := fmt.Sscanf(word, "<0x%02X>", &b); {
		case id == beginToken || id == beginToken+1:
		case n == 1 && err == nil && len(word) == len("<0x00>"):
			text.WriteByte(b)
		case i > 0 && tokens[i-1] == beginToken:
			text.WriteString(strings.TrimPrefix(word, " "))
		default:
			text.WriteString(word)
		}
	}
	return text.String(), nil
}
