// Package bytepair turns text into tokens and back, by the byte-pair tokenizers that language
// models come with:
//
//	tokenizer.json             Hugging Face's: GPT-2's and Llama 3's bytes, Llama's characters
//	vocab.json and merges.txt  GPT-2's
//	tokenizer.model            SentencePiece's, of the kind BPE
//	tok512.bin, tokenizer.bin  llama2.c's
//
//	t, err := bytepair.Open("folder", 50257)
//	tokens, err := t.Encode("Once upon a time")
//	text, err := t.Decode(tokens)
//
// # Guarantees
//
// Tokens are those that the programs give which the files are of. What a file asks for and is
// not known here (another normalizer, another expression that splits) is an error of one line
// that names the field; nothing is left out. A text of n bytes takes n·log n steps.
package bytepair

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Tokenizer is the words of a vocabulary, and how a text is cut into them.
type Tokenizer struct {
	words []string // the text of each token
	kinds []kind
	id    map[string]int // the tokens that a word is made of

	// A text is cut at tokens that are written in it, prepared, cut at tokens again, cut in
	// words, each of these in bytes or characters, which are merged.
	before, behind *written
	prepare        func(text string) string
	prefix         func(text string, first bool) string
	cutters        []cutter
	byBytes        bool
	single         [256]int // tokens of bytes, −1 for none
	unknown        int      // the token of a character that is none, −1 for none
	fuse           bool     // several unknown characters are one token
	whole          bool     // a word that is a token is not merged of others
	join           joiner
	lead           lead

	starts []int // what every text begins with
	begin  int
	ends   []int
	named  map[string]int // tokens by their names in the file
}

// kind says what a token is when it is decoded.
type kind uint8

const (
	plain   kind = iota
	control      // no text
	byteOf       // of a byte that is in no character's token
)

// lead says which spaces at the beginning of a text are left out of it when it is decoded.
type lead uint8

const (
	keepLead  lead = iota
	oneLead        // one
	allLead        // all of the first token
	eachLead       // one of each token, as long as there is no text
	begunLead      // one behind each token that begins a text
)

// joiner gives the token that two neighbours make, and how soon: the highest first.
type joiner func(left, right int) (made int, priority float64, ok bool)

// newTokenizer has no token yet.
func newTokenizer() *Tokenizer {
	t := &Tokenizer{id: map[string]int{}, unknown: -1, begin: -1}
	for b := range t.single {
		t.single[b] = -1
	}
	return t
}

// Len is the size of the vocabulary.
func (t *Tokenizer) Len() int { return len(t.words) }

// Word is the text of a token.
func (t *Tokenizer) Word(token int) string { return t.words[token] }

// Begin is the token that a text begins with, and a model that is asked for any text; −1 for
// none.
func (t *Tokenizer) Begin() int { return t.begin }

// Ends are the tokens that end a text.
func (t *Tokenizer) Ends() []int { return t.ends }

// Document is the tokens of a text among others: what every text begins with, the text, and
// the token that ends it, where that is not the one that begins the next.
func (t *Tokenizer) Document(text string) ([]int, error) {
	tokens, err := t.Encode(text)
	switch {
	case err != nil || len(t.ends) == 0 || len(t.starts) > 0 && t.starts[0] == t.ends[0]:
		return tokens, err
	case text == "":
		return nil, nil
	}
	return append(tokens, t.ends[0]), nil
}

// Encode gives the tokens of a text, behind those that every text begins with: tokens that are
// written in it, and words, whose bytes or characters are merged, the pair of the highest
// priority first, of equals the first, as long as any do. A character that the vocabulary has
// no token for is an error.
func (t *Tokenizer) Encode(text string) ([]int, error) {
	m := &merger{t: t}
	out := slices.Clone(t.starts)
	for part := range t.before.cut(text) {
		if part.token >= 0 {
			out = append(out, part.token)
			continue
		}
		prepared := part.text
		if t.prepare != nil {
			prepared = t.prepare(prepared)
		}
		for inner := range t.behind.cut(prepared) {
			if inner.token >= 0 {
				out = append(out, inner.token)
				continue
			}
			piece := inner.text
			if t.prefix != nil {
				piece = t.prefix(piece, part.first && inner.first)
			}
			var err error
			if out, err = m.words(out, piece, t.cutters); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// words appends the tokens of a text that is cut by cutters, one inside the other.
func (m *merger) words(out []int, text string, cutters []cutter) (_ []int, err error) {
	if len(cutters) == 0 {
		return m.word(out, text)
	}
	for len(text) > 0 {
		n := cutters[0](text)
		if out, err = m.words(out, text[:n], cutters[1:]); err != nil {
			return nil, err
		}
		text = text[n:]
	}
	return out, nil
}

// word appends the tokens of a word.
func (m *merger) word(out []int, word string) ([]int, error) {
	t := m.t
	if t.whole {
		if id, ok := t.id[word]; ok {
			return append(out, id), nil
		}
	}
	m.tokens = m.tokens[:0]
	if t.byBytes {
		for i := range len(word) {
			if err := m.character(word[i : i+1]); err != nil {
				return nil, err
			}
		}
		return m.merge(out), nil
	}
	for at, n := 0, 0; at < len(word); at += n {
		var r rune
		r, n = utf8.DecodeRuneInString(word[at:])
		c := word[at : at+n]
		if r == utf8.RuneError {
			c = string(utf8.RuneError)
		}
		if err := m.character(c); err != nil {
			return nil, err
		}
	}
	return m.merge(out), nil
}

// character appends the token of a character or a byte, or those of its bytes, or the one of
// what is unknown.
func (m *merger) character(c string) error {
	t := m.t
	if id, ok := t.id[c]; ok {
		m.tokens = append(m.tokens, id)
		return nil
	}
	if t.single[c[0]] >= 0 {
		for i := range len(c) {
			m.tokens = append(m.tokens, t.single[c[i]])
		}
		return nil
	}
	if t.unknown < 0 {
		return fmt.Errorf("the vocabulary has no token for %q, and none for what is unknown", c)
	}
	if n := len(m.tokens); !(t.fuse && n > 0 && m.tokens[n-1] == t.unknown) {
		m.tokens = append(m.tokens, t.unknown)
	}
	return nil
}

// Decode gives the text of tokens: those that begin and end texts, and other marks, are
// nothing, and the space that Encode set before the first word is left out. Bytes that are no
// character together stay as they are.
func (t *Tokenizer) Decode(tokens []int) (string, error) {
	var text strings.Builder
	fresh := t.lead != keepLead && t.lead != begunLead
	for _, id := range tokens {
		if id < 0 || id >= len(t.words) {
			return "", fmt.Errorf("there is no token %d in a vocabulary of %d", id, len(t.words))
		}
		if t.kinds[id] == control {
			fresh = fresh || t.lead == begunLead && id == t.begin
			continue
		}
		word := t.words[id]
		if fresh && t.kinds[id] == plain {
			if t.lead == allLead {
				word = strings.TrimLeft(word, " ")
			} else {
				word = strings.TrimPrefix(word, " ")
			}
		}
		text.WriteString(word)
		fresh = t.lead == eachLead && text.Len() == 0
	}
	return text.String(), nil
}
