// Package sweep makes many runs of one experiment: what varies between them, their folders,
// and who trains them.
//
//	jobs, err := sweep.Jobs(base, []sweep.Vary{{Key: "seed", Values: []string{"0", "1"}}}, settle)
//	s, err := sweep.Open(jobs, "compare/independence", false)
//	defer s.Close()
//	err = s.Run(ctx, 2, func(e sweep.Event) { ... })
//	best, err := sweep.Best("runs", measure.Readability, "")
//
// Record trains one run in its folder, as `bimt train` does.
//
// Guarantees: every run has the bits of `bimt train` with its config.yaml, however many run
// at once; a finished run is never run again, nor mixed with others made by other settings;
// a trained network is saved before anything else is made of it; no two sweeps work in one
// folder at once, where the system has locks.
package sweep
