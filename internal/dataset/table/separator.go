package table

import (
	"encoding/csv"
	"slices"
	"strings"
)

// blank stands for runs of blanks and tabs between fields.
const blank = ' '

// sampled is how many lines decide what separates the fields.
const sampled = 20

// preface is what the first bytes of a text file say about all of it.
type preface struct {
	separator rune
	comments  int    // lines that begin with # above the header
	last      string // the last of them without its #, which may name the columns
	sharp     bool   // the header begins with a column called #
	rowNames  bool   // the rows begin with a field more than the header, a name
}

// readPreface looks at the start of a file. The last line of it may be cut off.
func readPreface(start string) preface {
	var p preface
	rows := sample(start, &p)
	if len(rows) == 0 {
		p.separator = ','
		return p
	}
	if p.rowNames = haveRowNames(rows); p.rowNames {
		p.separator = blank
		return p
	}
	p.separator = separator(rows)
	if first := strings.SplitAfterN(start, "\n", 2)[0]; len(first) > 1 && first[0] == '#' && p.separator != blank &&
		rune(first[1]) == p.separator && countFields(first, p.separator) == countFields(rows[0], p.separator) {
		p.sharp = true
	}
	return p
}

// sample returns the first complete lines that are neither blank nor comments,
// or the one there is, and notes the comments above them.
func sample(start string, p *preface) (rows []string) {
	for len(start) > 0 && len(rows) < sampled {
		line, rest, complete := strings.Cut(start, "\n")
		start = rest
		text := strings.TrimLeft(strings.TrimRight(line, "\r"), " ")
		switch {
		case strings.TrimSpace(text) == "" || isExcelHint(text):
		case text[0] == '#':
			if len(rows) == 0 {
				p.comments++
				p.last = strings.TrimLeft(text, "# ")
			}
		case complete || len(rows) == 0:
			rows = append(rows, text)
		}
	}
	return rows
}

// isExcelHint recognises the line sep=; that may stand above a header for Excel.
func isExcelHint(line string) bool {
	return len(line) <= len("sep=;") && strings.HasPrefix(line, "sep=")
}

// haveRowNames recognises rows as R's write.table makes them: a name in quotes, for
// which the header has no field, then fields separated by blanks.
func haveRowNames(rows []string) bool {
	for _, row := range rows[1:] {
		fields, fault := splitBlanks(row, nil, nil)
		if row[0] != '"' || fault >= 0 || len(fields) != countFields(rows[0], blank)+1 {
			return false
		}
	}
	return len(rows) > 1
}

// separator finds what stands between the fields: the one of tab, semicolon,
// comma and blanks that parts the header and cuts most of the rows into as many
// fields as the header; the first of these if some do so equally well. If none
// does for half of the rows, it is the one of the first three that the header has
// most of, so that the error is about the row and not about the header.
func separator(rows []string) rune {
	best, share := rune(0), 0.5
	for _, s := range "\t;, " {
		fields, agree := countFields(rows[0], s), 0
		for _, row := range rows[1:] {
			if countFields(row, s) == fields {
				agree++
			}
		}
		if part := float64(agree) / float64(max(1, len(rows)-1)); fields > 1 && part >= share && (best == 0 || part > share) {
			best, share = s, part
		}
	}
	switch {
	case best == '\t' && rowsOfNumbers(rows):
		return blank
	case best != 0:
		return best
	}
	best = ','
	for _, s := range ";\t" {
		if countFields(rows[0], s) > countFields(rows[0], best) {
			best = s
		}
	}
	if len(rows) == 1 && countFields(rows[0], best) == 1 && countFields(rows[0], blank) > 1 {
		return blank // the header is all that is known, as of very many columns
	}
	return best
}

// rowsOfNumbers reports that tabs leave several numbers in one field of the second
// line: then they stand among blanks, as before the names in UCI's auto-mpg.data.
func rowsOfNumbers(rows []string) bool {
	if len(rows) < 2 || countFields(rows[0], blank) != countFields(rows[1], blank) {
		return false
	}
	return slices.ContainsFunc(split(rows[1], '\t'), func(field string) bool {
		numbers := strings.Fields(field)
		return len(numbers) > 1 && allNumbers(numbers)
	})
}

// countFields is how many fields a line has, quoted ones counting as one.
func countFields(line string, separator rune) int {
	if separator == blank {
		fields, _ := splitBlanks(line, nil, nil)
		return len(fields)
	}
	n, quoted := 1, false
	for i := range len(line) {
		switch line[i] {
		case '"':
			quoted = !quoted
		case byte(separator):
			if !quoted {
				n++
			}
		}
	}
	return n
}

// split cuts one line into fields; nil if its quotes are wrong.
func split(line string, separator rune) []string {
	if separator == blank {
		fields, _ := splitBlanks(line, nil, nil)
		return fields
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma = separator
	fields, err := r.Read()
	if err != nil {
		return nil
	}
	return fields
}
