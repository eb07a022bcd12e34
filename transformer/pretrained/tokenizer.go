package pretrained

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/bytepair"
)

// Tokenizer is llama2.c's: byte pairs merged by their scores, as SentencePiece does. Token 1
// begins a text; 3 to 258 are single bytes.
type Tokenizer struct{ pairs *bytepair.Tokenizer }

// OpenTokenizer reads the tokenizer of a vocabulary of the given size: the longest word
// (int32), then for each its score (float32), length (int32) and bytes.
func OpenTokenizer(path string, vocabulary int) (*Tokenizer, error) {
	t, err := bytepair.Open(path, vocabulary)
	if err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	return &Tokenizer{t}, nil
}

// Tokenizer reads the tokenizer beside a file of llama2.c: tok512.bin for a vocabulary of 512,
// or tokenizer.bin.
func (f *File) Tokenizer() (*Tokenizer, error) {
	return OpenTokenizer(f.TokenizerPath(), f.Config.Tokens)
}

// TokenizerPath is where Tokenizer looks.
func (f *File) TokenizerPath() string { return tokenizerBeside(f.beside(), f.Config.Tokens) }

func tokenizerBeside(dir string, vocabulary int) string {
	path := filepath.Join(dir, fmt.Sprintf("tok%d.bin", vocabulary))
	if _, err := os.Stat(path); err != nil {
		return filepath.Join(dir, "tokenizer.bin")
	}
	return path
}

// Encode gives the tokens of a text, the one that begins a text first: each character is a
// token, or its bytes are; then the two neighbours that make the token of the highest score
// are merged, the first of equals, as long as any do. A text of n bytes takes n·log n steps.
func (t *Tokenizer) Encode(text string) []int { return t.pairs.Encode(text) }

// Decode gives the text of tokens: that of a single byte is the byte, those that begin and end
// texts are nothing, and the space before the first word is left out.
func (t *Tokenizer) Decode(tokens []int) (string, error) {
	text, err := t.pairs.Decode(tokens)
	if err != nil {
		return "", fmt.Errorf("pretrained: %w", err)
	}
	return text, nil
}
