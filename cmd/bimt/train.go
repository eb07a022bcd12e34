package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/urfave/cli/v2"
)

func trainCommand() *cli.Command {
	return &cli.Command{
		Name:      "train",
		Usage:     "train an experiment and write what it leaves: settings, metrics, network, pictures",
		ArgsUsage: "NAME|FILE.yaml",
		Description: "  bimt train independence\n" +
			"  bimt train --data points.csv --inputs a,b,c --outputs d,e          a table of your own\n" +
			"  bimt train independence --method l1 --seed 3 --out runs/plain\n" +
			"  bimt train mine.yaml --set lambda=0.002 --set width=30\n" +
			"  bimt train modular-addition-transformer --init FILE.safetensors    goes on from finished weights\n" +
			"  bimt train runs/independence-bimt-seed0/config.yaml --out again    repeats a run bit for bit",
		OnUsageError: usageError,
		Flags:        trainFlags(),
		Action:       train,
	}
}

func trainFlags() []cli.Flag {
	return append(columnFlags(), []cli.Flag{
		&cli.Uint64Flag{Name: "seed", DefaultText: "the experiment's", Usage: "of the data, the initial weights and the batches"},
		&cli.StringFlag{Name: "method", Usage: run.MethodUsage()},
		&cli.IntFlag{Name: "steps", DefaultText: "the experiment's", Usage: "length of the run"},
		&cli.StringFlag{Name: "init", Usage: "begin with the weights of `FILE.safetensors`: a model of a run, or one from elsewhere"},
		&cli.BoolFlag{Name: "freeze-zeros", Usage: "weights of --init that are 0 stay 0"},
		&cli.BoolFlag{Name: "finish", Usage: "at the end cut small weights, at a threshold chosen from the training data, and refit the others"},
		&cli.StringFlag{Name: "mapping", Usage: mappingUsage},
		&cli.StringFlag{Name: "blas", Usage: "matrix products by: auto, go or openblas"},
		&cli.StringSliceFlag{Name: "set", Usage: "change any setting: `KEY=VALUE`, with a value in YAML (repeatable)"},
		&cli.StringFlag{Name: "out", Usage: "`FOLDER` to write to (runs/NAME-METHOD-seedN if not given)"},
		&cli.BoolFlag{Name: "force", Usage: "overwrite a run that is finished or was interrupted"},
		&cli.IntFlag{Name: "example", Usage: "test row `N`, from 0, whose attention is drawn, of transformers"},
		&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
		&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
		&cli.BoolFlag{Name: "json", Usage: "print the summary as JSON in place of a table"},
	}...)
}

// configure reads the settings that the arguments name and change.
func configure(c *cli.Context) (*run.Config, error) {
	name := c.Args().First()
	if isTable(c) {
		name = "table"
	}
	if c.NArg() > 1 || name == "" {
		return nil, fmt.Errorf("train: name one experiment or one file of settings, or a table with --data FILE --outputs A,B; `bimt list` shows all")
	}
	cfg, err := run.Load(name)
	if err != nil {
		return nil, err
	}
	if c.IsSet("init") {
		cfg.Init, cfg.Mapping = c.String("init"), ""
		if err := takeSaid(c, cfg); err != nil {
			return nil, err
		}
	}
	if c.IsSet("mapping") {
		cfg.Mapping = c.String("mapping")
	}
	for _, key := range []string{"seed", "method", "steps", "blas"} {
		if c.IsSet(key) {
			if err := cfg.Set(fmt.Sprintf("%s=%v", key, c.Value(key))); err != nil {
				return nil, err
			}
		}
	}
	if err := errors.Join(setEnding(c, cfg), setColumns(c, cfg)); err != nil {
		return nil, err
	}
	if err := setAll(c, cfg); err != nil {
		return nil, err
	}
	nameRuns(c, cfg)
	return cfg, cfg.Check()
}

// refitSteps is how long --finish and `bimt prune` refit.
const refitSteps = 3000

// setEnding takes from the flags which weights stay 0 and what is done at the end.
func setEnding(c *cli.Context, cfg *run.Config) error {
	if c.Bool("freeze-zeros") {
		if cfg.Init == "" {
			return fmt.Errorf("--freeze-zeros: name with --init FILE.safetensors the weights whose zeros are to stay")
		}
		cfg.FreezeZeros = true
	}
	if c.Bool("finish") {
		cfg.Finish = refitSteps
	}
	return nil
}

func train(c *cli.Context) error {
	cfg, err := configure(c)
	if err != nil {
		return usage(err)
	}
	if err := blas.Use(cfg.BLAS); err != nil {
		return usage(err)
	}
	r, err := run.New(withDownloads(c.Context, c.App.ErrWriter, c.Bool("quiet")), cfg)
	if c.Context.Err() != nil {
		return &statusError{fmt.Errorf("interrupted before the first step; nothing is written"), statusInterrupted}
	}
	if err != nil {
		return usage(err)
	}
	if n := c.Int("example"); n < 0 || n >= r.Data.Test.Rows {
		return usage(fmt.Errorf("example: there is no test row %d: give a number from 0 to %d", n, r.Data.Test.Rows-1))
	}
	out := c.String("out")
	if out == "" {
		out = filepath.Join("runs", fmt.Sprintf("%s-%s-seed%d", cfg.Experiment, cfg.Method, cfg.Seed))
	}
	folder, err := run.Create(out, c.Bool("force"), picture.Files()...)
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	return trainInto(c, folder, r)
}

func trainInto(c *cli.Context, folder *run.Folder, r *run.Run) error {
	show := newProgress(c.App.ErrWriter, c.Bool("quiet"))
	show.begin(r, folder.Path)
	if err := show.start(r); err != nil {
		return err
	}
	leave := sweep.Leave{Pictures: picture.SVGAndPNG, Example: c.Int("example"), Report: show.update, Say: show.say}
	if c.Bool("no-pictures") {
		leave.Pictures = picture.None
	}
	summary, err := sweep.Record(c.Context, folder, r, leave)
	show.end()
	if summary == nil {
		return err
	}
	show.notes(folder)
	if err := errors.Join(report(c, summary, folder), err); err != nil {
		return err
	}
	if r.Err == nil && r.Config.Data.Name == "table" && !summary.Has("warning") {
		show.say(tuning(r.Config))
	}
	return ending(r, summary)
}

// tuning says what to change of a table's training.
func tuning(c *run.Config) string {
	if !run.MethodOf(c.Method).Charges {
		return "for fewer weights: --method bimt"
	}
	return fmt.Sprintf("more accurate: --set lambda=%.3g; fewer weights: --set lambda=%.3g", c.Lambda/4, c.Lambda*4)
}

// ending is how the program ends after everything was written.
func ending(r *run.Run, s *measure.Summary) error {
	switch {
	case r.Err == nil && s.Has("warning"):
		return &statusError{errors.New(run.Diverged + "; everything is written"), statusNonFinite}
	case r.Err == nil:
		return nil
	case run.IsInterrupted(r.Err):
		return &statusError{fmt.Errorf("interrupted after step %d; what was reached is written", r.Done), statusInterrupted}
	}
	advice := "a smaller learning_rate may help"
	if e := (*graph.NonFiniteError)(nil); errors.As(r.Err, &e) && slices.Contains(strings.Fields(e.Tensor), "lambda") {
		advice = fmt.Sprintf("the price of connections is too high: try a lambda far below %v", r.Config.Lambda)
	}
	return &statusError{fmt.Errorf("%w; everything up to there is written (%s)", r.Err, advice), statusNonFinite}
}
