// Package run is one training: made from settings or opened from a folder, trained,
// trained on, and asked, in any order and as often as wanted.
//
//	c, err := Load("independence")
//	r, err := run.New(ctx, c)
//	err = r.Train(ctx, run.OnLine(func(p run.Progress) { ... }))
//	train, test, err := r.Scores()
//
//	r, err = run.Open(ctx, "runs/independence-bimt-seed0", run.WithoutRows)
//	answers, err := r.PredictFile("new.csv")
//
//	folder, err := run.GoOn("runs/mine", r) // where a run of these settings was stopped
//	err = r.Train(ctx, folder.Checkpoints(30*time.Second, nil).Hook)
//
// A Folder is what a run leaves: its settings, its metrics, its network and a description
// of its data. Pictures and the summary are written by packages that read a run.
//
// Guarantees: the same settings, build and machine give the same bits, however many runs
// train side by side; a run saved, restored in a new one and trained on has the bits of one
// that was never stopped; a network that was trained is saved before anything else is
// made of it; files appear whole or not at all; a finished run is never overwritten unless
// asked, and no two programs train in one folder at once, where the system has locks.
//
// Matrix products are computed as graph/blas.Use last said: it holds for all runs of the
// program.
package run
