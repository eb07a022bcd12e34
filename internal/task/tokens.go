package task

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/bytepair"
	"github.com/gobimt/bimt/internal/dataset"
)

// endOfText is the line between two texts of a file, as TinyStories has it.
const endOfText = "<|endoftext|>"

// mostTokens bounds a vocabulary.
const mostTokens = 1 << 20

// tokens reads a text by its tokenizer: its tokens, the words of all there are, and how to turn
// tokens into text again.
func (t *Text) tokens() (*dataset.Text, []string, func([]int) (string, error), error) {
	b, err := dataset.ReadBytes(t.Path)
	if err != nil {
		return nil, nil, nil, err
	}
	var ids []int32
	var words []string
	var decode func([]int) (string, error)
	switch t.Tokenizer {
	case "bytes":
		ids, words, decode = bytesOf(b, t.Vocabulary)
	case "numbers":
		ids, words, err = t.numbersOf(b)
		decode = func(tokens []int) (string, error) { return strings.Trim(fmt.Sprint(tokens), "[]"), nil }
	default:
		ids, words, decode, err = t.pairsOf(b)
	}
	switch {
	case err != nil:
		return nil, nil, nil, err
	case t.Vocabulary > 0 && len(words) != t.Vocabulary:
		return nil, nil, nil, fmt.Errorf("vocabulary: %d, but tokenizer %s has %d tokens: give that, or leave it out", t.Vocabulary, t.Tokenizer, len(words))
	}
	return &dataset.Text{IDs: ids}, words, decode, nil
}

// bytesOf has a token for each of 256 bytes; more of a vocabulary are never seen.
func bytesOf(b []byte, vocabulary int) (ids []int32, words []string, decode func([]int) (string, error)) {
	for _, c := range b {
		ids = append(ids, int32(c))
	}
	for i := range max(256, vocabulary) {
		words = append(words, fmt.Sprintf("0x%02x", i))
	}
	return ids, words, func(tokens []int) (string, error) {
		var out []byte
		for _, id := range tokens {
			out = append(out, byte(id))
		}
		return strings.ToValidUTF8(string(out), "\uFFFD"), nil
	}
}

// numbersOf reads numbers of tokens, with blanks between.
func (t *Text) numbersOf(b []byte) (ids []int32, words []string, err error) {
	most, limit := t.Vocabulary, cmp.Or(t.Vocabulary, mostTokens)
	for _, word := range strings.Fields(string(b)) {
		id, err := strconv.Atoi(word)
		if err != nil || id < 0 || id >= limit {
			return nil, nil, fmt.Errorf("%s: %q is no number of a token: with tokenizer numbers, a text is whole numbers from 0 to %d with blanks between", t.Path, word, limit-1)
		}
		ids, most = append(ids, int32(id)), max(most, id+1)
	}
	return ids, numbers(most), nil
}

// pairsOf reads a text, or several with a line of <|endoftext|> between, by llama2.c's tokenizer.
func (t *Text) pairsOf(b []byte) (ids []int32, words []string, decode func([]int) (string, error), err error) {
	vocabulary := t.Vocabulary
	if vocabulary == 0 {
		vocabulary, err = bytepair.Count(t.Tokenizer)
	}
	var pairs *bytepair.Tokenizer
	if err == nil {
		pairs, err = bytepair.Open(t.Tokenizer, vocabulary)
	}
	if os.IsNotExist(err) {
		err = fmt.Errorf("there is no file %s: name one, or characters, bytes or numbers", t.Tokenizer)
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("tokenizer: %w", err)
	}
	for _, text := range strings.Split(string(b), endOfText) {
		for _, id := range pairs.Encode(strings.TrimSpace(text)) {
			ids = append(ids, int32(id))
		}
	}
	for i := range pairs.Len() {
		words = append(words, fmt.Sprintf("%q", pairs.Word(i)))
	}
	return ids, words, pairs.Decode, nil
}
