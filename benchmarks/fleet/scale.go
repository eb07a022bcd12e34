package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// scale has a sweep trained by one job on this machine, by one worker, and by two: in turn,
// so that what else the machine does falls on all alike.
func scale(o options) error {
	fmt.Println("| trained by | wall, s | a run, ms | against one worker | processor time of all, a run, ms |\n|---|---|---|---|---|")
	var one time.Duration
	for i, n := range []int{0, 1, 2} {
		out := filepath.Join(o.dir, fmt.Sprintf("scale%d", n))
		took, busy, err := o.timed(out, n)
		if err != nil {
			return err
		}
		if i == 1 {
			one = took
		}
		ratio := ""
		if i == 2 {
			ratio = fmt.Sprintf("%.3f", took.Seconds()/one.Seconds())
		}
		who := []string{"this machine, --jobs 1", "one worker", "two workers"}[i]
		each := func(t time.Duration) float64 { return t.Seconds() * 1e3 / float64(o.runs) }
		fmt.Printf("| %s | %.2f | %.2f | %s | %.2f |\n", who, took.Seconds(), each(took), ratio, each(busy))
	}
	return nil
}

// timed is how long a sweep takes by so many workers, from when they are started, and how busy all
// processes were; 0: without any.
func (o options) timed(out string, workers int) (took, busy time.Duration, err error) {
	if workers == 0 {
		began := time.Now()
		c := exec.Command(o.program, o.sweepArgs(out, "--quiet", "--jobs", "1")...)
		b, err := c.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, b)
		}
		return time.Since(began), c.ProcessState.UserTime() + c.ProcessState.SystemTime(), err
	}
	s, err := start(out+".log", o.program, o.sweepArgs(out, "--serve", "--listen", "127.0.0.1:0")...)
	if err != nil {
		return 0, 0, err
	}
	defer s.kill()
	at, err := s.address()
	if err != nil {
		return 0, 0, err
	}
	began, all := time.Now(), []*process{s}
	for i := range workers {
		name := fmt.Sprintf("%s-w%d", filepath.Base(out), i)
		w, err := start(filepath.Join(o.dir, name+".log"), o.program, "work", at, "--jobs", "1", "--name", name)
		if err != nil {
			return 0, 0, err
		}
		defer w.kill()
		all = append(all, w)
	}
	for _, p := range all {
		ended := <-p.done
		p.done <- ended
		if p == s {
			took = time.Since(began)
		}
		err = errors.Join(err, ended)
		busy += p.ProcessState.UserTime() + p.ProcessState.SystemTime()
	}
	return took, busy, err
}
