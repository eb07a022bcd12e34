package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
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
type harmlessWriter struct {
	io.Writer
	failed error // of the first write that did
}

// Write implements io.Writer.
func (w *harmlessWriter) Write(b []byte) (int, error) {
	if bytes.ContainsFunc(b, steers) {
		if _, err := io.WriteString(w.Writer, harmless(string(b))); err != nil {
			return 0, w.fail(err)
		}
		return len(b), nil
	}
	return w.Raw(b)
}

// Raw writes bytes that are no text, as they are.
func (w *harmlessWriter) Raw(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	return n, w.fail(err)
}

func (w *harmlessWriter) fail(err error) error {
	if w.failed == nil {
		w.failed = err
	}
	return err
}

// writeRaw writes bytes to the output of the program as they are; a terminal gets text only.
func writeRaw(out io.Writer, b []byte) error {
	w, ok := out.(*harmlessWriter)
	if !ok {
		_, err := out.Write(b)
		return err
	}
	var err error
	switch {
	case !isTerminal(w.Writer):
		_, err = w.Raw(b)
	case utf8.Valid(b) && !bytes.ContainsRune(b, 0):
		_, err = w.Write(b)
	default:
		err = usage(errors.New("this is no text: send it to a file, by --out FILE or > FILE"))
	}
	return err
}
