package table

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// mostLevels is how many different words of a column left out are counted.
const mostLevels = 20

// csvColumn gathers one column of a CSV. What can't be used is noted, and judged
// when all of the column is known.
type csvColumn struct {
	wanted
	numbers []float64         // NaN where there is none
	text    []string          // "" where there is none
	known   map[string]string // words seen, so that each is kept once
	values  int               // fields that are not missing
	words   int               // of these, words where numbers are wanted
	missing []int             // rows without a value
	start   place             // the first value
	gap     place             // the first missing value
	fault   fault             // the first value that can't be used
	marks   marks
}

// fault is a value that can't be used.
type fault struct {
	place
	problem string
	remedy  string // "" if nothing better is known than to correct it
}

// isMissing reports that a field is no value. A column that was said to hold words
// may have the words - and . among them, such as the strands of a genome.
func (col *csvColumn) isMissing(field string) bool {
	if col.role == words && (field == "-" || field == ".") {
		return false
	}
	return isMissing(field)
}

// holdsText reports a column wanted for numbers most values of which are words.
func (col *csvColumn) holdsText() bool { return col.role == number && 2*col.words > col.values }

// add takes a field without surrounding spaces into a column.
func (c *csvReader) add(col *csvColumn, field string) {
	if col.isMissing(field) {
		if len(col.missing) == 0 {
			col.gap = c.place(col, field)
		}
		col.missing = append(col.missing, len(c.lines))
		col.skip()
		return
	}
	if col.values++; col.values == 1 {
		col.start = c.place(col, field)
		col.start.field = strings.Clone(field)
	}
	if col.role == number {
		c.addNumber(col, field)
		return
	}
	v, isNumber := 0.0, false
	if col.role == either {
		v, isNumber = parseNumber(field)
	}
	switch {
	case isNumber && col.text == nil:
		c.keepNumber(col, field, v)
	case isNumber:
		c.refuse(col, field, fmt.Sprintf("%q is a number, but line %d has the word %q", field, col.start.line, col.start.field),
			"correct one of them, or, if these are classes, say so with --task classification")
	case col.role == either && col.text == nil && col.values > 1:
		c.reject(col, field, v)
	default:
		c.addWord(col, field)
	}
}

// skip adds a row without a value.
func (col *csvColumn) skip() {
	if col.text != nil {
		col.text = append(col.text, "")
	} else {
		col.numbers = append(col.numbers, math.NaN())
	}
}

// refuse notes a value that can't be used, if it is the first.
func (c *csvReader) refuse(col *csvColumn, field, problem, remedy string) {
	if col.fault.line == 0 {
		col.fault = fault{place: c.place(col, field), problem: problem, remedy: remedy}
	}
	col.skip()
}

// reject refuses a field where a finite number is needed; v is 0 or what it is.
func (c *csvReader) reject(col *csvColumn, field string, v float64) {
	switch {
	case col.fault.line > 0:
		col.skip()
	case v != 0:
		c.refuse(col, field, fmt.Sprintf("%q is not a finite number", field), "correct the value or delete the line")
	default:
		c.refuse(col, field, fmt.Sprintf("%q is not a number", field), nearNumber(field))
	}
}

func (c *csvReader) addNumber(col *csvColumn, field string) {
	v, ok := parseNumber(field)
	if ok {
		c.keepNumber(col, field, v)
		return
	}
	if nearNumber(field) == "" {
		col.words++
		col.level(field)
	}
	c.reject(col, field, v)
}

func (c *csvReader) keepNumber(col *csvColumn, field string, v float64) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		c.reject(col, field, v)
		return
	}
	if mark := col.marks.of(field); mark != nil {
		*mark = c.place(col, field)
	}
	col.numbers = append(col.numbers, v)
}

func (c *csvReader) addWord(col *csvColumn, field string) {
	if col.text == nil { // rows before it had no value
		col.text = make([]string, len(col.numbers), len(col.numbers)+1)
		col.numbers = nil
	}
	if !utf8.ValidString(field) {
		c.refuse(col, field, fmt.Sprintf("%q is not in UTF-8", field), "save the file as UTF-8")
		return
	}
	word, ok := col.known[field]
	if !ok {
		word = col.learn(field)
	}
	col.text = append(col.text, word)
}

// learn keeps a copy of a word: the field shares memory with its whole line.
func (col *csvColumn) learn(field string) string {
	if col.known == nil {
		col.known = make(map[string]string)
	}
	word := strings.Clone(field)
	col.known[word] = word
	return word
}

// level counts the different words of a column that is wanted for numbers.
func (col *csvColumn) level(field string) {
	if len(col.known) > mostLevels || !utf8.ValidString(field) {
		return
	}
	if _, ok := col.known[field]; !ok {
		col.learn(field)
	}
}

// keep drops the rows that are marked, out of so many.
func (col *csvColumn) keep(drop []bool) {
	n := 0
	for i, d := range drop {
		switch {
		case d:
			continue
		case col.text != nil:
			col.text[n] = col.text[i]
		default:
			col.numbers[n] = col.numbers[i]
		}
		n++
	}
	if col.text != nil {
		col.text = col.text[:n]
	} else {
		col.numbers = col.numbers[:n]
	}
}
