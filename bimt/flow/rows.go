package flow

import (
	"cmp"
	"slices"
	"strings"
)

// Rows are the stages as pictures show them, from bottom to top: one to a row, but for the
// queries, keys and values of an attention, which share one in this order.
func (f *Flow) Rows() [][]*Stage {
	stages := slices.Clone(f.Stages)
	slices.SortStableFunc(stages, func(a, b *Stage) int { return cmp.Compare(a.Depth, b.Depth) })
	joined := func(a, b *Stage) bool {
		return a.Depth == b.Depth && slices.ContainsFunc(f.Wires, func(w *Wire) bool {
			return w.Kind == Attention && (w.From == a && w.To == b || w.From == b && w.To == a)
		})
	}
	var all [][]*Stage
	for _, s := range stages {
		if s.Role == Query || s.Role == Key { // in the row of the values it weighs
			if slices.ContainsFunc(stages, func(v *Stage) bool { return v.Role == Value && joined(s, v) }) {
				continue
			}
		}
		row := []*Stage{s}
		if s.Role == Value {
			for _, q := range stages {
				if q != s && q.Role != Value && joined(q, s) {
					row = slices.Insert(row, len(row)-1, q)
				}
			}
		}
		all = append(all, row)
	}
	return all
}

// RowName is the axis of a row; of an attention, what the names of its axes begin with.
func RowName(row []*Stage) string {
	name := row[0].Axis.Name()
	if len(row) == 1 {
		return name
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i] + " attention"
	}
	return "attention"
}
