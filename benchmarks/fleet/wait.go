package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/gobimt/bimt/internal/sweep/network"
)

// wait has a sweep done by workers that don't train: they hand over a run that was trained
// once, with the settings of each in its place. What is left is what the network costs.
func wait(o options) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	common := []string{"-dir", o.dir, "-runs", fmt.Sprint(o.runs), "-steps", fmt.Sprint(o.steps)}
	began := time.Now()
	l, err := start(filepath.Join(o.dir, "lead.log"), self, append([]string{"lead"}, common...)...)
	if err != nil {
		return err
	}
	defer l.kill()
	at, err := l.address()
	if err != nil {
		return err
	}
	planned := time.Since(began)
	w, err := start(filepath.Join(o.dir, "work.log"), self, append([]string{"work", "-url", at, "-workers", fmt.Sprint(o.workers)}, common...)...)
	if err != nil {
		return err
	}
	defer w.kill()
	began = time.Now()
	err = <-l.done
	took := time.Since(began)
	l.done <- nil
	if err != nil {
		b, _ := os.ReadFile(l.log) // it is only for the message
		return fmt.Errorf("%w: %s", err, b)
	}
	err = <-w.done
	w.done <- nil
	if err != nil {
		return err
	}
	peak, err := os.ReadFile(filepath.Join(o.dir, "lead.log"))
	if err != nil {
		return err
	}
	lines := bytes.Split(bytes.TrimSpace(peak), []byte("\n"))
	each := func(t time.Duration) float64 { return t.Seconds() * 1e3 / float64(o.runs) }
	lead, workers := l.ProcessState, w.ProcessState
	fmt.Println("| workers | runs | plan, s | wall, a run, ms | lead's processor time, with its plan, a run, ms | workers' | lead's memory |\n|---|---|---|---|---|---|---|")
	fmt.Printf("| %d | %d | %.1f | %.2f | %.2f | %.2f | %s |\n", o.workers, o.runs, planned.Seconds(), each(took),
		each(lead.UserTime()+lead.SystemTime()), each(workers.UserTime()+workers.SystemTime()), lines[len(lines)-1])
	return nil
}

// plan is the sweep of wait.
func (o options) plan(ctx context.Context) (*sweep.Plan, error) {
	base, err := run.Load("two-moons")
	if err != nil {
		return nil, err
	}
	base.Steps = o.steps
	p := &sweep.Plan{Bases: []*run.Config{base}, Vary: []string{fmt.Sprintf("seed=0..%d", o.runs-1)}}
	return p, p.Prepare(ctx)
}

// lead is the process that leads, as bimt sweep --serve does.
func lead(o options) error {
	ctx, dir := context.Background(), filepath.Join(o.dir, "wait")
	p, err := o.plan(ctx)
	if err != nil {
		return err
	}
	s, err := sweep.Begin(p, dir)
	if err != nil {
		return err
	}
	defer s.Close() // nothing is written to the lock
	server, err := network.Serve(network.Options{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer server.Close()
	by := &network.Runner{Server: server, Lease: 30 * time.Second, Ready: func(at string) { fmt.Println(at) }}
	if err := s.Run(ctx, by, nil); err != nil {
		return err
	}
	if _, err := s.Write(); err != nil {
		return err
	}
	if n := s.Counts(); n.Finished != o.runs {
		return fmt.Errorf("%+v", n)
	}
	fmt.Println(memory())
	return nil
}

// memory is the most that this process had of it; Linux alone says so.
func memory() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for _, l := range bytes.Split(b, []byte("\n")) {
		if text, is := bytes.CutPrefix(l, []byte("VmHWM:")); is {
			return string(bytes.TrimSpace(text))
		}
	}
	return "unknown"
}

// work is the process of all workers, each with a connection of its own.
func work(o options) error {
	ctx, dir := context.Background(), filepath.Join(o.dir, "workers")
	p, err := o.plan(ctx)
	if err != nil {
		return err
	}
	jobs, err := p.Jobs()
	if err != nil {
		return err
	}
	first := filepath.Join(dir, "first")
	if _, err := sweep.TrainIn(ctx, first, jobs[0], sweep.Leave{Whole: true, Pictures: picture.None}); err != nil {
		return err
	}
	made, err := readRun(first)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	errs := make([]error, o.workers)
	for i := range errs {
		group.Go(func() {
			name := fmt.Sprintf("w%d", i)
			from, err := network.Dial(ctx, o.url, name, time.Minute)
			if err != nil {
				errs[i] = err
				return
			}
			defer from.Close()
			w := &sweep.Worker{Name: name, Dir: filepath.Join(dir, name), Jobs: 1, Limits: sweep.DefaultLimits(), Train: made.pretend}
			errs[i] = w.Work(ctx, from)
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// madeRun is the files of a run.
type madeRun struct {
	files   map[string][]byte
	summary map[string]any
}

func readRun(folder string) (*madeRun, error) {
	m := &madeRun{files: map[string][]byte{}}
	for _, name := range []string{run.MetricsFile, run.ModelFile, run.DataFile, run.SummaryFile} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		m.files[name] = b
	}
	return m, json.Unmarshal(m.files[run.SummaryFile], &m.summary)
}

// pretend leaves the files of the run that was made, with the settings and the seed of another.
func (m *madeRun) pretend(_ context.Context, folder string, j sweep.Job, _ sweep.Leave) (*measure.Summary, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	config, err := run.Resolved(j.Config).Encode()
	if err != nil {
		return nil, err
	}
	own := map[string]any{}
	for k, v := range m.summary {
		own[k] = v
	}
	own["seed"] = j.Config.Seed
	summary, err := json.Marshal(own)
	if err != nil {
		return nil, err
	}
	for name, b := range m.files {
		switch name {
		case run.SummaryFile:
			b = summary
		}
		err = errors.Join(err, os.WriteFile(filepath.Join(folder, name), b, 0o644))
	}
	return &measure.Summary{}, errors.Join(err, os.WriteFile(filepath.Join(folder, run.ConfigFile), config, 0o644))
}
