// Package overview shows what the runs of a sweep measured.
//
//	o := overview.New(s)                                  // a *sweep.Sweep, whose runs have ended or not
//	phase, err := o.Phase(overview.Diagram{X: "lambda", Y: "swap_every", Measure: "test_loss"})
//	files, err := o.Write(ctx, overview.Options{})        // pictures, and index.html, which needs nothing else
//	live, err := overview.Serve("127.0.0.1:0", s)         // the same page while the sweep runs
//	err = s.Run(ctx, runner, live.Update)
//
// There are phase diagrams over any two settings, parallel coordinates over all, what is lost
// against what is saved, and the networks that are easiest to read. Where experiments or methods
// differ, there is a diagram for each.
//
// Guarantees: equal runs give equal bytes; a run that failed, was ended early or diverged is
// counted and never drawn as a value; the live page is told to nobody but this machine.
package overview
