package compare

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/measure"
)

// WriteText prints the tables and the findings for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	for _, t := range r.Tables {
		fmt.Fprintf(w, "%s, %d steps, λ = %s: medians, quartiles", r.title(), r.Plan.Base.Steps, formatLambda(t.Lambda))
		if r.compares() {
			fmt.Fprintf(w, ", p against %s", Reference)
		}
		fmt.Fprint(w, "\n\n")
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
		if _, err := fmt.Fprintln(w, "- "+wrap(l, 98)); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) writeTable(w io.Writer, t *Table) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name string, of func(c *Column) string) {
		fmt.Fprint(tw, name)
		for _, c := range t.Columns {
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
