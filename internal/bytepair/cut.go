package bytepair

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cutter gives the length of the first word of a text that is not empty.
type cutter func(text string) int

// class is what a character is to the expressions that cut words: \p{L}, \p{N}, \s or else, by
// the Unicode that package unicode has.
type class uint8

const (
	other class = iota
	letter
	number
	blank
)

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return letter
		case '0' <= r && r <= '9':
			return number
		case r == ' ' || '\t' <= r && r <= '\r':
			return blank
		}
		return other
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return number
	case unicode.IsSpace(r):
		return blank
	}
	return other
}

// first is the class of the first character of a text, and its length; −1 of none.
func first(text string) (class, int) {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return other, -1
	}
	return classOf(r), n
}

// run is the length of the characters of a class that a text begins with, at most so many;
// −1: all of them.
func run(text string, c class, most int) int {
	at := 0
	for ; at < len(text) && most != 0; most-- {
		have, n := first(text[at:])
		if have != c {
			break
		}
		at += n
	}
	return at
}

// gpt2Pattern is the expression that cuts words for GPT-2.
const gpt2Pattern = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

// cutGPT2 matches gpt2Pattern.
func cutGPT2(text string) int {
	if n := contraction(text); n > 0 {
		return n
	}
	c, n := first(text)
	if text[0] == ' ' {
		if next, size := first(text[1:]); size > 0 && next != blank {
			return 1 + run(text[1:], next, -1)
		}
	}
	if c != blank {
		return n + run(text[n:], c, -1)
	}
	return blanks(text)
}

// contraction is the length of 's, 't, 're, 've, 'm, 'll or 'd, 0 of anything else.
func contraction(text string) int {
	if text[0] != '\'' || len(text) < 2 {
		return 0
	}
	switch text[1] {
	case 's', 't', 'm', 'd':
		return 2
	case 'r', 'v', 'l':
		if len(text) > 2 && (text[1] == 'l' && text[2] == 'l' || text[1] != 'l' && text[2] == 'e') {
			return 3
		}
	}
	return 0
}

// blanks is \s+(?!\S)|\s+: all blanks, but for the last if something follows them and it is
// not the only one.
func blanks(text string) int {
	n := run(text, blank, -1)
	if n == len(text) {
		return n
	}
	_, last := utf8.DecodeLastRuneInString(text[:n])
	if n == last {
		return n
	}
	return n - last
}

// cl100kPatterns are the expressions that cut words for Llama 3 (and GPT-4) and for Qwen 2, by
// how many digits are at most together.
var cl100kPatterns = map[string]int{
	`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`: 3,
	`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`:      1,
}

// cutCL100K matches one of cl100kPatterns.
func cutCL100K(digits int) cutter {
	return func(text string) int {
		if n := foldedContraction(text); n > 0 {
			return n
		}
		c, n := first(text)
		switch {
		case c == letter:
			return run(text, letter, -1)
		case c == number:
			return run(text, number, digits)
		case text[0] != '\r' && text[0] != '\n':
			if letters := run(text[n:], letter, -1); letters > 0 {
				return n + letters
			}
		}
		at := 0
		if text[0] == ' ' {
			at = 1
		}
		if others := run(text[at:], other, -1); others > 0 {
			at += others
			return len(text) - len(strings.TrimLeft(text[at:], "\r\n"))
		}
		if line := strings.LastIndexAny(text[:run(text, blank, -1)], "\r\n"); line >= 0 {
			return line + 1
		}
		return blanks(text)
	}
}

// foldedContraction is contraction in upper or lower case; ſ, the long s, is an s too.
func foldedContraction(text string) int {
	if text[0] != '\'' {
		return 0
	}
	if strings.HasPrefix(text[1:], "ſ") {
		return len("'ſ")
	}
	return contraction(strings.ToLower(text[:min(3, len(text))]))
}

// cutDigits parts numbers from what is none, and each from the next if they are single.
func cutDigits(single bool) cutter {
	return func(text string) int {
		c, n := first(text)
		switch {
		case c == number && single:
			return n
		case c == number:
			return run(text, number, -1)
		}
		for at := n; ; at += n {
			if c, n = first(text[at:]); c == number || n < 0 {
				return at
			}
		}
	}
}

// cutSpaces begins a word at each space.
func cutSpaces(text string) int {
	if n := strings.IndexByte(text[1:], ' '); n >= 0 {
		return n + 1
	}
	return len(text)
}
