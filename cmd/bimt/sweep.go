package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

func sweepCommand() *cli.Command {
	return &cli.Command{
		Name:      "sweep",
		Usage:     "train over values of any settings, on one machine or many",
		ArgsUsage: "NAME|FILE.yaml|DIR…",
		Description: "  bimt sweep independence --vary lambda=1e-4..1e-2:log:5 --vary seed=0..9\n" +
			"  bimt sweep two-moons sharing --vary method=l1,bimt --vary seed=0..19\n" +
			"  bimt sweep s4 --vary lambda=1e-4..1e-1:log:draw --draw 50\n" +
			"  bimt sweep sweep/independence        go on with one that was stopped\n\n" +
			"Values: a,b,c · whole numbers 0..99 · points of an interval 0..1:5 or 1e-4..1e-2:log:5 ·\n" +
			"to draw from, 0..1:draw, 1e-4..1e-2:log:draw or a,b,c:draw. A run is a folder in DIR/runs,\n" +
			"named by its settings, seed, data and version: started again, what is finished is not\n" +
			"run again. DIR/sweep.csv has a row a run.",
		OnUsageError: usageError,
		Flags: append(columnFlags(), append([]cli.Flag{
			&cli.StringSliceFlag{Name: "vary", Usage: "`KEY=VALUES`, any setting (repeatable); all combinations are trained"},
			&cli.IntFlag{Name: "draw", Usage: "draw `N` points of the settings that say so"},
			&cli.BoolFlag{Name: "latin", Usage: "draw them as a Latin hypercube"},
			&cli.Uint64Flag{Name: "draw-seed", Usage: "seed `N` of the draws"},
			&cli.StringSliceFlag{Name: "set", Usage: "change any setting of all runs: `KEY=VALUE`, with a value in YAML (repeatable)"},
			&cli.IntFlag{Name: "steps", DefaultText: "the experiment's", Usage: "`N` steps in each run"},
			&cli.StringFlag{Name: "out", Usage: "`DIR` to write to (sweep/NAME if not given)"},
			&cli.BoolFlag{Name: "pictures", Usage: "draw each network, as bimt train does"},
			&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
		}, append(runnerFlags(), overviewFlags()...)...)...),
		Action: sweepSettings,
	}
}

// sweepPlan reads what the arguments ask for, and the folder to write to.
func sweepPlan(c *cli.Context) (p *sweep.Plan, out string, err error) {
	names := c.Args().Slice()
	if isTable(c) {
		names = append(names, "table")
	}
	if len(names) == 1 && sweep.IsSweep(names[0]) {
		p, err = sweep.ReadPlan(names[0])
		return p, names[0], errors.Join(err, onlyRunning(c))
	}
	if len(names) == 0 {
		return nil, "", fmt.Errorf("sweep: name experiments or files of settings, or a table with --data FILE --outputs A,B, or the folder of a sweep to go on with; `bimt list` shows all experiments")
	}
	p = &sweep.Plan{Vary: c.StringSlice("vary"), Draws: c.Int("draw"), Latin: c.Bool("latin"), Seed: c.Uint64("draw-seed")}
	if c.IsSet("draw") && p.Draws < 1 {
		return nil, "", fmt.Errorf("draw: %d: give at least 1", p.Draws)
	}
	for _, name := range []string{"latin", "draw-seed"} {
		if c.IsSet(name) && !c.IsSet("draw") {
			return nil, "", fmt.Errorf("--%s: it belongs to --draw", name)
		}
	}
	if key := setAndVaried(c); key != "" {
		return nil, "", fmt.Errorf("--set %s: --vary sets it too: leave one of them out", key)
	}
	for _, name := range names {
		base, err := sweepBase(c, name)
		if err != nil {
			return nil, "", err
		}
		p.Bases = append(p.Bases, base)
	}
	if out = c.String("out"); out == "" {
		out = filepath.Join("sweep", p.Bases[0].Experiment)
	}
	return p, out, nil
}

// setAndVaried is a setting that --set gives one value and --vary others.
func setAndVaried(c *cli.Context) string {
	for _, set := range c.StringSlice("set") {
		key, _, _ := strings.Cut(set, "=")
		for _, vary := range c.StringSlice("vary") {
			if strings.HasPrefix(vary, key+"=") {
				return key
			}
		}
	}
	return ""
}

// sweepBase is what all runs of an experiment have in common.
func sweepBase(c *cli.Context, name string) (*run.Config, error) {
	base, err := run.Load(name)
	if err != nil {
		return nil, err
	}
	if c.IsSet("steps") {
		base.Steps = c.Int("steps")
	}
	if err := errors.Join(setColumns(c, base), setAll(c, base)); err != nil {
		return nil, err
	}
	nameRuns(c, base)
	return base, base.Check()
}

