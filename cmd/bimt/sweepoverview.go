package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/overview"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

// overviewFlags say what a sweep shows, and which runs it ends early.
func overviewFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "diagram", Usage: "`X,Y:MEASURE`, a phase diagram more: two settings that vary, and what is measured (repeatable)"},
		&cli.StringFlag{Name: "rank-by", DefaultText: measure.Readability, Usage: "`MEASURE` that networks are ranked by where they are drawn, and lines coloured"},
		&cli.IntFlag{Name: "networks", Value: 8, Usage: "draw the best `N` networks; 0: none"},
		&cli.StringFlag{Name: "live", Usage: "show the sweep while it runs at `ADDRESS` of this machine, such as 127.0.0.1:0"},
		&cli.StringFlag{Name: "prune", Usage: "end runs early by `RULE`: wilcoxon gives up settings that are worse than the best over the seeds so far, median stops runs whose training loss is above that of half of the others"},
		&cli.StringFlag{Name: "prune-by", Value: "test_loss", Usage: "`MEASURE` of wilcoxon"},
	}
}

// sweepShow is what a sweep shows beside its table.
type sweepShow struct {
	options overview.Options
	live    *overview.Live // nil without --live
}

// sweepShowOf reads what is to be shown of a sweep, begins the live page, and has runs ended early.
func sweepShowOf(c *cli.Context, s *sweep.Sweep) (show sweepShow, err error) {
	for _, text := range c.StringSlice("diagram") {
		d, err := overview.ParseDiagram(text)
		if err == nil {
			err = overview.New(s).Check(d)
		}
		if err != nil {
			return show, err
		}
		show.options.Diagrams = append(show.options.Diagrams, d)
	}
	if show.options.Networks = c.Int("networks"); show.options.Networks < 0 {
		return show, fmt.Errorf("networks: %d: give at least 0", show.options.Networks)
	}
	if name := c.String("rank-by"); name != "" {
		if show.options.By, err = measure.Find(name); err != nil {
			return show, err
		}
	}
	if err := endEarly(c, s); err != nil {
		return show, err
	}
	if address := c.String("live"); address != "" {
		if show.live, err = overview.Serve(address, s); err != nil {
			return show, err
		}
		if !c.Bool("quiet") {
			fmt.Fprintf(c.App.ErrWriter, "live at %s\n", show.live.URL)
		}
	}
	return show, nil
}

// endEarly reads --prune.
func endEarly(c *cli.Context, s *sweep.Sweep) error {
	rule := c.String("prune")
	if rule == "" {
		if c.IsSet("prune-by") {
			return fmt.Errorf("--prune-by: it belongs to --prune wilcoxon")
		}
		return nil
	}
	blind := []string{"slice", "slurm", "kubernetes"} // they see some of the runs
	if rule == "median" {
		blind = append(blind, "serve", "nats", "queue") // whose workers tell of steps, not of losses
	}
	for _, name := range blind {
		if c.IsSet(name) {
			return fmt.Errorf("--prune %s: with --%s nobody sees what it compares: leave one of them out", rule, name)
		}
	}
	by, err := measure.Find(c.String("prune-by"))
	if err != nil {
		return err
	}
	return s.EndEarlyBy(rule, by)
}

// update shows an event.
func (v sweepShow) update(e sweep.Event, next func(sweep.Event)) {
	if v.live != nil {
		v.live.Update(e)
	}
	next(e)
}

// end leaves the pictures and the page.
func (v sweepShow) end(ctx context.Context, s *sweep.Sweep) (files []string, err error) {
	if v.live != nil {
		err = v.live.Close()
	}
	files, failed := overview.New(s).Write(context.WithoutCancel(ctx), v.options)
	return files, errors.Join(err, failed)
}
