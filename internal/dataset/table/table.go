package table

import (
	"fmt"

	"github.com/gobimt/bimt/internal/dataset"
)

// Column is a named row of numbers or of words; exactly one of Numbers and Text
// is set.
type Column struct {
	Name    string
	Numbers []float64 // [rows], all finite
	Text    []string  // [rows]
}

// IsText reports whether the column holds words.
func (c Column) IsText() bool { return c.Text != nil }

// Len returns the number of rows.
func (c Column) Len() int { return max(len(c.Numbers), len(c.Text)) }

// Table is columns of one length. If inputs or outputs were named, the inputs
// come first, in the order asked for, then the outputs.
type Table struct {
	Source  string // the file's name
	Rows    int
	Columns []Column
	Outputs int // of the last columns: those that may be words

	// Dropped holds the lines left out for missing values (CSV, DropMissing).
	Dropped []int

	lines []int // line on which each row begins (CSV), else nil
	notes []string
	log   []string // columns that go on a logarithmic scale
}

// Names returns the names of the columns, in order.
func (t *Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Column is the column of a name.
func (t *Table) Column(name string) (Column, error) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, nil
		}
	}
	return Column{}, unknownColumn(t.Source, name, t.Names())
}

// Where says where row i came from: "points.csv:17", or "points.npy: row 16".
func (t *Table) Where(i int) string {
	if i >= 0 && i < len(t.lines) {
		return fmt.Sprintf("%s:%d", t.Source, t.lines[i])
	}
	return fmt.Sprintf("%s: row %d", t.Source, i)
}

// Matrix puts the named columns side by side: [Rows, len(names)]. An unknown
// column or one of words is an error.
func (t *Table) Matrix(names ...string) (dataset.Matrix, error) {
	places := make(map[string]int, len(t.Columns))
	for i, c := range t.Columns {
		places[c.Name] = i
	}
	m := dataset.NewMatrix(t.Rows, len(names))
	for j, name := range names {
		i, ok := places[name]
		if !ok {
			return dataset.Matrix{}, unknownColumn(t.Source, name, t.Names())
		}
		c := t.Columns[i]
		if c.IsText() {
			return dataset.Matrix{}, whole(t.Source, "choose another column, or write it as numbers",
				"column %q holds words such as %q, but numbers are needed", name, c.Text[0])
		}
		for i, v := range c.Numbers {
			m.Data[i*m.Cols+j] = v
		}
	}
	return m, nil
}
