package table

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxLevels is the most levels of a categorical column.
const MaxLevels = 50

// Category is how a column of words becomes columns of 0 and 1, one a level
// (one-hot). It is written to the run, so that predictions use the same.
type Category struct {
	Column string   `json:"column"`
	Levels []string `json:"levels"` // sorted
}

// Categories are the categorical columns of a data set.
type Categories []Category

// NewCategories finds the levels of the named columns in all rows: words in
// alphabetical order, numbers in rising order.
//
// It fails if a column has only one level, or more than MaxLevels.
func NewCategories(t *Table, columns ...string) (Categories, error) {
	var k Categories
	for _, name := range columns {
		c, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		levels := sortedLevels(c)
		switch {
		case len(levels) < 2:
			return nil, whole(t.Source, "leave it out of the inputs", "categorical column %q has the same value %q in all rows", name, levels[0])
		case len(levels) > MaxLevels:
			return nil, whole(t.Source, "leave it out of the inputs, or join levels", "categorical column %q has %d levels, but at most %d can be columns",
				name, len(levels), MaxLevels)
		}
		k = append(k, Category{Column: name, Levels: levels})
	}
	return k, nil
}

// sortedLevels returns the different values of a column.
func sortedLevels(c Column) []string {
	levels := classNames(c)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	if !c.IsText() {
		slices.SortFunc(levels, func(a, b string) int {
			// Both were written by classNames, so they can be read.
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			return cmp.Compare(x, y)
		})
	}
	return levels
}

// Names returns the names of the columns of 0 and 1: "Origin=Europe", ….
func (k Category) Names() []string {
	names := make([]string, len(k.Levels))
	for i, level := range k.Levels {
		names[i] = k.Column + "=" + level
	}
	return names
}

// Columns returns the names of the categorical columns.
func (k Categories) Columns() []string {
	var names []string
	for _, c := range k {
		names = append(names, c.Column)
	}
	return names
}

// Unfold returns the columns of a file from which Apply makes the named ones:
// "Origin=Europe", "Origin=USA" become "Origin".
func (k Categories) Unfold(names []string) []string {
	of := make(map[string]string)
	for _, c := range k {
		for _, name := range c.Names() {
			of[name] = c.Column
		}
	}
	var columns []string
	seen := make(map[string]bool)
	for _, name := range names {
		column, ok := of[name]
		if !ok {
			column = name
		}
		if !seen[column] {
			columns = append(columns, column)
		}
		seen[column] = ok // other names stay as they are, also twice
	}
	return columns
}

// Apply returns the table with each categorical column replaced, at its place, by
// its columns of 0 and 1. A column that is not there is left: a file to predict
// from must have it, but that is seen when it is read.
//
// It fails on a level that is not known, naming its line and the known ones, and if
// a new column has the name of another.
func (k Categories) Apply(t *Table) (*Table, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	out := *t
	out.Columns = nil
	names := make(map[string]bool)
	for _, c := range t.Columns {
		columns := []Column{c}
		if i := slices.IndexFunc(k, func(k Category) bool { return k.Column == c.Name }); i >= 0 {
			var err error
			if columns, err = k[i].encode(c, t); err != nil {
				return nil, err
			}
		}
		for _, c := range columns {
			if names[c.Name] {
				return nil, whole(t.Source, "rename the column", "categories make a column %q, but there is one of that name", c.Name)
			}
			names[c.Name] = true
		}
		out.Columns = append(out.Columns, columns...)
	}
	return &out, nil
}

// encode returns the columns of 0 and 1.
func (k Category) encode(c Column, t *Table) ([]Column, error) {
	columns := make([]Column, len(k.Levels))
	index := make(map[string]int, len(k.Levels))
	for i, name := range k.Names() {
		columns[i] = Column{Name: name, Numbers: make([]float64, t.Rows)}
		index[k.Levels[i]] = i
	}
	for row, level := range classNames(c) {
		i, ok := index[level]
		if !ok {
			return nil, fmt.Errorf("%s: column %q: level %q was not among those trained on (%s): correct it, or train on data that has it",
				t.Where(row), k.Column, level, strings.Join(k.Levels, ", "))
		}
		columns[i].Numbers[row] = 1
	}
	return columns, nil
}

// Check reports categories, which may come from a file, that can't be.
func (k Categories) Check() error {
	seen := make(map[string]bool)
	for _, c := range k {
		switch {
		case c.Column == "" || seen[c.Column]:
			return fmt.Errorf("categories: the column %q is named twice or has no name", c.Column)
		case len(c.Levels) < 2 || len(c.Levels) > MaxLevels:
			return fmt.Errorf("categories: column %q has %d levels: it needs 2 to %d", c.Column, len(c.Levels), MaxLevels)
		case len(slices.Compact(slices.Sorted(slices.Values(c.Levels)))) < len(c.Levels):
			return fmt.Errorf("categories: column %q has a level twice (%s)", c.Column, strings.Join(c.Levels, ", "))
		}
		seen[c.Column] = true
	}
	return nil
}
