package table

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"strings"

	"github.com/gobimt/bimt/internal/nearest"
)

// Task is what is to be learned from a table.
type Task int

// The tasks.
const (
	Regression     Task = iota // outputs are quantities
	Classification             // the one output is a class
)

// String returns "regression" or "classification".
func (t Task) String() string {
	if t == Classification {
		return "classification"
	}
	return "regression"
}

// mostClasses is the largest number of different whole numbers that are taken
// for classes.
const mostClasses = 20

// DetectTask finds the task from the output columns and says why, and, where it
// could be otherwise, with which option, for the user to see. A single output is a
// class if it is text, or if it holds only whole numbers, at most 20 different ones,
// each three times on average at least. Everything else is regression.
//
// It fails if there is no output, or if one of several outputs is text.
func DetectTask(outputs []Column) (t Task, reason string, err error) {
	switch {
	case len(outputs) == 0:
		return 0, "", fmt.Errorf("no output column is named: name at least one")
	case len(outputs) > 1:
		for _, c := range outputs {
			if c.IsText() {
				return 0, "", fmt.Errorf("output column %q holds words, which can only be learned as the one output: name it alone, or leave it out", c.Name)
			}
		}
		return Regression, "there are several outputs", nil
	}
	c := outputs[0]
	if c.IsText() {
		return Classification, fmt.Sprintf("%s holds words", c.Name), nil
	}
	different := make(map[float64]bool)
	for _, v := range c.Numbers {
		if v != math.Trunc(v) {
			return Regression, fmt.Sprintf("%s holds fractions such as %v", c.Name, v), nil
		}
		if different[v] = true; len(different) > mostClasses {
			return Regression, fmt.Sprintf("%s holds more than %d different numbers", c.Name, mostClasses), nil
		}
	}
	found := fmt.Sprintf("%s holds %s in %d rows (%s)", c.Name,
		count(len(different), "different whole number"), c.Len(), values(different))
	if 3*len(different) > c.Len() {
		return Regression, found + ", taken for amounts; if they are classes, say --task classification", nil
	}
	return Classification, found + ", taken for classes; if they are amounts, say --task regression", nil
}

// values lists numbers in rising order, of many the first and the last.
func values(of map[float64]bool) string {
	const most = 6
	sorted := slices.Sorted(maps.Keys(of))
	var text []string
	for i, v := range sorted {
		switch {
		case len(sorted) <= most || i < most-2 || i == len(sorted)-1:
			text = append(text, strconv.FormatFloat(v, 'g', -1, 64))
		case i == most-2:
			text = append(text, "…")
		}
	}
	return strings.Join(text, ", ")
}

// Classes are the names of classes, in the order of their numbers.
type Classes []string

// NewClasses returns the different values of a column: words in alphabetical
// order, numbers in rising order and written as short as possible.
//
// It fails if there is only one class, or if each row is a class of its own.
func NewClasses(c Column) (Classes, error) {
	names := sortedLevels(c)
	if len(names) < 2 {
		return nil, fmt.Errorf("column %q has only one class (%s in all %d rows): give data with at least two, or choose another output", c.Name, names, c.Len())
	}
	if len(names) == c.Len() {
		return nil, fmt.Errorf("column %q has another class in each of its %d rows: choose another output, or regression", c.Name, c.Len())
	}
	return names, nil
}

// Encode returns the number of each row's class. A class that is not known is
// an error that says where (as told by where, for a row) and the nearest one.
func (k Classes) Encode(c Column, where func(row int) string) ([]int, error) {
	numbers := make(map[string]int, len(k))
	for i, name := range k {
		numbers[name] = i
	}
	labels := make([]int, c.Len())
	for i, name := range classNames(c) {
		label, ok := numbers[name]
		if !ok {
			hint := "correct it, or train on data that has it"
			if best, ok := nearest.Name(name, k); ok {
				hint = fmt.Sprintf("did you mean %q?", best)
			}
			return nil, fmt.Errorf("%s: column %q: class %q was not among those trained on; %s", where(i), c.Name, name, hint)
		}
		labels[i] = label
	}
	return labels, nil
}

// classNames writes each row's value as the name of a class.
func classNames(c Column) []string {
	if c.IsText() {
		return slices.Clone(c.Text)
	}
	names := make([]string, len(c.Numbers))
	for i, v := range c.Numbers {
		if v == 0 {
			v = 0 // makes one class of 0 and -0
		}
		names[i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return names
}
