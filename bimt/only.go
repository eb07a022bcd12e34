package bimt

import (
	"fmt"
	"path"
)

// may says whether an axis or a split of a name may change its order.
func (r Relocation) may(name string) bool {
	if r.Only == nil {
		return true
	}
	for _, pattern := range r.Only {
		if ok, _ := path.Match(pattern, name); ok { // checkOnly has tried the pattern
			return true
		}
	}
	return false
}

// checkOnly reports a pattern that nothing can match, and a strategy that moves all at once.
func (s *Space) checkOnly(r Relocation) error {
	if r.Only == nil {
		return nil
	}
	if r.Strategy != Greedy && r.Strategy != Assignment {
		return fmt.Errorf("bimt: strategy %s orders all axes together: with Only, use %s or %s", r.Strategy, Assignment, Greedy)
	}
	var names []string
	for _, a := range s.axes {
		names = append(names, a.name)
		for _, h := range a.symmetry.Splits() {
			names = append(names, h.name)
		}
	}
	for _, pattern := range r.Only {
		found := false
		for _, name := range names {
			ok, err := path.Match(pattern, name)
			if err != nil {
				return fmt.Errorf("bimt: only %q: %w", pattern, err)
			}
			found = found || ok
		}
		if !found {
			return fmt.Errorf("bimt: only %q: there is no such axis or split: there are %v", pattern, names)
		}
	}
	return nil
}