// onlyRunning refuses flags that would change a sweep that has begun.
func onlyRunning(c *cli.Context) error {
	for _, name := range []string{"vary", "draw", "latin", "draw-seed", "set", "steps", "out", "data"} {
		if c.IsSet(name) {
			return fmt.Errorf("--%s: the folder says what is trained: leave it out, or name the experiment in place of the folder", name)
		}
	}
	return nil
}

func sweepSettings(c *cli.Context) error {
	p, out, err := sweepPlan(c)
	if err := errors.Join(err, checkRunner(c), checkEvery(c)); err != nil {
		return usage(err)
	}
	ctx := withDownloads(c.Context, c.App.ErrWriter, c.Bool("quiet"))
	if err := p.Prepare(ctx); err != nil && c.Context.Err() == nil {
		return usage(err)
	}
	i, n, sliced, err := slice(c)
	if err != nil {
		return usage(err)
	}
	var s *sweep.Sweep
	if sliced {
		s, err = sweep.Slice(p, out, i, n)
	} else {
		s, err = sweep.Begin(p, out)
	}
	if err != nil {
		return usage(err)
	}
	defer s.Close() // nothing is written to the lock
	if written, err := writeJobs(c, s); written {
		return err
	}
	by, err := runnerOf(c, s, c.Bool("pictures"))
	if err != nil {
		return err
	}
	defer by.close()
	return runSweep(ctx, c, s, by, !sliced)
}

// runSweep trains what is missing and leaves what a sweep leaves.
func runSweep(ctx context.Context, c *cli.Context, s *sweep.Sweep, by trainers, whole bool) error {
	view, err := sweepShowOf(c, s)
	if err != nil {
		return usage(err)
	}
	show := newSweepProgress(c.App.ErrWriter, c.Bool("quiet"))
	show.begin(s, experiments(s.Plan), by.said)
	err = s.Run(ctx, by.runner, func(e sweep.Event) { view.update(e, show.update) })
	show.end()
	var files []string
	if whole {
		var failed error
		files, failed = s.Write()
		pictures, undrawn := view.end(ctx, s)
		files, err = append(files, pictures...), errors.Join(err, failed, undrawn)
	}
	if err == nil {
		err = sweepDiverged(s)
	}
	if !c.Bool("quiet") {
		fmt.Fprintln(c.App.Writer, strings.Join(append([]string{countedRuns(s.Counts())}, files...), "\n"))
	}
	return sweepEnding(err, s)
}

func experiments(p *sweep.Plan) string {
	var names []string
	for _, b := range p.Bases {
		names = append(names, b.Experiment)
	}
	return strings.Join(names, ", ")
}

// countedRuns says how the runs of a sweep ended.
func countedRuns(n sweep.Counts) string {
	parts := []string{fmt.Sprintf("%d of %d runs are finished", n.Finished, n.Runs)}
	for _, p := range []struct {
		n    int
		what string
	}{{n.Diverged, "diverged"}, {n.Early, "were ended early"}, {n.Failed, "failed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ")
}

func sweepDiverged(s *sweep.Sweep) error {
	n := s.Counts()
	if n.Diverged == 0 {
		return nil
	}
	return &statusError{fmt.Errorf("%d of %d runs diverged or ended in a NaN; everything is written", n.Diverged, n.Runs), statusNonFinite}
}

// sweepEnding is how the program ends after a sweep.
func sweepEnding(err error, s *sweep.Sweep) error {
	var failed *sweep.FailedError
	switch {
	case errors.Is(err, context.Canceled):
		n := s.Counts()
		return &statusError{fmt.Errorf("interrupted; %d of %d runs are finished, and bimt sweep %s goes on from there", n.Finished, n.Runs, s.Dir), statusInterrupted}
	case errors.As(err, &failed):
		var list []string
		for _, r := range failed.Runs {
			list = append(list, fmt.Sprintf("%s: %v", label(r, s.Varies), r.Err))
		}
		return fmt.Errorf("%d of %d runs failed: %s", len(failed.Runs), len(s.Runs), strings.Join(list, "; "))
	}
	return err
}

// slice reads --slice I/N.
func slice(c *cli.Context) (i, n int, sliced bool, err error) {
	text := c.String("slice")
	if text == "" {
		return 0, 1, false, nil
	}
	a, b, ok := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil || n < 1 || i < 0 || i >= n {
		return 0, 1, false, fmt.Errorf("slice: %q: write it as I/N, I from 0 to N−1, such as 0/8", text)
	}
	return i, n, true, nil
}
