package picture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
)

// Options change how a run is drawn. The zero value draws as training does.
type Options struct {
	// Threshold is what |w| must exceed to be drawn; nil is run.ActiveAbove.
	Threshold *float64
	// Labels says which inputs and outputs are named: all, none, inputs, outputs, or names
	// of theirs; nil is all.
	Labels []string
	// By colours neurons; Scored says what the numbers are.
	By     draw.Scores
	Scored string
	// View draws any network as planes in space too, as seen from there.
	View *draw.View
}

func (o Options) threshold() float64 {
	if o.Threshold == nil {
		return run.ActiveAbove
	}
	return *o.Threshold
}

// choose leaves only the labels that are wanted.
func (o Options) choose(r *run.Run, labels draw.Labels) error {
	if o.Labels == nil {
		return nil
	}
	n := r.Network
	groups := map[string]*bimt.Axis{"inputs": n.In, "outputs": n.Out}
	known := append([]string{"all", "none", "inputs", "outputs"}, slices.Concat(labels[n.In], labels[n.Out])...)
	for _, word := range o.Labels {
		if !slices.Contains(known, word) {
			return nearest.Unknown("label", word, known)
		}
	}
	wants := func(word string) bool { return slices.Contains(o.Labels, word) }
	if wants("none") && len(o.Labels) > 1 {
		return fmt.Errorf("labels: none and %s", strings.Join(o.Labels, ","))
	}
	for group, axis := range groups {
		kept := slices.Clone(labels[axis])
		for i, name := range kept {
			if !wants("all") && !wants(group) && !wants(name) {
				kept[i] = ""
			}
		}
		if labels[axis] != nil {
			labels[axis] = kept
		}
	}
	return nil
}
