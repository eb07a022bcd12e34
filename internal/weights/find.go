package weights

import (
	"slices"

	"github.com/gobimt/bimt/graph"
)

// Takes says whether the mapping has a rule for each parameter, and the file every tensor
// that these rules name. Shapes are not looked at.
func (m *Mapping) Takes(file Source, params []*graph.Param) bool {
	names := file.Names()
	return !slices.ContainsFunc(params, func(p *graph.Param) bool {
		r, ok := m.rule(p.Name())
		return !ok || (r.From != "" && !slices.Contains(names, r.From))
	})
}

// Find names the first mapping that comes with the program and takes the file; ok is
// false if none does.
func Find(file Source, params []*graph.Param) (name string, ok bool) {
	for _, n := range Names() {
		if m, err := Named(n); err == nil && m.Takes(file, params) {
			return n, true
		}
	}
	return "", false
}
