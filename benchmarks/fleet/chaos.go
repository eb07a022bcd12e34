package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// trouble is what is done to a sweep, and what comes of it.
type trouble struct {
	options
	rng            *rand.Rand
	out            string
	server         *process
	at             string
	workers        []*process
	started        int
	killed, downs  int
	queues, rounds int
}

// chaos kills workers and the server until a sweep is at its end.
func chaos(o options) error {
	want, err := o.reference()
	if err != nil {
		return err
	}
	t := &trouble{options: o, rng: rand.New(rand.NewPCG(o.seed, 0)), out: filepath.Join(o.dir, "chaos")}
	began := time.Now()
	err = t.run()
	for _, w := range append(t.workers, t.server) {
		if w != nil {
			w.kill()
		}
	}
	if err != nil {
		return err
	}
	differs, err := compared(want, t.out)
	if err != nil {
		return err
	}
	there, err := filepath.Glob(filepath.Join(t.out, "runs", "????????????????"))
	if err != nil {
		return err
	}
	fmt.Printf("| runs | workers at a time | workers killed | server killed | queue's folder deleted | took | finished, once | same bytes |\n|---|---|---|---|---|---|---|---|\n")
	fmt.Printf("| %d of %d steps, width %d | %d | %d | %d | %d | %v | %d of %d | %v |\n", o.runs, o.steps, o.width, o.workers, t.killed, t.downs, t.queues,
		time.Since(began).Round(time.Second), len(there), o.runs, differs == "")
	if differs != "" || len(there) != o.runs {
		return fmt.Errorf("%d runs, and %s", len(there), differs)
	}
	return nil
}

// run has the sweep done, with trouble at its quarters.
func (t *trouble) run() error {
	if err := t.serve(); err != nil {
		return err
	}
	next := time.Now().Add(t.every)
	for {
		if over, err := t.server.over(); over {
			return err
		}
		for len(t.workers) < t.options.workers {
			if err := t.hire(); err != nil {
				return err
			}
		}
		if time.Now().After(next) {
			next = time.Now().Add(time.Duration((0.5 + t.rng.Float64()) * float64(t.every)))
			t.killOne()
		}
		if err := t.atQuarters(); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// serve starts the server.
func (t *trouble) serve() (err error) {
	t.server, err = start(filepath.Join(t.dir, fmt.Sprintf("server%d.log", t.downs)), t.program, t.sweepArgs(t.out, "--serve", "--listen", "127.0.0.1:0", "--lease", t.lease.String())...)
	if err == nil {
		t.at, err = t.server.address()
	}
	return err
}

// hire starts a worker.
func (t *trouble) hire() error {
	name := fmt.Sprintf("w%d", t.started)
	t.started++
	w, err := start(filepath.Join(t.dir, name+".log"), t.program, "work", t.at, "--jobs", "1", "--name", name, "--dir", filepath.Join(t.dir, name))
	t.workers = append(t.workers, w)
	return err
}

// killOne kills a worker, any.
func (t *trouble) killOne() {
	i := t.rng.IntN(len(t.workers))
	t.workers[i].kill()
	t.workers = append(t.workers[:i], t.workers[i+1:]...)
	t.killed++
}

// atQuarters kills the server when one, two and three quarters of the runs are done; in
// between, once, the folder of the queue is deleted under it.
func (t *trouble) atQuarters() error {
	entries, err := os.ReadDir(filepath.Join(t.out, "runs"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if done := len(entries); t.rounds < 4 && done >= []int{1, 2, 2, 3}[t.rounds]*t.runs/4+[]int{0, 0, t.runs / 8, 0}[t.rounds] {
		t.rounds++
		if t.rounds == 3 {
			t.queues++
			return os.RemoveAll(filepath.Join(t.out, ".jetstream"))
		}
		t.server.kill()
		t.downs++
		return t.serve()
	}
	return nil
}
