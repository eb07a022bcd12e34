package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/compare"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

func compareCommand() *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "train by several methods, prices and seeds, and say what differs",
		ArgsUsage: "NAME|FILE.yaml",
		Description: "  bimt compare independence\n" +
			"  bimt compare --data points.csv --inputs a,b,c --outputs d,e\n" +
			"  bimt compare mine.yaml --methods l1,bimt --seeds 20 --lambda 1e-4,1e-3\n" +
			"  bimt compare independence --finish    small weights cut, others refitted\n\n" +
			"Stopped at any moment, the same command goes on where it was. Every run is a folder\n" +
			"in DIR/runs, with the bits of `bimt train DIR/runs/RUN/config.yaml`. It is a sweep with a\n" +
			"verdict: workers on other machines train it too, with --serve, --nats or --queue.",
		OnUsageError: usageError,
		Flags: append(columnFlags(), append([]cli.Flag{
			&cli.StringFlag{Name: "methods", Value: strings.Join(compare.DefaultMethods(), ","), Usage: "`LIST` of " + strings.Join(run.Methods(), ", ")},
			&cli.IntFlag{Name: "seeds", Value: 10, Usage: "seeds 0, 1, … below `N`"},
			&cli.StringFlag{Name: "lambda", Usage: "`LIST` of prices of connections (the experiment's own if not given)"},
			&cli.IntFlag{Name: "steps", DefaultText: "the experiment's", Usage: "`N` steps in each run"},
			&cli.BoolFlag{Name: "finish", Usage: "at the end of each run cut small weights and refit the others, as train --finish does"},
			&cli.StringSliceFlag{Name: "set", Usage: "change any setting of all runs: `KEY=VALUE`, with a value in YAML (repeatable)"},
			&cli.IntFlag{Name: "jobs", DefaultText: "one for each processor", Usage: "`N` runs at a time on this machine"},
			checkpointFlag(),
			&cli.StringFlag{Name: "out", Usage: "`DIR` to write to (compare/NAME if not given, compare/NAME-finish with --finish)"},
			&cli.BoolFlag{Name: "force", Usage: "run again what was run with other settings or by another version"},
			&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
			&cli.BoolFlag{Name: "json", Usage: "print compare.json in place of tables"},
		}, workerFlags()...)...),
		Action: compareMethods,
	}
}

// plan reads what the arguments ask for.
func plan(c *cli.Context) (p compare.Plan, err error) {
	name := c.Args().First()
	if isTable(c) {
		name = "table"
	}
	if c.NArg() > 1 || name == "" {
		return p, fmt.Errorf("compare: name one experiment or one file of settings, or a table with --data FILE --outputs A,B; `bimt list` shows all")
	}
	if p.Base, err = run.Load(name); err != nil {
		return p, err
	}
	if c.IsSet("steps") {
		p.Base.Steps = c.Int("steps")
	}
	if c.Bool("finish") {
		p.Base.Finish = refitSteps
	}
	if err := setColumns(c, p.Base); err != nil {
		return p, err
	}
	for _, s := range c.StringSlice("set") {
		key, _, _ := strings.Cut(s, "=")
		if other := map[string]string{"method": "--methods", "seed": "--seeds"}[key]; other != "" {
			return p, fmt.Errorf("--set %s: the runs differ in it: use %s", s, other)
		}
	}
	if err := setAll(c, p.Base); err != nil {
		return p, err
	}
	nameRuns(c, p.Base)
	if p.Methods, err = words("methods", c.String("methods")); err != nil {
		return p, err
	}
	if c.IsSet("lambda") {
		if p.Lambdas, err = numbers("lambda", c.String("lambda")); err != nil {
			return p, err
		}
	}
	p.Seeds = c.Int("seeds")
	return p, errors.Join(p.Check(), checkEvery(c))
}

// words are the parts of a list with commas.
func words(flag, list string) ([]string, error) {
	parts := strings.Split(list, ",")
	for i, w := range parts {
		if parts[i] = strings.TrimSpace(w); parts[i] == "" {
			return nil, fmt.Errorf("--%s %q: a name is missing: write it as a,b,c", flag, list)
		}
	}
	return parts, nil
}

