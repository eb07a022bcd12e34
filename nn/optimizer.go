package nn

import "github.com/gobimt/bimt/graph"

// Optimizer turns the gradients of the last run into an update of the parameters.
type Optimizer interface {
	// Step updates every parameter once with the given learning rate.
	Step(rate float64) error
	// Permute reorders what the optimizer remembers of p along dimension dim, as
	// graph.Param.Permute reorders its value: a neuron takes its memory along.
	Permute(p *graph.Param, dim int, order []int) error
}
