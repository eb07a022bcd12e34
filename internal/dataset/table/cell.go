package table

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// isMissing reports the usual ways to write that a value is not known.
func isMissing(field string) bool {
	switch strings.ToLower(strings.TrimSpace(field)) {
	case "", "na", "n/a", "nan", "null", "?":
		return true
	}
	return false
}

// csvColumn gathers one column of a CSV. Its first value decides whether a
// column that may be either holds numbers or words.
type csvColumn struct {
	wanted
	numbers []float64
	text    []string
	known   map[string]string // words seen, so that each is kept once
	first   int               // line of the first value
}

// add appends a field without surrounding spaces, or says what is wrong with it
// and what to do.
func (c *csvColumn) add(field string, line int) (problem, remedy string) {
	if c.role == words {
		return c.addWord(field)
	}
	v, err := strconv.ParseFloat(field, 64)
	isNumber := err == nil || errors.Is(err, strconv.ErrRange)
	if c.role == either && c.first == 0 {
		c.first = line
	}
	switch {
	case c.role == either && c.text != nil && isNumber:
		return fmt.Sprintf("%q is a number, but line %d has the word %q", field, c.first, c.text[0]),
			"correct one of them, or say that the column is text"
	case c.role == either && !isNumber && c.numbers == nil:
		return c.addWord(field)
	case !isNumber:
		return fmt.Sprintf("%q is not a number", field), numberRemedy(field)
	case math.IsInf(v, 0) || math.IsNaN(v):
		return fmt.Sprintf("%q is not a finite number", field), "correct the value or delete the line"
	}
	c.numbers = append(c.numbers, v)
	return "", ""
}

func (c *csvColumn) addWord(field string) (problem, remedy string) {
	if !utf8.ValidString(field) {
		return fmt.Sprintf("%q is not in UTF-8", field), "save the file as UTF-8"
	}
	if c.known == nil {
		c.known = make(map[string]string)
	}
	word, ok := c.known[field]
	if !ok {
		word = strings.Clone(field) // the field shares memory with its whole line
		c.known[word] = word
	}
	c.text = append(c.text, word)
	return "", ""
}

// numberRemedy guesses why a field is not a number.
func numberRemedy(field string) string {
	if _, err := strconv.ParseFloat(strings.Replace(field, ",", ".", 1), 64); err == nil {
		return "write numbers with a decimal point"
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(field, ",", ""), 64); err == nil {
		return "write numbers without separators of thousands"
	}
	return "correct it, or choose other columns"
}
