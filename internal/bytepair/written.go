package bytepair

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// written are tokens that are taken out of a text before it is cut in words: marks such as
// <|endoftext|>, and words that were added to a vocabulary. Of those that begin at one place
// the longest is taken.
type written struct {
	tokens map[string]mark
	// lengths of the tokens that begin with a byte, the longest first
	lengths [256][]int
}

// mark is a token that is written in texts; the blanks on its left or right are a part of it
// where it says so.
type mark struct {
	token       int
	left, right bool
}

// part is a piece of a text, or a token.
type part struct {
	text  string
	token int  // −1: text
	first bool // nothing stands before it
}

// add notes a token.
func (w *written) add(text string, m mark) {
	if _, seen := w.tokens[text]; seen || text == "" {
		return
	}
	w.tokens[text] = m
	all := &w.lengths[text[0]]
	for i, n := range *all {
		if n == len(text) {
			return
		}
		if n < len(text) {
			*all = append((*all)[:i], append([]int{len(text)}, (*all)[i:]...)...)
			return
		}
	}
	*all = append(*all, len(text))
}

// cut gives the parts of a text that are not empty, from left to right.
func (w *written) cut(text string) iter.Seq[part] {
	return func(yield func(part) bool) {
		from := 0 // what is before was given
		for at := 0; w != nil && len(w.tokens) > 0 && at < len(text); {
			n, m := w.match(text[at:])
			if n == 0 {
				at++
				continue
			}
			begin, end := at, at+n
			if m.left {
				begin = max(from, len(strings.TrimRightFunc(text[:begin], unicode.IsSpace)))
			}
			if m.right {
				end = len(text) - len(strings.TrimLeftFunc(text[end:], unicode.IsSpace))
			}
			if from < begin && !yield(part{text[from:begin], -1, from == 0}) {
				return
			}
			if !yield(part{"", m.token, begin == 0}) {
				return
			}
			from, at = end, at+n
		}
		if from < len(text) {
			yield(part{text[from:], -1, from == 0})
		}
	}
}

// match is the longest token that a text begins with, and its length; 0 for none.
func (w *written) match(text string) (int, mark) {
	if !utf8.RuneStart(text[0]) {
		return 0, mark{}
	}
	for _, n := range w.lengths[text[0]] {
		if n <= len(text) {
			if m, ok := w.tokens[text[:n]]; ok {
				return n, m
			}
		}
	}
	return 0, mark{}
}
