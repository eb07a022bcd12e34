package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/rundir"
	"github.com/urfave/cli/v2"
)

func trainCommand() *cli.Command {
	return &cli.Command{
		Name:      "train",
		Usage:     "train an experiment and write what it leaves: settings, metrics, network, pictures",
		ArgsUsage: "NAME|FILE.yaml",
		Description: "  bimt train independence\n" +
			"  bimt train independence --method l1 --seed 3 --out runs/plain\n" +
			"  bimt train mine.yaml --set lambda=0.002 --set width=30\n" +
			"  bimt train runs/independence-bimt-seed0/config.yaml --out again    repeats a run bit for bit",
		OnUsageError: usageError,
		BashComplete: completeExperiments,
		Flags:        trainFlags(),
		Action:       train,
	}
}

func trainFlags() []cli.Flag {
	return []cli.Flag{
		&cli.Uint64Flag{Name: "seed", Usage: "of the data, the initial weights and the batches"},
		&cli.StringFlag{Name: "method", Usage: strings.Join(experiment.Methods(), ", ")},
		&cli.IntFlag{Name: "steps", Usage: "length of the run"},
		&cli.StringFlag{Name: "data", Usage: "`FILE` or folder of the data, where the experiment reads one"},
		&cli.StringFlag{Name: "blas", Usage: "matrix products by: auto, go or openblas"},
		&cli.StringSliceFlag{Name: "set", Usage: "change any setting: `KEY=VALUE`, with a value in YAML (repeatable)"},
		&cli.StringFlag{Name: "out", Usage: "`FOLDER` to write to (runs/NAME-METHOD-seedN if not given)"},
		&cli.BoolFlag{Name: "force", Usage: "overwrite a finished run"},
		&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
		&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
		&cli.BoolFlag{Name: "json", Usage: "print the summary as JSON in place of a table"},
	}
}

// configure reads the settings that the arguments name and change.
func configure(c *cli.Context) (*experiment.Config, error) {
	if c.NArg() != 1 {
		return nil, fmt.Errorf("train: name one experiment or one file of settings; `bimt list` shows all")
	}
	cfg, err := experiment.Load(c.Args().First())
	if err != nil {
		return nil, err
	}
	for _, key := range []string{"seed", "method", "steps", "blas"} {
		if c.IsSet(key) {
			if err := cfg.Set(fmt.Sprintf("%s=%v", key, c.Value(key))); err != nil {
				return nil, err
			}
		}
	}
	if c.IsSet("data") {
		cfg.Path = c.String("data")
	}
	for _, s := range c.StringSlice("set") {
		if err := cfg.Set(s); err != nil {
			return nil, err
		}
	}
	return cfg, cfg.Check()
}

func train(c *cli.Context) error {
	cfg, err := configure(c)
	if err != nil {
		return usage(err)
	}
	run, err := experiment.New(c.Context, cfg)
	if err != nil {
		return usage(err)
	}
	out := c.String("out")
	if out == "" {
		out = filepath.Join("runs", fmt.Sprintf("%s-%s-seed%d", cfg.Experiment, cfg.Method, cfg.Seed))
	}
	folder, err := rundir.Create(out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	show := newProgress(c.App.ErrWriter, c.Bool("quiet"))
	show.begin(run, out)
	result, err := folder.Record(c.Context, run, show.update)
	show.end()
	if err != nil {
		return err
	}
	summary, err := folder.WriteResult(result, !c.Bool("no-pictures"))
	if err != nil {
		return err
	}
	if err := report(c, summary, folder); err != nil {
		return err
	}
	return ending(result)
}

// ending is how the program ends after everything was written.
func ending(r *experiment.Result) error {
	switch {
	case r.Err == nil:
		return nil
	case r.Interrupted():
		return &statusError{fmt.Errorf("interrupted after step %d; what was reached is written", r.Done), statusInterrupted}
	}
	return &statusError{fmt.Errorf("%w; everything up to there is written (a smaller learning_rate may help)", r.Err), statusNonFinite}
}
