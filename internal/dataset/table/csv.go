package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// DecodeCSV reads text in UTF-8 whose first line names the columns. Commas,
// semicolons, tabs or runs of blanks separate the fields: what cuts the header and
// the first rows into equally many. Numbers have a decimal point or a decimal comma,
// throughout the file. Lines that begin with # are comments; where the first other
// line holds numbers, the comment above it may name the columns. name stands for
// the file in errors.
func DecodeCSV(r io.Reader, name string, o Options) (*Table, error) {
	g := newGuard(r)
	buffered := bufio.NewReaderSize(g, peekable)
	start, _ := buffered.Peek(peekable)
	if strings.HasPrefix(string(start), "\uFEFF") {
		_, _ = buffered.Discard(3)
		start = start[3:]
	}
	c := &csvReader{preface: readPreface(string(start)), name: name, options: o}
	c.rows = c.preface.reader(buffered)
	if err := c.header(); err != nil {
		return nil, err
	}
	if o.namesOnly {
		return c.empty(), nil
	}
	for {
		record, err := c.rows.Read()
		switch {
		case err == io.EOF:
			if b, ok := c.rows.(*blankReader); ok {
				g.comments = b.comments
			}
			c.comments += max(0, g.comments-c.preface.comments)
			return c.finish()
		case err != nil:
			return nil, c.failParse(err)
		}
		if err := c.row(record); err != nil {
			return nil, err
		}
	}
}

// empty is the table without rows.
func (c *csvReader) empty() *Table {
	t := &Table{Source: c.name, Outputs: c.outputs}
	for _, col := range c.columns {
		t.Columns = append(t.Columns, Column{Name: col.name})
	}
	return t
}

// reader reads the records of a file with this preface.
func (p preface) reader(r *bufio.Reader) records {
	if p.separator == blank {
		return &blankReader{r: r}
	}
	rows := csv.NewReader(r)
	rows.Comma = p.separator
	rows.FieldsPerRecord = -1 // counted here, for a better message
	rows.ReuseRecord = true
	rows.TrimLeadingSpace = p.separator != '\t' // else it would take empty fields for blanks
	if !p.sharp {
		rows.Comment = '#'
	}
	return rows
}

// csvReader gathers the wanted columns of one file.
type csvReader struct {
	preface preface
	rows    records
	name    string
	options Options
	names   []string // of all columns in the file
	columns []*csvColumn
	lines   []int // on which the rows begin
	outputs int

	comments int      // lines with # among the rows
	notes    []string // for Table.Notes
}

// place is where the field of a column in the record read last stands.
func (c *csvReader) place(col *csvColumn, field string) place {
	line, column := c.rows.FieldPos(col.index)
	return place{line: line, column: column, field: strings.Clone(field)}
}

// failAt is an error at a place.
func (c *csvReader) failAt(p place, remedy, format string, args ...any) *Error {
	return &Error{File: c.name, Line: p.line, Column: p.column, Problem: fmt.Sprintf(format, args...), Remedy: remedy}
}

// fail is an error at a field of the record read last.
func (c *csvReader) fail(field int, remedy, format string, args ...any) *Error {
	line, column := c.rows.FieldPos(field)
	return c.failAt(place{line: line, column: column}, remedy, format, args...)
}

// failParse turns an error of the stream into one that says the place.
func (c *csvReader) failParse(err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		own.File = c.name
		return own
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &Error{File: c.name, Line: parse.Line, Column: parse.Column, Problem: "malformed CSV", Err: parse.Err,
			Remedy: `close the quotes, and write " inside a quoted field as ""`}
	}
	return &Error{File: c.name, Offset: c.rows.InputOffset(), Problem: "reading failed", Err: err, Remedy: "fetch the file again"}
}

