package pretrained

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/bytepair"
)

// Tokenizer turns text into tokens and back: Hugging Face's tokenizer.json of type BPE (GPT-2's
// bytes, Llama's characters), GPT-2's vocab.json with merges.txt, SentencePiece's
// tokenizer.model of type BPE, and llama2.c's .bin. Letters and numbers are those of Go's
// Unicode.
type Tokenizer struct{ pairs *bytepair.Tokenizer }

// OpenTokenizer reads the tokenizer in a file, or in a folder of Hugging Face's, for a model
// with a vocabulary of the given size. What a file asks for and is not known here (another
// normalizer, say) is an error that names it.
func OpenTokenizer(path string, vocabulary int) (*Tokenizer, error) {
	t, err := bytepair.Open(path, vocabulary)
	if err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	return &Tokenizer{t}, nil
}

// Tokenizer reads the tokenizer in the folder of Hugging Face's, or beside a file of llama2.c:
// tok512.bin for a vocabulary of 512, or tokenizer.bin.
func (f *File) Tokenizer() (*Tokenizer, error) {
	path := f.TokenizerPath()
	if path == "" {
		return nil, fmt.Errorf("pretrained: %s has no tokenizer", f.beside())
	}
	return OpenTokenizer(path, f.Config.Tokens)
}

// TokenizerPath is where Tokenizer looks: the folder, if there is a tokenizer in it, or the
// file; empty where there is none.
func (f *File) TokenizerPath() string {
	switch {
	case f.Form == Llama2C:
		return tokenizerBeside(f.beside(), f.Config.Tokens)
	case f.Form != MinGPT && bytepair.Find(f.beside()) != "":
		return f.beside()
	}
	return ""
}

func tokenizerBeside(dir string, vocabulary int) string {
	path := filepath.Join(dir, fmt.Sprintf("tok%d.bin", vocabulary))
	if _, err := os.Stat(path); err != nil {
		return filepath.Join(dir, "tokenizer.bin")
	}
	return path
}

// Encode gives the tokens of a text, behind those that every text begins with. A text of n
// bytes takes n·log n steps. A character that the vocabulary has no token for is an error.
func (t *Tokenizer) Encode(text string) ([]int, error) {
	tokens, err := t.pairs.Encode(text)
	if err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	return tokens, nil
}

// Begin is the token from which a model writes any text, −1 for none.
func (t *Tokenizer) Begin() int { return t.pairs.Begin() }

// Ends are the tokens that end a text.
func (t *Tokenizer) Ends() []int { return t.pairs.Ends() }

// Decode gives the text of tokens: that of a single byte is the byte, those that begin and end
// texts are nothing, and the space that Encode set before the first word is left out.
func (t *Tokenizer) Decode(tokens []int) (string, error) {
	text, err := t.pairs.Decode(tokens)
	if err != nil {
		return "", fmt.Errorf("pretrained: %w", err)
	}
	return text, nil
}
