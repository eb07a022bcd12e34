// Package runs opens what `bimt train` and `bimt relocate` leave in a folder, as a network
// to use in Go.
//
//	r, err := runs.Open("runs/independence-bimt-seed0")
//	y, err := r.Predict([]float64{0.1, 0.7, -0.3, 0.5})      // rows of inputs, one after the other
//
// The network can be built upon: Apply adds it to its graph, for activations, gradients or
// training on; Space has its geometry, to be relocated, measured, or drawn.
//
//	x, err := r.Input("x", 16)                               // 16 rows
//	out, err := r.Apply(x)
//	f, err := flow.Read(r.Space(), out)                      // package draw draws it
//
// The way back is package checkpoint: what it saves of the network, or of one of your own,
// `bimt relocate` and `bimt train --init` read.
//
// Guarantees: the data that it was trained on need not be there; predictions are to the bit
// those of the program; folders of earlier versions are opened; errors name the file.
//
// It stands behind package bimt, apart from checkpoint, because it links what experiments
// are made of: their settings and their data sets.
package runs

import (
	"context"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
)

// Run is the network of a run as training or relocation left it. It is for one goroutine at
// a time.
type Run struct{ run *run.Run }

// Open reads the folder of a run, without its data.
func Open(folder string) (*Run, error) {
	r, err := run.Open(context.Background(), folder, run.WithoutRows)
	if err != nil {
		return nil, fmt.Errorf("runs: %w", err)
	}
	return &Run{r}, nil
}

// Params lists the parameters of the network.
func (r *Run) Params() []*graph.Param { return r.run.Network.Params.All() }

// Space is the geometry of the network.
func (r *Run) Space() *bimt.Space { return r.run.Network.Space }

// In is the axis of the inputs; of tokens that of their embedding, nil in a transformer.
func (r *Run) In() *bimt.Axis { return r.run.Network.In }

// Out is the axis of the outputs.
func (r *Run) Out() *bimt.Axis { return r.run.Network.Out }

// Transformer is the model if it is a transformer, else nil: its Forward names every
// activation.
func (r *Run) Transformer() *transformer.Model { return r.run.Network.Transformer }

// Inputs names what goes into the network, by number; empty where there are no names.
func (r *Run) Inputs() []string { return slices.Clone(r.run.Data.Inputs) }

// Outputs names what comes out of the network, by number: the classes of a classification.
// It is empty where there are no names.
func (r *Run) Outputs() []string { return slices.Clone(r.run.Data.Outputs) }

// Shape is that of one row of inputs: (inputs), or (time, inputs), or (time) of tokens.
func (r *Run) Shape() []int { return slices.Clone(r.run.Data.XShape) }

// Predict computes the outputs for any number of rows of inputs, row-major and one after
// the other, both in the units of the data. Of a classification it gives the numbers that
// the classes are told by: logits, or what was trained on squared errors. Tokens are their
// numbers. Inputs that are no whole rows are an error.
func (r *Run) Predict(rows []float64) ([]float64, error) { return r.run.PredictUnits(rows) }

// Input adds an input for so many rows to the network's graph, of the type of its
// parameters; see graph.Feed. Names are unique in a graph.
func (r *Run) Input(name string, rows int) (*gorgonia.Node, error) {
	p := r.run.Network.Params
	return graph.Input(p.Graph(), p.DType(), name, append([]int{rows}, r.run.Data.XShape...)...)
}

// Apply implements nn.Layer: it adds the network to its graph once more, with the same
// parameters. x is (rows, shape…), standardised as in training where the data were (see
// Predict, which does that itself), the result (rows, …, outputs), by number.
func (r *Run) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return r.run.Network.Apply(x) }
