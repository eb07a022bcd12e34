package table

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Error is what is wrong with a file of data.
type Error struct {
	File         string
	Line, Column int   // of a text file, from 1; Column counts bytes; 0 if it has none
	Offset       int64 // byte of a binary file, if Line is 0; -1 if the file as a whole is meant
	Problem      string
	Remedy       string // what to do
	Err          error  // cause, or nil
}

// Error gives place, problem, cause and remedy in one line. Names and values of the file
// that would steer a terminal, such as an escape, are shown as \x1b.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	switch {
	case e.Line > 0 && e.Column > 0:
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	case e.Line > 0:
		fmt.Fprintf(&b, ":%d", e.Line)
	case e.Offset >= 0:
		fmt.Fprintf(&b, ": byte %d", e.Offset)
	}
	b.WriteString(": " + e.Problem)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Remedy != "" {
		b.WriteString("; " + e.Remedy)
	}
	return printable(b.String())
}

// printable writes out what is not shown but does something: control characters, and
// marks that turn the direction of the text.
func printable(s string) string {
	hidden := func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Bidi_Control) }
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// whole is an error about a file as a whole.
func whole(file, remedy, format string, args ...any) *Error {
	return &Error{File: file, Offset: -1, Problem: fmt.Sprintf(format, args...), Remedy: remedy}
}
