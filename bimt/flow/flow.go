package flow

import (
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// Flow is where the signals of a network go: stages and the wires between them.
type Flow struct {
	// Stages are in the order in which they are computed.
	Stages []*Stage
	// Wires are in the order of the stages they lead to.
	Wires []*Wire
	// Opaque says, one sentence each, what could not be followed: there every neuron that
	// an operation reads counts as leading to every neuron it writes.
	Opaque []string

	biases []*Wire // each cell an element that is added to a neuron
}

// Stage is an axis at one point of the computation. The residual axis of a transformer of
// L blocks has 2L+1 stages, an axis of a plain network one.
type Stage struct {
	// Name is that of the axis, with the role and a number where it has several stages.
	Name string
	Axis *bimt.Axis
	// Role is Query, Key or Value of an attention, else empty.
	Role Role
	// Copies is how many copies of the axis stand side by side where the stage is read:
	// the operands that share an embedding.
	Copies int
	// Depth is how far above the inputs the stage is drawn: 0 is the lowest row. Query,
	// key and value of one attention have the same.
	Depth int
	// Input says that data is fed into the stage, Output that it is a result.
	Input, Output bool

	index int
}

// Role is what a stage is in an attention.
type Role string

// The roles.
const (
	Query Role = "query"
	Key   Role = "key"
	Value Role = "value"
)

// Kind is how one stage leads to another.
type Kind string

// The kinds of wires.
const (
	// Affine: each cell is a weight.
	Affine Kind = "affine"
	// Table: rows of a table of tokens or positions are added; each cell is an entry, and
	// there is no stage it comes from.
	Table Kind = "table"
	// Skip: a neuron leads to itself, unchanged or in a sum or product of neurons.
	Skip Kind = "skip"
	// Attention: queries and keys of a head weigh its values.
	Attention Kind = "attention"
	// Opaque: an operation that is not known leads from all to all.
	Opaque Kind = "opaque"
)

// On lists the stages of an axis.
func (f *Flow) On(a *bimt.Axis) []*Stage {
	return f.where(func(s *Stage) bool { return s.Axis == a })
}

// Inputs lists the stages that data is fed into; tables of tokens and positions are none.
func (f *Flow) Inputs() []*Stage { return f.where(func(s *Stage) bool { return s.Input }) }

// Outputs lists the stages of the results.
func (f *Flow) Outputs() []*Stage { return f.where(func(s *Stage) bool { return s.Output }) }

// Biases lists what is added to the neurons of stages: wires of kind Table, each cell an
// element.
func (f *Flow) Biases() []*Wire { return slices.Clone(f.biases) }

func (f *Flow) where(keep func(*Stage) bool) []*Stage {
	return slices.DeleteFunc(slices.Clone(f.Stages), func(s *Stage) bool { return !keep(s) })
}

// Into lists the wires that lead to a stage.
func (f *Flow) Into(s *Stage) []*Wire {
	return slices.DeleteFunc(slices.Clone(f.Wires), func(w *Wire) bool { return w.To != s })
}
