package table

import "strings"

// place is a field of a text file; Line is 0 if there is none.
type place struct {
	line, column int
	field        string
}

// marks is where a column first shows how it writes numbers.
type marks struct {
	point place // 1.5
	comma place // 1,5: certainly a decimal comma
	group place // 1,500: a decimal comma, or a separator of thousands
}

// of returns where the mark of a number belongs, or nil if it has none or such a
// mark was seen before.
func (m *marks) of(field string) *place {
	var p *place
	switch comma := strings.IndexByte(field, ','); {
	case comma >= 0 && isGroup(field, comma):
		p = &m.group
	case comma >= 0:
		p = &m.comma
	case m.point.line == 0 && strings.Contains(field, "."):
		p = &m.point
	}
	if p != nil && p.line > 0 {
		return nil
	}
	return p
}

// isGroup reports that the comma at a byte of a number may separate thousands: one
// to three digits, not a leading 0, stand before it and exactly three after it.
func isGroup(field string, comma int) bool {
	before := strings.TrimLeft(field[:comma], "+-")
	return len(field)-comma == 4 && !strings.ContainsAny(field[comma:], "eE") &&
		len(before) >= 1 && len(before) <= 3 && before[0] != '0'
}

// checkMarks refuses numbers that could be read in two ways: decimal points and
// decimal commas in one file, or nothing but commas that may separate thousands.
func (c *csvReader) checkMarks(kept []*csvColumn) error {
	var all marks
	for _, col := range kept {
		first(&all.point, col.marks.point)
		first(&all.comma, col.marks.comma)
		first(&all.group, col.marks.group)
	}
	switch {
	case all.comma.line > 0 && all.point.line > 0:
		return c.failAt(all.point, "write all numbers of the file with a decimal point",
			"%q has a decimal point, but on line %d %q has a decimal comma", all.point.field, all.comma.line, all.comma.field)
	case all.group.line > 0 && all.comma.line == 0:
		return c.failAt(all.group, "write numbers with a decimal point and without separators of thousands",
			"%q can be read with a decimal comma or as thousands", all.group.field)
	}
	return nil
}

// first keeps the place that comes first in the file.
func first(kept *place, p place) {
	if p.line > 0 && (kept.line == 0 || p.before(*kept)) {
		*kept = p
	}
}

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.column < q.column
}
