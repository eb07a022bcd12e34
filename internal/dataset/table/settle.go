package table

import "fmt"

// finish judges the columns, now that all of each is known, and makes the table.
func (c *csvReader) finish() (*Table, error) {
	if len(c.lines) == 0 {
		return nil, whole(c.name, "give rows of data below the header", "there is a header but no data")
	}
	kept, err := c.withoutText()
	if err != nil {
		return nil, err
	}
	if err := c.checkFaults(kept); err != nil {
		return nil, err
	}
	if err := c.checkMarks(kept); err != nil {
		return nil, err
	}
	dropped, err := c.drop(kept)
	if err != nil {
		return nil, err
	}
	if n := c.comments; n > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%s among the rows %s left out as %s",
			count(n, "line"), plural(n, "begins with # and is", "begin with # and are"), plural(n, "a comment", "comments")))
	}
	t := &Table{Source: c.name, Rows: len(c.lines), Outputs: c.outputs, Dropped: dropped, lines: c.lines, notes: c.notes}
	for _, col := range kept {
		t.Columns = append(t.Columns, Column{Name: col.name, Numbers: col.numbers, Text: col.text})
	}
	return t.withLog(c.options.Log)
}

// checkFaults returns the first value, or missing value, that can't be used.
func (c *csvReader) checkFaults(kept []*csvColumn) error {
	var worst place
	var of *csvColumn
	for _, col := range kept {
		for _, p := range []place{col.fault.place, col.gap} {
			if p == col.gap && c.options.DropMissing {
				continue
			}
			if p.line > 0 && (of == nil || p.before(worst)) {
				worst, of = p, col
			}
		}
	}
	switch {
	case of == nil:
		return nil
	case worst == of.gap:
		return c.failAt(worst, "fill it in, delete the line, or leave such lines out with --drop-missing (drop_missing: true)",
			"a value is missing in column %q (%q)%s", of.name, worst.field, c.moreGaps(kept))
	case of.fault.remedy != "":
		return c.failAt(worst, of.fault.remedy, "column %q: %s", of.name, of.fault.problem)
	}
	remedy := "correct it, or " + c.instead(of)
	if worst.line == c.lines[0] && of.words == 1 {
		remedy = "if this line holds units, begin it with #, or " + c.instead(of)
	}
	more := ""
	if of.words > 1 {
		more = fmt.Sprintf(", as %d of its %d values aren't", of.words, of.values)
	}
	return c.failAt(worst, remedy, "column %q: %s%s", of.name, of.fault.problem, more)
}

// instead says how to do without a column.
func (c *csvReader) instead(of *csvColumn) string {
	if !of.input {
		return "if these are classes, say so with --task classification"
	}
	var others []string
	for _, col := range c.columns {
		if col.input && col != of && !col.holdsText() {
			others = append(others, col.name)
		}
	}
	if len(others) == 0 {
		return "choose other columns"
	}
	return "leave the column out with " + flag("inputs", others)
}

// moreGaps counts the missing values, if there is more than one.
func (c *csvReader) moreGaps(kept []*csvColumn) string {
	gaps, columns := 0, 0
	rows := make([]bool, len(c.lines))
	for _, col := range kept {
		gaps += len(col.missing)
		if len(col.missing) > 0 {
			columns++
		}
		for _, i := range col.missing {
			rows[i] = true
		}
	}
	if gaps < 2 {
		return ""
	}
	return fmt.Sprintf(", one of %d in %s and %d of %d rows", gaps, count(columns, "column"), marked(rows), len(rows))
}

// drop leaves out the rows in which a value of a kept column is missing, and
// returns their lines.
func (c *csvReader) drop(kept []*csvColumn) (lines []int, err error) {
	rows := make([]bool, len(c.lines))
	var empty []string
	for _, col := range kept {
		for _, i := range col.missing {
			rows[i] = true
		}
		if col.values == 0 {
			empty = append(empty, col.name)
		}
	}
	n := marked(rows)
	switch {
	case n == 0:
		return nil, nil
	case n == len(rows) && len(empty) > 0:
		return nil, whole(c.name, "choose other columns", "in each of its %d rows a value is missing: %s without any value", n, list(empty, "is", "are"))
	case n == len(rows):
		return nil, whole(c.name, "choose columns with fewer gaps", "in each of its %d rows a value is missing", n)
	}
	for _, col := range kept {
		col.keep(rows)
	}
	all := c.lines
	c.lines = make([]int, 0, len(rows)-n)
	for i, line := range all {
		if rows[i] {
			lines = append(lines, line)
		} else {
			c.lines = append(c.lines, line)
		}
	}
	return lines, nil
}

func marked(rows []bool) (n int) {
	for _, r := range rows {
		if r {
			n++
		}
	}
	return n
}
