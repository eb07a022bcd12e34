package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

func bestCommand() *cli.Command {
	return &cli.Command{
		Name:      "best",
		Usage:     "list the best runs of a comparison, or of any folder of runs",
		ArgsUsage: "DIR",
		Description: "Of many seeds a few give a network that is easy to read:\n\n" +
			"  bimt best compare/independence --method bimt\n" +
			"  bimt best runs --by test_loss --top 3\n\n" +
			"reading_difficulty, E · E / E rewired, is low for networks that are easy to read: E is\n" +
			"the wires to trace from each output back, one that two outputs share counted twice,\n" +
			"and the crossings of wires; E rewired is that of chance. Networks are compared at equal\n" +
			"loss: runs above twice the median test loss come after the others. modularity is\n" +
			"Newman's Q, which sparsity alone raises; cost is the connection cost.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "by", Value: measure.Readability, Usage: "`MEASURE`: " + strings.Join(measure.Keys(), ", ")},
			&cli.StringFlag{Name: "method", Usage: "runs of this `METHOD` only"},
			&cli.IntFlag{Name: "top", Value: 10, Usage: "`N` runs"},
			&cli.BoolFlag{Name: "json", Usage: "print JSON in place of a table"},
		},
		Action: best,
	}
}

func best(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage(fmt.Errorf("best: name one folder of runs"))
	}
	if c.Int("top") < 1 {
		return usage(fmt.Errorf("top: %d: give at least 1", c.Int("top")))
	}
	dir, method := c.Args().First(), c.String("method")
	if method != "" && !slices.Contains(run.Methods(), method) {
		return usage(nearest.Unknown("method", method, run.Methods()))
	}
	r, err := sweep.Best(dir, c.String("by"), method)
	if err != nil {
		return usage(err)
	}
	for _, broken := range r.Broken {
		fmt.Fprintf(c.App.ErrWriter, "%v; it is left out\n", broken)
	}
	if r.Left > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%d finished runs have no %s and are left out\n", r.Left, c.String("by"))
	}
	runs := r.Runs
	if len(runs) == 0 {
		return usage(fmt.Errorf("%s: there is no run of %s to rank", dir, method))
	}
	runs = runs[:min(len(runs), c.Int("top"))]
	if c.Bool("json") {
		b, err := json.MarshalIndent(runs, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(c.App.Writer, string(b))
		}
		return err
	}
	return printBest(c, runs)
}

func printBest(c *cli.Context, runs []sweep.Found) error {
	w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
	var pictures []string
	fmt.Fprintln(w, "\tmethod\tλ\tseed\ttest loss\tweights\tcrossings\tshared\tdifficulty")
	for i, r := range runs {
		s := r.Summary
		picture := r.Picture
		if picture == "" {
			picture = r.Folder + " (no picture)"
		}
		figure := func(key string) string { return measure.Format(s.Value(key)) }
		pictures = append(pictures, fmt.Sprintf("%d  %s", i+1, picture))
		fmt.Fprintf(w, "%d\t%s\t%v\t%d\t%s\t%.0f\t%s\t%s\t%s\n", i+1, s.Method, s.Lambda, s.Seed,
			figure("test_loss"), s.Value("active_weights"), figure("crossings"), figure("shared_inputs"), figure(measure.Readability))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range runs {
		if r.Note != "" {
			fmt.Fprintf(c.App.ErrWriter, "%s: %s\n", r.Folder, r.Note)
		}
	}
	_, err := fmt.Fprintf(c.App.Writer, "\n%s\n", strings.Join(pictures, "\n"))
	return err
}
