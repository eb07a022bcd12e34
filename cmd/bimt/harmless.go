package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// harmless shows control characters, but for line breaks and tabs, as what they are: names in
// files of others must not steer the terminal.
func harmless(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if steers(r) {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func steers(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// harmlessWriter writes texts by harmless. All others but those with a control character
// pass as they are.
type harmlessWriter struct{ io.Writer }

// Write implements io.Writer.
func (w harmlessWriter) Write(b []byte) (int, error) {
	if !bytes.ContainsFunc(b, steers) {
		return w.Writer.Write(b)
	}
	if _, err := io.WriteString(w.Writer, harmless(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
