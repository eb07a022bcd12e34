package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/transformer/pretrained"
)

// vocabulary turns text into tokens and back.
type vocabulary struct {
	encode func(text string) ([]int, error)
	decode func(tokens []int) (string, error)
	begin  []int // tokens to go on from where there is no text
	ends   []int // tokens that end a text
}

// asNumbers is the name of the vocabulary of numbers.
const asNumbers = "numbers"

// wordsOf is a model's vocabulary: by a tokenizer that is named, else its own, else by numbers.
func wordsOf(f *pretrained.File, tokenizer string) (vocabulary, error) {
	if tokenizer == "" {
		tokenizer = f.TokenizerPath()
	}
	if tokenizer == "" || tokenizer == asNumbers {
		return vocabulary{encode: numbersOf, decode: numbered}, nil
	}
	t, err := pretrained.OpenTokenizer(tokenizer, f.Config.Tokens)
	if err != nil {
		return vocabulary{}, fmt.Errorf("sample: %w; name another with --tokenizer, or give numbers of tokens with --tokenizer %s", err, asNumbers)
	}
	v := vocabulary{encode: t.Encode, decode: t.Decode, ends: t.Ends()}
	if t.Begin() >= 0 {
		v.begin = []int{t.Begin()}
		v.ends = append([]int{t.Begin()}, v.ends...) // where another text begins, this one ends
	}
	return v, nil
}

// numbersOf reads tokens as numbers.
func numbersOf(text string) (tokens []int, err error) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(w)
		if err != nil {
			return nil, fmt.Errorf("%q is no number of a token, which a model without a tokenizer needs: name one with --tokenizer, or give numbers", w)
		}
		tokens = append(tokens, n)
	}
	if len(tokens) == 0 {
		return nil, errors.New("give the numbers of some tokens to go on from, or name a tokenizer with --tokenizer")
	}
	return tokens, nil
}

func numbered(tokens []int) (string, error) {
	var all []string
	for _, n := range tokens {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, " "), nil
}
