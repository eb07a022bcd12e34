package flow

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/gorgonia"
)

// ReadByCell is Read with every weight listed cell by cell.
func ReadByCell(space *bimt.Space, outputs ...*gorgonia.Node) (*Flow, error) {
	r, err := read(space, outputs)
	if err != nil {
		return nil, err
	}
	var all []edge
	for _, e := range r.edges {
		if e.all == nil {
			all = append(all, e)
			continue
		}
		e.all.each(func(c edge) { all = append(all, c) })
	}
	r.edges = all
	return r.assemble(), nil
}

// Grids counts the wires whose cells are not listed, and says in words what all wires are.
func (f *Flow) Grids() (grids int, words string) {
	for _, w := range f.Wires {
		if w.grid != nil {
			grids++
		}
		words += fmt.Sprintln(w, w.Len(), slices.Collect(w.Cells()))
	}
	for _, s := range f.Stages {
		words += fmt.Sprintln(*s)
	}
	return grids, words
}
