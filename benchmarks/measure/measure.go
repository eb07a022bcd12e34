package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// published are the experiments of the paper, in its order.
var published = []string{"independence", "sharing", "composition", "two-moons", "modular-addition", "s4", "in-context", "mnist"}

// names are all that can be measured.
func names() []string { return append(slices.Clone(published), slices.Sorted(maps.Keys(sizes))...) }

type options struct {
	experiment, blas, profile string
	seconds                   float64
	workers                   int
}

// load gives the settings of the experiment as published: in-context without swaps. The
// images of mnist are random, in files in folder, for they are for timing alone.
func (o options) load(folder string) (*run.Config, error) {
	name, larger := o.experiment, sizes[o.experiment]
	switch {
	case larger.width > 0:
		name = "shakespeare"
	case !slices.Contains(published, name):
		return nil, fmt.Errorf("it is neither a published experiment nor a size; choose one of %v", names())
	}
	c, err := run.Load(name)
	if err != nil {
		return nil, err
	}
	c.BLAS = o.blas
	if larger.width > 0 {
		return c, larger.put(c, folder)
	}
	switch o.experiment {
	case "in-context":
		c.SwapEvery = 0
	case "mnist":
		if err = settings.Put(c, "path", folder); err == nil {
			err = writeRandomImages(folder)
		}
	}
	return c, err
}

func (o options) measure(ctx context.Context) (*Report, error) {
	folder, remove, err := scratch()
	if err != nil {
		return nil, err
	}
	defer remove()
	c, err := o.load(folder)
	if err != nil {
		return nil, err
	}
	if err := blas.Use(c.BLAS); err != nil {
		return nil, err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	whole := peakResident()
	if err := o.timed(ctx, r); err != nil {
		return nil, err
	}
	t := r.Record
	resident := peakResident()
	bytes := 0.0
	if sizes[o.experiment].width == 0 {
		if bytes, err = bytesPerStep(ctx, r); err != nil {
			return nil, err
		}
	}
	best, usual := products(c.DType)
	report := &Report{
		Side: "ours", Experiment: o.experiment, Setting: o.blas, BLAS: blas.Name(), Workers: graph.Workers(), DType: c.DType,
		MSPerStep: t.StepMS(), MSPerRelocation: t.RelocationMS(), StepsTimed: t.Done,
		WholeRunSeconds: t.Spent.Total.Seconds() * float64(c.Steps) / float64(t.Done),
		FloorMS:         operations(r) / best * 1e3, BestProduct: best / 1e9, UsualFloorMS: operations(r) / usual * 1e3, BytesPerStep: bytes, PeakResident: resident, PeakBefore: whole, Go: runtime.Version(),
	}
	if c.SwapEvery > 0 {
		report.Relocations = c.Steps / c.SwapEvery
	}
	return report, nil
}

// timed trains until the time is up, for whole periods of relocations and test
// evaluations so that the time is that of a part of the run, or to the end.
func (o options) timed(ctx context.Context, r *run.Run) error {
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return fmt.Errorf("profile: %w", err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return fmt.Errorf("profile: %w", err)
		}
		defer pprof.StopCPUProfile()
	}
	if sizes[o.experiment].width > 0 {
		return steps(ctx, r, o.seconds)
	}
	period := r.Config.LogEvery
	if s := r.Config.SwapEvery; s > 0 {
		period = period / gcd(period, s) * s
	}
	return until(ctx, r, func(p run.Progress) bool {
		return p.Step%period == 0 && (p.Elapsed.Seconds() >= o.seconds)
	})
}

// until trains from the first step until a line of the log says stop.
func until(ctx context.Context, r *run.Run, stop func(run.Progress) bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.Record = run.Record{}
	err := r.Train(ctx, run.OnLine(func(p run.Progress) {
		if stop(p) {
			cancel()
		}
	}))
	if run.IsInterrupted(err) {
		return nil
	}
	return err
}

// bytesPerStep is what a step allocates once buffers have grown: the difference of two
// runs, each with one evaluation on test data and no relocation.
func bytesPerStep(ctx context.Context, r *run.Run) (float64, error) {
	log, swap := r.Config.LogEvery, r.Config.SwapEvery
	defer func() { r.Config.LogEvery, r.Config.SwapEvery = log, swap }()
	r.Config.SwapEvery = 0
	var allocated [3]float64
	for i, steps := range []int{20, 20, 120} { // the first warms up
		r.Config.LogEvery = steps
		before := totalAlloc()
		if err := until(ctx, r, func(run.Progress) bool { allocated[i] = totalAlloc() - before; return true }); err != nil {
			return 0, err
		}
	}
	return math.Max(0, allocated[2]-allocated[1]) / 100, nil
}

func totalAlloc() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.TotalAlloc)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
