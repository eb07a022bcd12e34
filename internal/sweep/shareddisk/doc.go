// Package shareddisk has the runs of a sweep trained by workers that see the same folder, and
// need no network else.
//
//	runner := &shareddisk.Runner{Dir: queue, Lease: 30 * time.Second}
//	err = s.Run(ctx, runner, report)
//
//	source, err := shareddisk.Open(ctx, queue, worker, patience) // on other machines
//	err = worker.Work(ctx, source)
//
// An order is a file. A worker takes it by making a lease, which only one can make, and
// touches the lease while it is at work. A lease that is not touched any more is taken from whoever had it; ages are
// those that the file server gives, so that clocks need not agree. A run is handed over by
// renaming its folder.
//
// Guarantees: two workers may come to train the same run, if one was thought dead; the run
// ends up in the sweep's folder once. Whoever can write in the folder is trusted with it.
package shareddisk
