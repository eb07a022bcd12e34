// Package sweep makes many runs: what varies between them, their folders, and who trains
// them.
//
//	plan := &sweep.Plan{Bases: []*run.Config{c}, Vary: []string{"lambda=1e-4..1e-2:log:5", "seed=0..99"}}
//	err := plan.Prepare(ctx)
//	s, err := sweep.Begin(plan, "sweep/independence")
//	defer s.Close()
//	err = s.Run(ctx, sweep.Local{Jobs: 2}, func(e sweep.Event) { ... })
//	files, err := s.Write()
//	best, err := sweep.Best("sweep", measure.Readability, "")
//
// A Runner trains: Local on this machine; network.Runner and shareddisk.Runner give Orders to
// Workers elsewhere, which get them from a Source. A comparison is a sweep whose jobs have names
// of their own (Jobs, Open). Record trains one run in its folder, as `bimt train` does.
//
// The name of a run is the hash of its settings, its seed, its data and the version of the
// program, and its folder the only proof that it was made: whatever hands out work may lose
// or repeat it.
//
// Guarantees: every run has the bits of `bimt train` with its config.yaml, whoever trained
// it and however many ran at once; a finished run is never run again, nor mixed with others
// made by other settings; its folder appears whole or not at all where a worker made it; sweep.csv has the same bytes
// by any runner; a trained network is saved before anything else is made of it; no two
// sweeps work in one folder at once, where the system has locks, but for slices.
package sweep
