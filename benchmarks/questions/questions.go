package main

import (
	"fmt"

	"github.com/gobimt/bimt/internal/nearest"
)

// question is what is asked of the method.
type question struct {
	name, title string
	why         string // and how it was answered
	experiments []experiment
	all         []string  // settings of every variant, the published method included
	variants    []variant // beside the published method
}

// experiment is one of the catalogue, or independence with other formulas.
type experiment struct {
	name     string
	settings []string
	apart    bool // its outputs share no input, and those of a network that is easy to read don't either
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
	return experiment{name, []string{"formulas=[\"" + first + "\", \"" + second + "\"]"}, true}
}

// variant is the published method with other settings.
type variant struct {
	name     string
	settings []string
}

// formulas are the three published experiments that a run of seconds answers.
var formulas = []experiment{{"independence", nil, true}, {"sharing", nil, false}, {"composition", nil, false}}

// unseen are formulas that nobody looked at while the method or its finish were made.
var unseen = []experiment{
	{"independence", nil, true},
	pair("products", "x1*x3", "x2*x4"),
	pair("ratio and cube", "x1/(2+x3)", "x2^3-x4"),
	pair("waves", "sin(pi*x1)+x3", "cos(pi*x2)*x4"),
	pair("norm and exponential", "sqrt(x1^2+x3^2)", "exp(x2+x4)"),
	pair("bend and step", "x1*x3+x1", "tanh(2*x2)+x4^2"),
}

// fresh are formulas for the recipe alone.
var fresh = []experiment{
	{"independence", nil, true},
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
		experiments: formulas,
		variants: []variant{
			{"trained, swaps", []string{"places=trained"}},
			{"trained, no swaps", []string{"places=trained", "method=local"}},
			{"fast, swaps", []string{"places=trained", "places_rate=5"}},
			{"stay, no swaps", []string{"method=local"}},
		},
	},
	{
		name: "prices", title: "Is there a better price than |w| times length?",
		why: "Beside it, as part of the connection cost: one minus the modularity of a soft division in two modules, " +
			"communicability, and roughness of the maps of the last hidden layer. In its place: the root and the log of |w|, at the same λ.",
		experiments: formulas,
		variants: []variant{
			{"modularity", []string{"prices=[{kind: modularity, factor: 1, modules: 2}]"}},
			{"communicability", []string{"prices=[{kind: communicability, factor: 0.3}]"}},
			{"topography", []string{"prices=[{kind: topography, factor: 1, axis: hidden1}]"}},
			{"root of |w|", []string{"charge=root"}},
			{"log of |w|", []string{"charge=log"}},
		},
	},
	{
		name: "swaps", title: "When should neurons move, and how?",
		why: "Swaps in the first half only, in the second half only, only in the last twentieth; exact assignment; " +
			"blocks of neurons exchanged on all layers at once; swaps that may cost, less so as training goes on.",
		experiments: formulas,
		variants: []variant{
			{"never", []string{"method=local"}},
			{"first half", []string{"swap_until=0.5"}},
			{"second half", []string{"swap_from=0.5"}},
			{"at the end", []string{"swap_from=0.95"}},
			{"assignment", []string{"swap_strategy=assignment"}},
			{"blocks", []string{"swap_strategy=blocks"}},
			{"annealed", []string{"swap_strategy=annealed", "swap_temperature=1"}},
		},
	},
	{
		name: "cuts", title: "Does a price that cuts, during training, find the readable network?",
		why: "A weight that reaches 0 stays there until the loss pays more than its price (`exact_zeros`); neurons that died " +
			"start again every 1,000 steps (`reset_dead`); both; and the finish of the program, which prunes at the end and refits, " +
			"with a threshold chosen from the training data.",
		experiments: formulas,
		variants: []variant{
			{"exact zeros", []string{"exact_zeros=true"}},
			{"reset", []string{"reset_dead=1000"}},
			{"both", []string{"exact_zeros=true", "reset_dead=1000"}},
			{"finish", []string{"finish=3000"}},
			{"exact zeros, finish", []string{"exact_zeros=true", "finish=3000"}},
		},
	},
	{
		name: "methods", title: "With the same finish, does BIMT still matter?",
		why:         "Every method, the published one included, ends with the same pruning and refitting, chosen from the training data.",
		experiments: formulas,
		all:         []string{"finish=3000"},
		variants: []variant{
			{"l1", []string{"method=l1"}},
			{"local", []string{"method=local"}},
			{"swap", []string{"method=swap"}},
		},
	},
	{
		name: "unseen", title: "Does the finish find separate networks for formulas that it was not made for?",
		why: "Five pairs of formulas that nobody looked at before, beside independence, whose two outputs share no input. " +
			"The published method without a finish, then every method with the same finish, whose threshold is chosen from the training data.",
		experiments: unseen,
		variants: []variant{
			{"bimt, finish", []string{"finish=3000"}},
			{"local, finish", []string{"finish=3000", "method=local"}},
			{"swap, finish", []string{"finish=3000", "method=swap"}},
			{"l1, finish", []string{"finish=3000", "method=l1"}},
		},
	},
	{
		name: "recipe", title: "A recipe, fixed before it was tried: exchanges of blocks, then the finish",
		why: "On the seeds 0 to 19, exchanging blocks of neurons on all layers at once (`swap_strategy: blocks`, see swaps) " +
			"and the finish (see cuts) each helped. Both together were fixed as the recipe, and tried once: on 30 seeds and five pairs of formulas that nobody had looked at, " +
			"beside independence, and beside the other methods with the same finish.",
		experiments: fresh,
		variants: []variant{
			{"recipe", []string{"swap_strategy=blocks", "finish=3000"}},
			{"bimt, finish", []string{"finish=3000"}},
			{"local, finish", []string{"finish=3000", "method=local"}},
			{"swap, finish", []string{"finish=3000", "method=swap"}},
			{"l1, finish", []string{"finish=3000", "method=l1"}},
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
