package flow

import (
	"errors"
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"gorgonia.org/gorgonia"
)

// Check reports what would make a relocation change what a network computes, read from its
// expression graph: neurons of two axes that meet one by one, weights that read another
// axis than their columns lie on, biases and scales on the wrong axis, heads whose neurons
// are free to leave them, parts of an axis that is free to move, inputs and outputs that do
// not follow their axis. Each error names the operation, the axes, and what to do.
func Check(space *bimt.Space, outputs ...*gorgonia.Node) error {
	r, err := read(space, outputs)
	if err != nil {
		return err
	}
	var all []error
	seen := map[string]bool{}
	for _, m := range r.mistakes {
		if !seen[m.Error()] {
			seen[m.Error()] = true
			all = append(all, m)
		}
	}
	const most = 5
	if len(all) > most {
		all = append(all[:most], fmt.Errorf("flow: and %d more", len(all)-most))
	}
	return errors.Join(all...)
}
