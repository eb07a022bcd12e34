// Package experiment turns a settings file into a training run: it makes the data,
// builds the network with its geometry, trains it by one of the methods, and writes
// what a run leaves behind.
//
//	c, err := experiment.Load("independence")       // or a path to a YAML file
//	err = c.Set("steps=4000")
//	run, err := experiment.New(c)
//	result, err := run.Train(ctx, func(p experiment.Progress) { ... })
//	err = result.Write("runs/independence", experiment.Everything)
//
// Every setting that changes a result is in the file. The same settings, build and
// machine give the same bits.
package experiment
