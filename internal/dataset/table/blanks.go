package table

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"
)

// records is a text file as rows of fields: a csv.Reader, or one of blanks.
type records interface {
	Read() ([]string, error) // valid until the next Read
	FieldPos(field int) (line, column int)
	InputOffset() int64
}

// blankReader reads fields separated by runs of blanks and tabs. A field in
// quotes may hold blanks, and "" for a quote. Blank lines, and lines that begin
// with #, are left out.
type blankReader struct {
	r        *bufio.Reader
	line     int
	offset   int64
	fields   []string
	starts   []int // byte of the line at which each field begins
	comments int   // lines that begin with #
}

// Read implements records.
func (b *blankReader) Read() ([]string, error) {
	for {
		line, err := b.r.ReadString('\n')
		if err != nil && (err != io.EOF || line == "") {
			return nil, err
		}
		b.line++
		b.offset += int64(len(line))
		var fault int
		b.fields, b.starts = b.fields[:0], b.starts[:0]
		if text := strings.TrimSpace(line); text == "" {
			continue
		} else if text[0] == '#' {
			b.comments++
			continue
		}
		if b.fields, fault = splitBlanks(line, b.fields, &b.starts); fault >= 0 {
			return nil, &csv.ParseError{StartLine: b.line, Line: b.line, Column: fault + 1, Err: csv.ErrQuote}
		}
		return b.fields, nil
	}
}

// FieldPos implements records.
func (b *blankReader) FieldPos(field int) (line, column int) { return b.line, b.starts[field] + 1 }

// InputOffset implements records.
func (b *blankReader) InputOffset() int64 { return b.offset }

// splitBlanks appends the fields of a line, and, if starts is given, where they
// begin. fault is the byte of a quote that is not closed before a blank or the
// end of the line, else -1.
func splitBlanks(line string, fields []string, starts *[]int) (_ []string, fault int) {
	fault = -1
	for at := 0; at < len(line); {
		if isBlank(line[at]) {
			at++
			continue
		}
		if starts != nil {
			*starts = append(*starts, at)
		}
		from, field := at, ""
		if line[at] == '"' {
			var ok bool
			if field, at, ok = unquote(line, at); !ok && fault < 0 {
				fault = from
			}
		} else {
			for at < len(line) && !isBlank(line[at]) {
				at++
			}
			field = line[from:at]
		}
		fields = append(fields, field)
	}
	return fields, fault
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// unquote reads the field whose opening quote is at a byte of the line, and
// returns where it ends.
func unquote(line string, at int) (field string, end int, ok bool) {
	var b strings.Builder
	for at++; at < len(line); at++ {
		switch {
		case line[at] != '"':
			b.WriteByte(line[at])
		case at+1 < len(line) && line[at+1] == '"':
			b.WriteByte('"')
			at++
		default:
			return b.String(), at + 1, at+1 == len(line) || isBlank(line[at+1])
		}
	}
	return b.String(), at, false
}
