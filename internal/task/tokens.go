package task

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/bytepair"
	"github.com/gobimt/bimt/internal/dataset"
)

// endOfText is the line between two texts of a file, as TinyStories has it.
const endOfText = "<|endoftext|>"

// mostTokens bounds a vocabulary.
const mostTokens = 1 << 20

// tokenized is a text by its tokenizer: its tokens, the words of all there are, and how to turn
// text into tokens and back.
type tokenized struct {
	ids    []int32
	words  []string
	encode func(string) ([]int, error)
	decode func([]int) (string, error)
	ends   []int // the tokens that end a text
}

// tokens reads a text by its tokenizer.
func (t *Text) tokens() (*tokenized, error) {
	b, err := dataset.ReadBytes(t.Path)
	if err != nil {
		return nil, err
	}
	var all *tokenized
	switch t.Tokenizer {
	case "bytes":
		all = bytesOf(b, t.Vocabulary)
	case "numbers":
		all, err = t.numbersOf(b)
	default:
		all, err = t.pairsOf(b)
	}
	switch {
	case err != nil:
		return nil, err
	case t.Vocabulary > 0 && len(all.words) != t.Vocabulary:
		return nil, fmt.Errorf("vocabulary: %d, but tokenizer %s has %d tokens: give that, or leave it out", t.Vocabulary, t.Tokenizer, len(all.words))
	}
	return all, nil
}

// characters reads a text by its characters.
func (t *Text) characters() (*tokenized, error) {
	text, err := dataset.ReadText(t.Path)
	if err != nil {
		return nil, err
	}
	all, id := &tokenized{ids: text.IDs, decode: text.Decode}, map[rune]int{}
	for i, r := range text.Vocabulary {
		all.words = append(all.words, fmt.Sprintf("%q", r))
		id[r] = i
	}
	if t.Vocabulary > 0 && t.Vocabulary != len(all.words) {
		return nil, fmt.Errorf("vocabulary: %d, but the text has %d characters: leave it out", t.Vocabulary, len(all.words))
	}
	all.encode = func(text string) (tokens []int, err error) {
		for _, r := range text {
			n, ok := id[r]
			if !ok {
				return nil, fmt.Errorf("%q is none of the %d characters of %s", r, len(id), t.Path)
			}
			tokens = append(tokens, n)
		}
		return tokens, nil
	}
	return all, nil
}

// bytesOf has a token for each of 256 bytes; more of a vocabulary are never seen.
func bytesOf(b []byte, vocabulary int) *tokenized {
	all := &tokenized{}
	for _, c := range b {
		all.ids = append(all.ids, int32(c))
	}
	for i := range max(256, vocabulary) {
		all.words = append(all.words, fmt.Sprintf("0x%02x", i))
	}
	all.encode = func(text string) (tokens []int, _ error) {
		for _, c := range []byte(text) {
			tokens = append(tokens, int(c))
		}
		return tokens, nil
	}
	all.decode = func(tokens []int) (string, error) {
		var out []byte
		for _, id := range tokens {
			out = append(out, byte(id))
		}
		return strings.ToValidUTF8(string(out), "\uFFFD"), nil
	}
	return all
}

// numbersOf reads numbers of tokens, with blanks between.
func (t *Text) numbersOf(b []byte) (*tokenized, error) {
	most, limit := t.Vocabulary, cmp.Or(t.Vocabulary, mostTokens)
	all := &tokenized{decode: func(tokens []int) (string, error) { return strings.Trim(fmt.Sprint(tokens), "[]"), nil }}
	all.encode = func(text string) (tokens []int, err error) {
		for _, word := range strings.Fields(text) {
			id, err := strconv.Atoi(word)
			if err != nil || id < 0 || id >= limit {
				return nil, fmt.Errorf("%q is no number of a token: with tokenizer numbers, a text is whole numbers from 0 to %d with blanks between", word, limit-1)
			}
			tokens = append(tokens, id)
		}
		return tokens, nil
	}
	ids, err := all.encode(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path, err)
	}
	for _, id := range ids {
		all.ids, most = append(all.ids, int32(id)), max(most, id+1)
	}
	all.words = numbers(most)
	return all, nil
}

// pairsOf reads a text, or several with a line of <|endoftext|> between, by the tokenizer in a
// file or a folder.
func (t *Text) pairsOf(b []byte) (*tokenized, error) {
	pairs, err := bytepair.Open(t.Tokenizer, t.Vocabulary)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("there is no file or folder %s: name one, or characters, bytes or numbers", t.Tokenizer)
	} else if err != nil {
		err = fmt.Errorf("%w; name another, or bytes, or numbers for a text that is numbers of tokens", err)
	}
	if err != nil {
		return nil, fmt.Errorf("tokenizer: %w", err)
	}
	all := &tokenized{encode: pairs.Encode, ends: pairs.Ends()}
	for _, text := range strings.Split(string(b), endOfText) {
		tokens, err := pairs.Document(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Path, err)
		}
		for _, id := range tokens {
			all.ids = append(all.ids, int32(id))
		}
	}
	for i := range pairs.Len() {
		all.words = append(all.words, fmt.Sprintf("%q", pairs.Word(i)))
	}
	all.decode = func(tokens []int) (string, error) {
		text, err := pairs.Decode(tokens)
		return strings.ToValidUTF8(text, "\uFFFD"), err
	}
	return all, nil
}
