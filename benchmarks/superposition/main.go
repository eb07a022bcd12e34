// Command superposition asks where BIMT stops: on toy models of superposition (Elhage and others 2022), which
// store more features than they have neurons, do its modules tell the features apart?
//
//	nice go run ./benchmarks/superposition
//
// Figures of each run are kept in superposition.jsonl, so that it may be stopped and started again.
package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/benchmarks/answer"
)

func main() { answer.Main("superposition", 10, ask) }

// method is a way to train.
type method struct {
	name, says string
	lambda     float64
	local      bool
}

// methods; neurons of those that are local are relocated every 100 steps.
var methods = []method{
	{name: "none", says: "no price"},
	{name: "l1", says: "λ·y·|w|, λ = 0.1/features", lambda: 0.1},
	{name: "bimt, weak", says: "λ·|w|·(distance + y), λ = 0.005/features, and swaps", lambda: 0.005, local: true},
	{name: "bimt, strong", says: "the same, λ = 0.02/features", lambda: 0.02, local: true},
}

// sizes are features and neurons; the last one has no need of superposition.
var sizes = []size{{"5-2", 5, 2}, {"40-10", 40, 10}, {"5-5", 5, 5}}

// ask trains what is missing and writes the page.
func ask(ctx context.Context, out string, seeds int) error {
	p := answer.Page{
		Name: "superposition", Title: "Where it stops: superposition", Why: why, Plain: plain, Note: note, Base: methods[0].name, Seeds: seeds,
		Figures: figures, Command: fmt.Sprintf("go run ./benchmarks/superposition -seeds %d", seeds),
	}
	for _, s := range sizes {
		p.Experiments = append(p.Experiments, s.name)
	}
	for _, m := range methods[1:] {
		p.Variants = append(p.Variants, answer.Variant{Name: m.name, Settings: m.says})
	}
	return p.Ask(ctx, out, func(ctx context.Context, of, by string, seed int) (map[string]float64, error) {
		s := sizes[slices.IndexFunc(sizes, func(s size) bool { return s.name == of })]
		m := methods[slices.IndexFunc(methods, func(m method) bool { return m.name == by })]
		return run(ctx, s, m, uint64(seed))
	})
}

const why = "x′ = ReLU(WᵀW·x + b) has more features than neurons (5 in 2, 40 in 10), each present in 5 % of the rows, and stores them in directions that overlap. " +
	"5-5 is the control: a neuron for each. After training, W is divided in modules (communities of the |W| graph, features and neurons), and the weights inside each are taken for a component. " +
	"A component is right if it is one feature's column of W. *MMCS* is the mean over features of the largest cosine between the column and a component, both as whole matrices; *ML2R* the mean of that component's size over the column's. " +
	"Decomposition of parameters (SPD, arXiv 2506.20790) reaches 1.000 and 0.993."

const plain = "In plain words: where neurons suffice (5-5), any rotation of the features is as good for the loss, and a weak price with swaps turns it into a neuron for each feature. " +
	"Where they don't (5-2, 40-10), BIMT does not tell features apart that share neurons: MMCS rises as far as features are given up, and W with its weights in other places does nearly as well. That is where modules of neurons stop."

const note = "*Stored* are the features whose column is at least a tenth of the largest, as a share of all; the others are not counted in MMCS and ML2R. *MMCS shuffled* is that of W with its weights in other places."

var figures = []answer.Figure{
	{Key: "loss", Name: "test loss", Better: -1, Ratio: true},
	{Key: "stored", Name: "stored", Better: 1},
	{Key: "mmcs", Name: "MMCS", Better: 1},
	{Key: "mmcs_shuffled", Name: "MMCS shuffled"},
	{Key: "ml2r", Name: "ML2R"},
	{Key: "weights", Name: "weights above 0.01", Better: -1, Ratio: true},
	{Key: "modules", Name: "modules"},
}
