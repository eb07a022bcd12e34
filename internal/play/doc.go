// Package play is one network in training as the page of `bimt play` handles it: settings go
// in, numbers come out in flat buffers, and everything that a person may do to a network on
// that page is a call.
//
//	t, err := play.New(ctx, `{"extends": "independence", "seed": 3}`)
//	done, err := t.Train(ctx, 12*time.Millisecond)    // a slice, by the clock
//	frame, err = t.AppendFrame(frame[:0])              // loss, prices, every weight
//	err = t.Live(play.Live{Lambda: 1e-3, Locality: 1, LayerDistance: 0.1, LearningRate: 2e-3})
//	err = t.Hold(play.Wire{Wire: 0, Cell: 7}, 0)       // cut
//	err = t.Scrub(4000)                                // back to step 4000
//	answer, err := t.Call(ctx, "curves", nil)          // the same by name, in JSON
//
// It trains with package run, as the program does: there is no second implementation.
//
// Guarantees: as long as nothing is changed by hand, a run has the bits of the same run of
// `bimt train` on the same kind of machine, however it is cut in slices; looking (probe, curves,
// knock-outs) changes nothing; a mistake is an error in one line, and leaves the network as it
// was; what is done by hand moves with the neurons it was done to.
package play
