package compare

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/gobimt/bimt/internal/measure"
)

// WriteText prints the tables and the findings for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	for _, t := range r.Tables {
		head := fmt.Sprintf("%s, %d steps%s, λ = %s: medians, quartiles", r.title(), r.Plan.Base.Steps, r.Finishing(), formatLambda(t.Lambda))
		if r.compares() {
			head += ", p against " + Reference
		}
		fmt.Fprintf(w, "%s\n\n", wrap(head, width))
		if err := r.writeTable(w, t); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	var lines []string
	if r.Caution != "" {
		lines = append(lines, r.Caution)
	}
	for _, f := range r.Verdict {
		if f.Method == "" {
			lines = append(lines, f.Sentences...)
			continue
		}
		lines = append(lines, fmt.Sprintf("%s against %s, λ = %s: %s", f.Method, Reference, formatLambda(f.Lambda), strings.Join(f.Sentences, " ")))
	}
	for _, l := range lines {
		if _, err := fmt.Fprintln(w, "- "+wrap(l, width-2)); err != nil {
			return err
		}
	}
	return nil
}

// width is that of a terminal which shows little.
const width = 80

// writeTable writes the columns of a table: as many beside each other as fit, the others
// below.
func (r *Report) writeTable(w io.Writer, t *Table) error {
	for rest := t.Columns; len(rest) > 0; {
		var b bytes.Buffer
		n := len(rest)
		for ; n > 0; n-- {
			b.Reset()
			if err := r.writeColumns(&b, rest[:n]); err != nil {
				return err
			}
			if n == 1 || fits(b.String()) {
				break
			}
		}
		if len(rest) < len(t.Columns) {
			fmt.Fprintln(w)
		}
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// fits says whether no line is wider than a terminal.
func fits(text string) bool {
	return !slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
		return utf8.RuneCountInString(strings.TrimRight(line, " ")) > width
	})
}

func (r *Report) writeColumns(w io.Writer, columns []*Column) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name string, of func(c *Column) string) {
		fmt.Fprint(tw, name)
		for _, c := range columns {
			fmt.Fprint(tw, "\t", of(c))
		}
		fmt.Fprintln(tw)
	}
	line("", func(c *Column) string { return c.Method })
	for i, m := range r.Metrics {
		line(m.Name, func(c *Column) string { return measure.Format(c.Cells[i].Summary.Median) })
		if r.Plan.Seeds > 1 {
			line("  quartiles", func(c *Column) string { return quartiles(c.Cells[i]) })
		}
		if m.Tested() && r.compares() {
			line("  p", func(c *Column) string { return verdictOf(m, c.Cells[i]) })
		}
	}
	if r.failed() {
		line("failed runs", func(c *Column) string { return fmt.Sprintf("%d of %d", c.Failed, len(c.Runs)) })
	}
	return tw.Flush()
}

func (r *Report) failed() bool {
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			if c.Failed > 0 {
				return true
			}
		}
	}
	return false
}

func quartiles(c Cell) string {
	if c.Summary.N == 0 {
		return "–"
	}
	return measure.Format(c.Summary.Q1) + " … " + measure.Format(c.Summary.Q3)
}

// verdictOf is p of a cell, with what is shown by it.
func verdictOf(m measure.Measure, c Cell) string {
	if c.Test == nil {
		return ""
	}
	return strings.TrimSpace(measure.FormatP(c.Test.P) + " " + side(m, c))
}

// wrap breaks a text into lines of so many letters.
func wrap(text string, most int) string {
	var b strings.Builder
	at := 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case at == 0:
		case at+1+n > most:
			b.WriteString("\n  ")
			at = 2
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