func numbers(flag, list string) ([]float64, error) {
	parts, err := words(flag, list)
	if err != nil {
		return nil, err
	}
	var all []float64
	for _, w := range parts {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return nil, fmt.Errorf("--%s: %q is no number", flag, w)
		}
		all = append(all, v)
	}
	return all, nil
}

func compareMethods(c *cli.Context) error {
	p, err := plan(c)
	if err != nil {
		return usage(err)
	}
	if err := checkRunner(c); err != nil {
		return usage(err)
	}
	out := c.String("out")
	if out == "" {
		out = filepath.Join("compare", p.Base.Experiment)
		if c.Bool("finish") {
			out += "-finish" // beside the same without
		}
	}
	ctx := withDownloads(c.Context, c.App.ErrWriter, c.Bool("quiet"))
	if _, err := p.Base.MakeData(ctx); err != nil && c.Context.Err() == nil { // says what is left to the data, in all runs alike
		return usage(err)
	}
	all, err := compare.Open(p, out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	defer all.Close() // nothing is written to the lock
	by, err := runnerOf(c, all.Sweep, true)
	if err != nil {
		return err
	}
	defer by.close()
	show := newSweepProgress(c.App.ErrWriter, c.Bool("quiet"))
	show.begin(all.Sweep, p.Base.Experiment, by.said)
	err = all.Run(ctx, by.runner, show.update)
	show.end()
	if err != nil {
		return compareEnding(err, all)
	}
	return compareReport(c, all)
}

// compareEnding is how the program ends if not all runs have ended.
func compareEnding(err error, all *compare.Comparison) error {
	var setting *sweep.SettingError
	switch done := len(all.Runs) - len(all.Todo()); {
	case errors.Is(err, context.Canceled):
		return &statusError{fmt.Errorf("interrupted; %d of %d runs are finished in %s, and the same command goes on from there", done, len(all.Runs), all.Dir), statusInterrupted}
	case errors.As(err, &setting):
		return usage(err)
	}
	return err
}

func compareReport(c *cli.Context, all *compare.Comparison) error {
	r, err := all.Report()
	if err != nil {
		return err
	}
	if say := saying(c); say != nil { // of transformers the controls take half a minute each
		say("putting one network of each method beside its controls …")
	}
	files, failed := r.Write(c.Context, repeatCommand(c, all))
	failed = errors.Join(failed, diverged(all))
	switch {
	case c.Bool("json"):
		b, err := r.JSON()
		if err == nil {
			_, err = c.App.Writer.Write(b)
		}
		return errors.Join(err, failed)
	case c.Bool("quiet"):
		return failed
	}
	if err := r.WriteText(c.App.Writer); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.App.Writer, "\n%s\n", strings.Join(files, "\n"))
	return errors.Join(err, failed)
}

// diverged is the error of a comparison with runs that came to nothing.
func diverged(all *compare.Comparison) error {
	n := 0
	for _, r := range all.Runs {
		if r.Summary != nil && !r.Summary.Finished {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return &statusError{fmt.Errorf("%d of %d runs diverged or ended in a NaN; everything is written", n, len(all.Runs)), statusNonFinite}
}

// repeatCommand is the command line that makes the same comparison anew.
func repeatCommand(c *cli.Context, all *compare.Comparison) string {
	args := []string{"bimt", "compare"}
	if c.Args().Present() {
		args = append(args, c.Args().First())
	}
	args = append(args, "--methods", strings.Join(all.Plan.Methods, ","), "--seeds", strconv.Itoa(all.Plan.Seeds))
	for _, name := range []string{"lambda", "steps", "data", "inputs", "outputs", "categorical", "log", "task", "name"} {
		if c.IsSet(name) {
			args = append(args, "--"+name, fmt.Sprint(c.Value(name)))
		}
	}
	for _, name := range []string{"drop-missing", "finish"} {
		if c.Bool(name) {
			args = append(args, "--"+name)
		}
	}
	for _, s := range c.StringSlice("set") {
		args = append(args, "--set", s)
	}
	for i, a := range args {
		if strings.ContainsFunc(a, func(r rune) bool { return !slices.Contains([]rune("-_=.,/:+"), r) && !isAlphanumeric(r) }) {
			args[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(args, " ")
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
