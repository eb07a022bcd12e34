package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// DecodeCSV reads comma-separated values in UTF-8 whose first line names the
// columns. Semicolons or tabs are taken as separators if the header has more of
// them than commas. Numbers have a decimal point. name stands for the file in
// errors.
func DecodeCSV(r io.Reader, name string, o Options) (*Table, error) {
	buffered := bufio.NewReaderSize(newGuard(r), peekable)
	start, _ := buffered.Peek(peekable)
	if strings.HasPrefix(string(start), "\uFEFF") {
		_, _ = buffered.Discard(3)
		start = start[3:]
	}
	c := &csvReader{rows: csv.NewReader(buffered), name: name, options: o}
	c.rows.Comma = separator(start)
	c.rows.FieldsPerRecord = -1 // counted here, for a better message
	c.rows.ReuseRecord = true
	if err := c.header(); err != nil {
		return nil, err
	}
	for {
		record, err := c.rows.Read()
		if err == io.EOF {
			return c.finish()
		}
		if err != nil {
			return nil, c.failParse(err)
		}
		if err := c.row(record); err != nil {
			return nil, err
		}
	}
}

// separator returns the one of comma, semicolon and tab that the first line has
// most of.
func separator(start []byte) rune {
	line, _, _ := strings.Cut(string(start), "\n")
	best, most := ',', strings.Count(line, ",")
	for _, s := range ";\t" {
		if n := strings.Count(line, string(s)); n > most {
			best, most = s, n
		}
	}
	return best
}

// csvReader gathers the wanted columns of one file.
type csvReader struct {
	rows    *csv.Reader
	name    string
	options Options
	names   []string // of all columns in the file
	columns []*csvColumn
	outputs int
	dropped []int
	lines   []int
}

// fail is an error at a field of the record read last.
func (c *csvReader) fail(field int, remedy, format string, args ...any) *Error {
	line, column := c.rows.FieldPos(field)
	return &Error{File: c.name, Line: line, Column: column, Problem: fmt.Sprintf(format, args...), Remedy: remedy}
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
	if err == io.EOF {
		return whole(c.name, "give a file with a header line and rows of data", "the file is empty")
	}
	if err != nil {
		return c.failParse(err)
	}
	allNumbers := true
	for i, field := range record {
		if !utf8.ValidString(field) {
			return c.fail(i, "save the file as UTF-8", "the name of column %d is not in UTF-8", i+1)
		}
		field = strings.Clone(strings.TrimSpace(field))
		if _, err := strconv.ParseFloat(field, 64); err != nil {
			allNumbers = false
		}
		c.names = append(c.names, field)
	}
	if allNumbers && len(c.options.Names) > 0 {
		return c.headless(record)
	}
	if allNumbers {
		return c.fail(0, "write the names of the columns on the first line", "the first line holds numbers, not names")
	}
	if err := checkNames(c.names, !c.options.everything() && len(c.options.Inputs) > 0); err != nil {
		return &Error{File: c.name, Line: 1, Problem: err.Error(), Remedy: "give each column a name of its own"}
	}
	return c.choose()
}

// headless begins a file without a header with its first row.
func (c *csvReader) headless(record []string) error {
	var err error
	if c.names, err = c.options.name(c.name, c.names); err != nil {
		return err
	}
	if err := c.choose(); err != nil {
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

// row adds one record, or notes its line as dropped.
func (c *csvReader) row(record []string) error {
	line, _ := c.rows.FieldPos(0)
	if len(record) != len(c.names) {
		at := min(len(record), len(c.names)+1) - 1 // the last field there is, or the first too many
		return c.fail(at, "complete or correct the line", "the line has %d fields, but the header has %d", len(record), len(c.names))
	}
	missing := slices.IndexFunc(c.columns, func(col *csvColumn) bool { return isMissing(record[col.index]) })
	if missing >= 0 && c.options.DropMissing {
		c.dropped = append(c.dropped, line)
		return nil
	}
	if missing >= 0 {
		col := c.columns[missing]
		return c.fail(col.index, "fill it in, delete the line, or leave such lines out of the training with drop_missing: true",
			"a value is missing in column %q (%q)", col.name, record[col.index])
	}
	if checkCells(int64(len(c.lines)+1), int64(len(c.columns))) != nil {
		return c.fail(0, "read fewer columns, or cut the file", "more than %d values", MaxCells)
	}
	for _, col := range c.columns {
		if problem, remedy := col.add(strings.TrimSpace(record[col.index]), line); problem != "" {
			return c.fail(col.index, remedy, "column %q: %s", col.name, problem)
		}
	}
	c.lines = append(c.lines, line)
	return nil
}

func (c *csvReader) finish() (*Table, error) {
	t := &Table{Source: c.name, Rows: len(c.lines), Outputs: c.outputs, Dropped: c.dropped, lines: c.lines}
	if t.Rows == 0 && len(c.dropped) > 0 {
		return nil, whole(c.name, "choose columns with fewer gaps", "in each of its %d rows a value is missing", len(c.dropped))
	}
	if t.Rows == 0 {
		return nil, whole(c.name, "give rows of data below the header", "there is a header but no data")
	}
	for _, col := range c.columns {
		t.Columns = append(t.Columns, Column{Name: col.name, Numbers: col.numbers, Text: col.text})
	}
	return t, nil
}
