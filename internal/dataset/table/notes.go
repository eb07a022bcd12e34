package table

import (
	"fmt"
	"math"
	"slices"
)

// Notes says, a sentence each, what a user should know of the table before the
// training: rows and columns left out, comments among the rows, inputs that are
// constant, inputs that count the rows, and columns over decades.
func (t *Table) Notes() []string {
	notes := slices.Clone(t.notes)
	if n := len(t.Dropped); n > 0 {
		notes = append(notes, fmt.Sprintf("%s with missing values %s left out, the first on line %d", count(n, "row"), plural(n, "is", "are"), t.Dropped[0]))
	}
	inputs := t.Columns[:len(t.Columns)-t.Outputs]
	var constant, counters, decades []string
	for i, c := range t.Columns {
		input := i < len(inputs)
		switch {
		case c.IsText():
		case input && isSame(c.Numbers):
			constant = append(constant, c.Name)
		case input && t.countsRows(c.Numbers):
			counters = append(counters, c.Name)
		case !slices.Contains(t.log, c.Name) && overDecades(c.Numbers):
			decades = append(decades, c.Name)
		}
	}
	switch useless := slices.Concat(constant, counters); {
	case len(constant) > 0 && len(counters) > 0:
		notes = append(notes, list(constant, "is", "are")+" constant and can teach nothing, and "+list(counters, "counts", "count")+" the rows: "+withoutFlag(inputs, useless))
	case len(constant) > 0:
		notes = append(notes, list(constant, "is", "are")+" constant and can teach nothing: "+withoutFlag(inputs, constant))
	case len(counters) > 0:
		notes = append(notes, list(counters, "counts", "count")+" the rows: unless this is a measurement, "+withoutFlag(inputs, counters))
	}
	if len(decades) > 0 {
		notes = append(notes, list(decades, "spreads", "spread")+" over decades: "+flag("log", decades)+" takes the logarithm")
	}
	return notes
}

// withoutFlag offers the inputs without some of them, if any are left.
func withoutFlag(inputs []Column, leave []string) string {
	var all []string
	for _, c := range inputs {
		all = append(all, c.Name)
	}
	rest := without(all, leave)
	if len(rest) == 0 {
		return "choose other inputs"
	}
	return "leave " + plural(len(leave), "it", "them") + " out with " + flag("inputs", rest)
}

// isSame reports values, more than one, that are constant.
func isSame(values []float64) bool {
	_, same := Constant(values, 0)
	return same && len(values) > 1
}

// countsRows reports values that rise by 1 from 0 or 1, with gaps where rows were
// dropped. Of fewer than five rows nothing is said.
func (t *Table) countsRows(values []float64) bool {
	n := len(values)
	if n < 5 || values[0] < 0 || values[n-1]-float64(n) > float64(len(t.Dropped)) {
		return false
	}
	for i, v := range values {
		if v != math.Trunc(v) || i > 0 && v <= values[i-1] {
			return false
		}
	}
	return values[0] <= float64(1+len(t.Dropped))
}

// overDecades reports positive values over three decades or more, half of which
// lie below a thirtieth of the largest: equally spread ones do not.
func overDecades(values []float64) bool {
	least, most := slices.Min(values), slices.Max(values)
	if !(least > 0) || most < 1000*least || len(values) < 5 {
		return false
	}
	below := 0
	for _, v := range values {
		if v < most/30 {
			below++
		}
	}
	return 2*below >= len(values)
}
