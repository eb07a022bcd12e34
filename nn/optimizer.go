package nn

// Optimizer turns the gradients of the last run into an update of the parameters. What
// it keeps for each weight is a memory of the parameter (graph.Memory), so that it is
// permuted, saved and restored with the weight.
type Optimizer interface {
	// Step updates every parameter once with the given learning rate.
	Step(rate float64) error
}
