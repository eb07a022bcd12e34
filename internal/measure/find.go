package measure

import (
	"cmp"
	"slices"

	"github.com/gobimt/bimt/internal/nearest"
)

// All are the figures that runs can be ranked by.
func All() []Measure { return which(func(m Measure) bool { return m.Name != "" }) }

// Columns are those of compare.csv, in its order.
func Columns() []Measure {
	all := which(func(m Measure) bool { return m.Name != "" && m.Of != nil })
	slices.SortStableFunc(all, func(a, b Measure) int { return cmp.Compare(a.Group, b.Group) })
	return all
}

// Compared are the rows of a comparison's tables, in their order.
func Compared() []Measure {
	all := which(func(m Measure) bool { return m.Compared > 0 })
	slices.SortStableFunc(all, func(a, b Measure) int { return cmp.Compare(a.Compared, b.Compared) })
	return all
}

func which(is func(Measure) bool) []Measure {
	return slices.DeleteFunc(slices.Clone(table), func(m Measure) bool { return !is(m) })
}

// Keys lists the names to rank by.
func Keys() []string {
	var keys []string
	for _, m := range All() {
		keys = append(keys, m.Key)
		if m.Alias != "" {
			keys = append(keys, m.Alias)
		}
	}
	return keys
}

// Find gives the figure of a key or alias.
func Find(key string) (Measure, error) {
	all := All()
	i := slices.IndexFunc(all, func(m Measure) bool { return m.Key == key || m.Alias == key && key != "" })
	if i < 0 {
		return Measure{}, nearest.Unknown("measure", key, Keys())
	}
	return all[i], nil
}
