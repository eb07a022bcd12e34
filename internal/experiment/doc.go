// Package experiment turns a settings file into a training run: it makes the data,
// builds the network with its geometry, trains it by one of the methods, and measures it.
// What a run leaves behind is written by internal/rundir.
//
//	c, err := experiment.Load("independence")       // or a path to a YAML file
//	err = errors.Join(c.Set("steps=4000"), c.Check())
//	run, err := experiment.New(ctx, c)
//	result, err := run.Train(ctx, func(p experiment.Progress) { ... })
//	train, test, err := run.Scores()
//
// Every setting that changes a result is in the file. The same settings, build and
// machine give the same bits.
package experiment
