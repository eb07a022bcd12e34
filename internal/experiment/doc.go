// Package experiment holds the settings of training runs and makes their data.
//
//	c, err := experiment.Load("independence") // or a path to a YAML file
//	err = c.Set("steps=4000")
//	d, err := c.MakeData(ctx)
//
// Every setting that changes a result is in the file; internal/run makes a run of it.
package experiment
