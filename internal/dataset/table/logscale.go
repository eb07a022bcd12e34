package table

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/internal/dataset"
)

// setLog puts the named columns on a logarithmic scale.
func (s *Scaling) setLog(names []string) error {
	for _, name := range names {
		j := slices.Index(s.Names, name)
		if j < 0 {
			return fmt.Errorf("there is no column %q to put on a logarithmic scale: the columns are %s", name, shorten(s.Names))
		}
		if s.Log == nil {
			s.Log = make([]bool, len(s.Names))
		}
		s.Log[j] = true
	}
	return nil
}

// isLog reports that column j is on a logarithmic scale.
func (s Scaling) isLog(j int) bool { return s.Log != nil && s.Log[j] }

// onScale returns the values of column j, or their log₁₀ if it is on a logarithmic
// scale.
func (s Scaling) onScale(m dataset.Matrix, j int) ([]float64, error) {
	values := make([]float64, m.Rows)
	for i := range values {
		v := m.Row(i)[j]
		if s.isLog(j) {
			if !(v > 0) {
				return nil, fmt.Errorf("row %d: column %q: %s", i+1, s.Names[j], notPositive(v))
			}
			v = math.Log10(v)
		}
		values[i] = v
	}
	return values, nil
}

// extremes returns minimum and maximum of column j.
func extremes(m dataset.Matrix, j int) (least, most float64) {
	least, most = m.Row(0)[j], m.Row(0)[j]
	for i := range m.Rows {
		least, most = min(least, m.Row(i)[j]), max(most, m.Row(i)[j])
	}
	return least, most
}

func notPositive(v float64) string {
	return fmt.Sprintf("%v has no logarithm: correct it, or leave the column out of --log", v)
}

// withLog checks the columns that go on a logarithmic scale, and remembers them.
func (t *Table) withLog(columns []string) (*Table, error) {
	for _, name := range columns {
		c, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		if err := t.checkPositive(c); err != nil {
			return nil, err
		}
	}
	t.log = columns
	return t, nil
}

// checkPositive fails if the column has a value without a logarithm, and says where.
func (t *Table) checkPositive(c Column) error {
	if c.IsText() {
		return whole(t.Source, "leave it out of --log", "column %q holds words such as %q, which have no logarithm", c.Name, c.Text[0])
	}
	bad, at := 0, -1
	for i, v := range c.Numbers {
		if !(v > 0) {
			if bad++; at < 0 {
				at = i
			}
		}
	}
	switch bad {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s: column %q: %s", t.Where(at), c.Name, notPositive(c.Numbers[at]))
	}
	return fmt.Errorf("%s: column %q: %s; %d of %d values are not above 0", t.Where(at), c.Name, notPositive(c.Numbers[at]), bad, t.Rows)
}

// LogNames returns those of the columns that are on a logarithmic scale, for
// Options.Log.
func (s Scaling) LogNames() []string {
	var names []string
	for j, name := range s.Names {
		if s.isLog(j) {
			names = append(names, name)
		}
	}
	return names
}