func (c *csvReader) header() error {
	record, err := c.rows.Read()
	for err == nil && !c.preface.sharp && (isIndentedComment(record) || isExcelHint(record[0])) {
		record, err = c.rows.Read()
	}
	if err == io.EOF {
		return whole(c.name, "give a file with a header line and rows of data", "the file is empty")
	}
	if err != nil {
		return c.failParse(err)
	}
	if rows, ok := c.rows.(*csv.Reader); ok {
		rows.Comment = '#' // also where the header began with it
	}
	if len(record) > MaxColumns {
		return c.fail(0, "write the columns as rows, or cut the file", "%d columns are more than the %d that may be read", len(record), MaxColumns)
	}
	for i, field := range record {
		if !utf8.ValidString(field) {
			return c.fail(i, "save the file as UTF-8", "the name of column %d is not in UTF-8", i+1)
		}
		if strings.Contains(field, "\r") {
			return c.fail(i, "save the file with line ends of today (LF)", "its lines end with CR alone")
		}
		c.names = append(c.names, strings.Clone(strings.TrimSpace(field)))
	}
	if allNumbers(c.names) {
		return c.headless(record)
	}
	if c.preface.rowNames {
		c.names = append([]string{""}, c.names...)
	}
	if n := countNumbers(c.names); 2*n > len(c.names) {
		c.notes = append(c.notes, fmt.Sprintf("the first line is taken for names, though %d of its %d fields are numbers: if it is data, write names above it", n, len(c.names)))
	}
	line, _ := c.rows.FieldPos(0)
	return c.named(line)
}

// named goes on with a file whose columns have names, on that line.
func (c *csvReader) named(line int) error {
	if err := checkNames(c.names, !c.options.everything() && len(c.options.Inputs) > 0); err != nil {
		return &Error{File: c.name, Line: line, Problem: err.Error(), Remedy: "give each column a name of its own"}
	}
	for i, name := range c.names {
		if name == "" && len(c.options.Inputs) == 0 {
			c.notes = append(c.notes, fmt.Sprintf("column %d has no name in the header and is left out", i+1))
		}
	}
	return c.choose()
}

// headless begins a file whose first line holds numbers with its first row. The
// names are those of the comment above it, or of Options.
func (c *csvReader) headless(record []string) error {
	line, _ := c.rows.FieldPos(0)
	above := split(c.preface.last, c.preface.separator)
	for i := range above {
		above[i] = strings.TrimSpace(above[i])
	}
	var err error
	switch {
	case len(above) == len(record) && !allNumbers(above) && len(without(c.options.Names, above)) == 0:
		c.names = above
		err = c.named(line)
	case len(c.options.Names) == 0:
		err = c.fail(0, "write the names of the columns on the first line", "the first line holds numbers, not names")
	default:
		if c.names, err = c.options.name(c.name, c.names); err == nil {
			err = c.choose()
		}
	}
	if err != nil {
		return err
	}
	return c.row(record)
}

// choose makes the columns that are wanted.
func (c *csvReader) choose() error {
	chosen, err := c.options.choose(c.name, c.names)
	for _, w := range chosen {
		c.columns = append(c.columns, &csvColumn{wanted: w})
	}
	c.outputs = outputsOf(chosen)
	return err
}

// isIndentedComment recognises a comment that doesn't begin its line, which a
// csv.Reader takes for a record.
func isIndentedComment(record []string) bool {
	text := strings.TrimSpace(record[0])
	return len(text) > 1 && text[0] == '#'
}

// row adds one record.
func (c *csvReader) row(record []string) error {
	line, _ := c.rows.FieldPos(0)
	if len(record) != len(c.names) {
		if isIndentedComment(record) {
			c.comments++
			return nil
		}
		at := min(len(record), len(c.names)+1) - 1 // the last field there is, or the first too many
		return c.fail(at, "complete or correct the line", "the line has %d fields, but the header has %d", len(record), len(c.names))
	}
	if checkCells(int64(len(c.lines)+1), int64(len(c.columns))) != nil {
		return c.fail(0, "read fewer columns, or cut the file", "more than %d values", MaxCells)
	}
	for _, col := range c.columns {
		c.add(col, strings.TrimSpace(record[col.index]))
	}
	c.lines = append(c.lines, line)
	return nil
}
