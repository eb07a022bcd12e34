package main

import (
	"fmt"

	"github.com/gobimt/bimt/internal/nearest"
)

// question is what is asked of the method.
type question struct {
	name, title string
	why         string // and how it was answered
	plain       string // the answer in plain words, by whoever read the figures
	experiments []experiment
	base        variant
	variants    []variant // beside it
}

// experiment is one of the catalogue, or independence with other formulas.
type experiment struct {
	name     string
	settings []string
	found    structure
	near     structure // less than that; nil: not asked
	seeds    int       // that it is trained with; 0: all of the question
}

// of is the experiment of the catalogue.
func (e experiment) of() string {
	if e.settings != nil {
		return "independence"
	}
	return e.name
}

// pair is independence with another formula for each output, of two inputs each.
func pair(name, first, second string) experiment {
	return experiment{name, []string{"formulas=[\"" + first + "\", \"" + second + "\"]"}, apart, nil, 10}
}

// variant is a way to train.
type variant struct {
	name     string
	settings []string
	finish   bool // its figures are those after the finish
}

// published is the method of the paper.
var published = variant{name: "published"}

// formulas are the three published experiments that a run of seconds answers.
var formulas = []experiment{{"independence", nil, apart, nil, 0}, {"sharing", nil, sharedSquares, nil, 0}, {"composition", nil, stages, differences, 0}}

// fresh are the three, and formulas for the recipe alone: nobody looked at them before.
var fresh = []experiment{
	{"independence", nil, apart, nil, 30},
	{"sharing", nil, sharedSquares, nil, 15},
	{"composition", nil, stages, differences, 15},
	pair("sums and products", "x1+x3^2", "x2*x4+x4"),
	pair("bell and line", "exp(-4*x1^2)+x3", "2*x2-x4"),
	pair("root and square", "sqrt(x1+x3+3)", "(x2-x4)^2"),
	pair("sine and cube", "sin(2*(x1+x3))", "x2^3+x4"),
	pair("ratio and wave", "x1/(1.5+x3^2)", "cos(2*x2)*x4"),
}

var questions = []question{
	{
		name: "places", title: "Do places that learn make networks easier to read?",
		why: "Hidden neurons start on their line and glide along it, drawn by their wires (`places: trained`), " +
			"with swaps and without, slowly and fast. Inputs and outputs stay; neurons of a layer push each other apart.",
		experiments: formulas, base: published,
		variants: []variant{
			{"trained, swaps", []string{"places=trained"}, false},
			{"trained, no swaps", []string{"places=trained", "method=local"}, false},
			{"fast, swaps", []string{"places=trained", "places_rate=5"}, false},
			{"stay, no swaps", []string{"method=local"}, false},
		},
	},
	{
		name: "prices", title: "Is there a better price than |w| times length?",
		why: "Beside it, as part of the connection cost: one minus the modularity of a soft division in two modules, " +
			"communicability, and roughness of the maps of the last hidden layer. In its place: the root and the log of |w|, at the same λ.",
		plain: "In plain words, of four seeds: the three prices beside |w| change nothing that can be told. The root of |w| makes networks easier to read at no higher loss, and the outputs of independence " +
			"come apart in all four runs; the log has a third of the test loss with as many weights. Both charge large weights less than |w| does, so that a part of this is a weaker price: other λ were not tried.",
		experiments: formulas, base: published,
		variants: []variant{
			{"modularity", []string{"prices=[{kind: modularity, factor: 1, modules: 2}]"}, false},
			{"communicability", []string{"prices=[{kind: communicability, factor: 0.3}]"}, false},
			{"topography", []string{"prices=[{kind: topography, factor: 1, axis: hidden1}]"}, false},
			{"root of |w|", []string{"charge=root"}, false},
			{"log of |w|", []string{"charge=log"}, false},
		},
	},
	{
		name: "swaps", title: "When should neurons move, and how?",
		why: "Swaps in the first half only, in the second half only, only in the last twentieth; exact assignment; " +
			"blocks of neurons exchanged on all layers at once; swaps that may cost, less so as training goes on.",
		experiments: formulas, base: published,
		variants: []variant{
			{"never", []string{"method=local"}, false},
			{"first half", []string{"swap_until=0.5"}, false},
			{"second half", []string{"swap_from=0.5"}, false},
			{"at the end", []string{"swap_from=0.95"}, false},
			{"assignment", []string{"swap_strategy=assignment"}, false},
			{"blocks", []string{"swap_strategy=blocks"}, false},
			{"annealed", []string{"swap_strategy=annealed", "swap_temperature=1"}, false},
		},
	},
	{
		name: "cuts", title: "Does a price that cuts, during training, find the readable network?",
		why: "A weight that reaches 0 stays there until the loss pays more than its price (`exact_zeros`); neurons that died " +
			"start again every 1,000 steps (`reset_dead`); both; and the finish of the program, which prunes at the end and refits, " +
			"with a threshold chosen from the training data.",
		experiments: formulas, base: published,
		variants: []variant{
			{"exact zeros", []string{"exact_zeros=true"}, false},
			{"reset", []string{"reset_dead=1000"}, false},
			{"both", []string{"exact_zeros=true", "reset_dead=1000"}, false},
			{"finish", nil, true},
			{"exact zeros, finish", []string{"exact_zeros=true"}, true},
		},
	},
	{
		name: "methods", title: "With the same finish, does BIMT still matter?",
		why: "Every method, the published one included, ends with the same pruning and refitting, chosen from the training data.",
		plain: "In plain words: finished, every method finds as small and as accurate a network, and comes apart as often; BIMT's is half as hard to read as that of plain L1. " +
			"That is the swaps' doing: swap, whose price is plain L1, is as easy to read as bimt.",
		experiments: formulas, base: variant{"bimt, finish", nil, true},
		variants: []variant{
			{"l1, finish", []string{"method=l1"}, true},
			{"local, finish", []string{"method=local"}, true},
			{"swap, finish", []string{"method=swap"}, true},
			{"bimt as published", nil, false},
		},
	},
	{
		name: "recipe", title: "A recipe, fixed before it was tried: exchanges of blocks, then the finish",
		why: "Exchanging blocks of neurons on all layers at once (`swap_strategy: blocks`, see swaps) and then the finish (see cuts) " +
			"were fixed as the recipe, and tried once: on fresh seeds from 100 on, on the three published experiments and on five pairs of formulas that nobody had looked at, " +
			"beside bimt and l1 with the same finish.",
		experiments: fresh, base: published,
		variants: []variant{
			{"recipe", []string{"swap_strategy=blocks"}, true},
			{"bimt, finish", nil, true},
			{"l1, finish", []string{"method=l1"}, true},
		},
	},
}

func names() (all []string) {
	for _, q := range questions {
		all = append(all, q.name)
	}
	return all
}

func find(name string) (question, error) {
	for _, q := range questions {
		if q.name == name {
			return q, nil
		}
	}
	return question{}, fmt.Errorf("%w", nearest.Unknown("question", name, names()))
}
