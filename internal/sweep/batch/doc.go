// Package batch writes the files by which a cluster's own scheduler trains the slices of a
// sweep: it does not talk to it.
//
//	j := batch.Job{Dir: dir, Slices: 200, Program: "bimt", Jobs: 1}
//	files, err := j.Slurm()
//	files, err := j.Kubernetes()
//
// Every part of a job trains a slice of the runs (sweep.Slice) in the folder of the sweep, on a
// disk that all of them see; what is finished is left alone, so a part may be stopped, put
// back in the queue, and begun again. `bimt sweep DIR` then sums up, and trains what is missing.
package batch
