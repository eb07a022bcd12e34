// Package task makes what is learned: rows of inputs and answers, and the loss that says how far answers are missed.
//
// A data set is one file. It registers a struct of its own settings, whose Make draws or reads the rows:
//
//	func init() { register("spirals", &Spirals{}) }
//
//	type Spirals struct {
//		Turns float64 `yaml:"turns,omitempty" about:"of each arm" min:"0.1" max:"10"`
//		…
//	}
//
//	func (s *Spirals) Make(ctx context.Context, rng *rand.Rand) (*Data, error) { … }
//
// A settings file then says data: spirals and turns: 1.5, and
//
//	data, err := task.Make(ctx, kind, rng, "auto") // kind is a Kind read by package settings
//	score := data.Score(data.Test, outputs)
//
// makes the rows with the loss that fits them. Schema describes rows without holding any: a trained network needs no more.
//
// Guarantees: the same settings and random source give the same bits; what would take more memory than is sensible is
// refused before it is asked for, with what it would take; a cancelled context ends Make at once; nothing panics on what
// files and settings hold.
package task
