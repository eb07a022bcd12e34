package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
)

// runners has the same sweep trained by every runner.
func runners(o options) error {
	want, err := o.reference()
	if err != nil {
		return err
	}
	fmt.Println("| runner | same bytes |\n|---|---|")
	var failed error
	for _, r := range []struct {
		name string
		by   func(out string) error
	}{
		{"NATS, three worker processes", o.byServer},
		{"shared disk, three worker processes", o.byQueue},
		{"slices as a Slurm array runs them", func(out string) error { return o.bySlices(out, "--slurm") }},
		{"pods as an Indexed Job runs them", func(out string) error { return o.bySlices(out, "--kubernetes") }},
	} {
		out := filepath.Join(o.dir, fmt.Sprintf("by-%x", r.name[:4]))
		err := r.by(out)
		differs := ""
		if err == nil {
			differs, err = compared(want, out)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		fmt.Printf("| %s | %v |\n", r.name, differs == "")
		if differs != "" {
			failed = fmt.Errorf("%s: %s", r.name, differs)
		}
	}
	return failed
}

func (o options) byServer(out string) error {
	_, _, err := o.timed(out, 3)
	return err
}

func (o options) byQueue(out string) error {
	queue := out + "-queue"
	s, err := start(out+".log", o.program, o.sweepArgs(out, "--queue", queue)...)
	if err != nil {
		return err
	}
	defer s.kill()
	for i := range 3 {
		w, err := start(fmt.Sprintf("%s-w%d.log", out, i), o.program, "work", queue, "--jobs", "1", "--name", fmt.Sprintf("w%d", i))
		if err != nil {
			return err
		}
		defer w.kill()
	}
	err = <-s.done
	s.done <- err
	return err
}

// bySlices trains five slices at once, each a process, as the written files say.
func (o options) bySlices(out, kind string) error {
	if b, err := exec.Command(o.program, o.sweepArgs(out, kind, "--slices", "5")...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, b)
	}
	var wait sync.WaitGroup
	errs := make([]error, 5)
	for i := range errs {
		wait.Go(func() { errs[i] = o.slice(out, kind, i) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return exec.Command(o.program, "sweep", out, "--quiet").Run()
}

// slice is one element of the array, or one pod.
func (o options) slice(out, kind string, i int) error {
	if kind == "--slurm" {
		c := exec.Command("sh", filepath.Join(out, "slurm.sh"))
		c.Env = append(c.Environ(), fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", i), "OFFSET=0")
		return c.Run()
	}
	c := exec.Command("sh", "-c", `exec "$PROGRAM" sweep "$DIR" --slice "$JOB_COMPLETION_INDEX/5" --jobs 1 --quiet`)
	c.Env = append(c.Environ(), "PROGRAM="+o.program, "DIR="+out, fmt.Sprintf("JOB_COMPLETION_INDEX=%d", i))
	return c.Run()
}
