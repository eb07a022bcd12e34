package table

import "fmt"

// withoutText leaves out the inputs that hold text or nothing, with a note if the
// user didn't name them, else with an error.
func (c *csvReader) withoutText() (kept []*csvColumn, err error) {
	var text, empty, numeric []*csvColumn
	for _, col := range c.columns {
		switch {
		case col.holdsText():
			text = append(text, col)
		case col.loose && col.values == 0:
			empty = append(empty, col)
		default:
			kept = append(kept, col)
			if col.input && col.role == number {
				numeric = append(numeric, col)
			}
		}
	}
	named := len(c.options.Inputs) > 0
	if len(text) > 0 && (named || len(kept) == c.outputs) {
		return nil, c.failText(text, numeric)
	}
	if len(text) > 0 {
		c.notes = append(c.notes, fmt.Sprintf("%s no numbers and %s left out: %s%s", plural(len(text), "an input holds", "inputs hold"),
			plural(len(text), "is", "are"), examples(text), suggestCategorical(text, len(c.lines))))
	}
	if len(empty) > 0 {
		c.notes = append(c.notes, list(names(empty), "has", "have")+" no values and "+plural(len(empty), "is", "are")+" left out")
	}
	return kept, nil
}

// failText says which inputs hold text, and how to do without them.
func (c *csvReader) failText(text, numeric []*csvColumn) *Error {
	p := text[0].fault.place
	for _, col := range text {
		first(&p, col.fault.place)
	}
	remedy := "choose other columns"
	if len(numeric) > 0 {
		remedy = "leave such columns out with " + flag("inputs", names(numeric))
	}
	return c.failAt(p, remedy+suggestCategorical(text, len(c.lines)), "inputs must be numbers, but %s text: %s",
		plural(len(text), "one holds", fmt.Sprintf("%d hold", len(text))), examples(text))
}

// suggestCategorical offers the columns with few different words.
func suggestCategorical(text []*csvColumn, rows int) string {
	var few []string
	for _, col := range text {
		if n := len(col.known); n > 1 && n <= mostLevels && 3*n <= rows {
			few = append(few, col.name)
		}
	}
	if len(few) == 0 {
		return ""
	}
	return "; " + flag("categorical", few) + " takes " + plural(len(few), "it", "these") + " in, a column of 0 and 1 for each word"
}

// examples names columns of text, each with its first word.
func examples(text []*csvColumn) string {
	var out []string
	for _, col := range text {
		word := col.fault.field
		if isDate(word) {
			out = append(out, fmt.Sprintf("%s (dates such as %s)", col.name, word))
		} else {
			out = append(out, fmt.Sprintf("%s (such as %q)", col.name, clip(word, 30)))
		}
	}
	return shorten(out)
}

// clip cuts a long word.
func clip(word string, longest int) string {
	if letters := []rune(word); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return word
}

func names(columns []*csvColumn) []string {
	out := make([]string, len(columns))
	for i, col := range columns {
		out[i] = col.name
	}
	return out
}
