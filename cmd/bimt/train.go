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
		Usage:     "train an experiment; leave settings, metrics, network, pictures",
		ArgsUsage: "NAME|FILE.yaml|RUN",
		Description: "  bimt train independence\n" +
			"  bimt train --data points.csv --inputs a,b,c --outputs d,e\n" +
			"  bimt train independence --method l1 --seed 3 --out runs/plain\n" +
			"  bimt train mine.yaml --set lambda=0.002 --set width=30\n\n" +
			"Stopped at any moment, the same command goes on from the last checkpoint, and ends with\n" +
			"the bits of a run that was never stopped; so does bimt resume RUN.\n\n" +
			"To go on from finished weights, and to repeat a run bit for bit:\n\n" +
			"  bimt train modular-addition-transformer --init FILE.safetensors\n" +
			"  bimt train --init stories260K.bin --data text.txt   a language model\n" +
			"  bimt train runs/independence-bimt-seed0/config.yaml --out again",
		OnUsageError: usageError,
		Flags:        trainFlags(),
		Action:       train,
	}
}

func trainFlags() []cli.Flag {
	return append(append(columnFlags(), []cli.Flag{
		&cli.Uint64Flag{Name: "seed", DefaultText: "the experiment's", Usage: "seed `N` of the data, the initial weights and the batches"},
		&cli.StringFlag{Name: "method", Usage: "`METHOD`: " + run.MethodUsage()},
		&cli.IntFlag{Name: "steps", DefaultText: "the experiment's", Usage: "`N` steps"},
		&cli.StringFlag{Name: "init", Usage: "begin with the weights of `FILE.safetensors`, a model of a run or one from elsewhere, or of a transformer of Hugging Face, minGPT or llama2.c"},
		&cli.BoolFlag{Name: "freeze-zeros", Usage: "weights of --init that are 0 stay 0"},
		&cli.BoolFlag{Name: "finish", Usage: "at the end cut small weights, at a threshold chosen from the training data, and refit the others"},
		&cli.StringFlag{Name: "mapping", Usage: mappingUsage},
		&cli.StringFlag{Name: "blas", Usage: "matrix products by `KERNELS`: auto, go or openblas"},
		&cli.StringSliceFlag{Name: "set", Usage: "change any setting: `KEY=VALUE`, with a value in YAML (repeatable)"},
		&cli.StringFlag{Name: "out", Usage: "`FOLDER` to write to (runs/NAME-METHOD-seedN if not given)"},
		&cli.BoolFlag{Name: "force", Usage: "overwrite a run that is finished or was interrupted"},
		&cli.StringFlag{Name: "on-nan", Usage: "at a NaN or an infinity, `DO`: stop, or rewind and go on at half the learning rate"},
	}...), leavingFlags()...)
}

// leavingFlags say what a run leaves, and prints.
func leavingFlags() []cli.Flag {
	return []cli.Flag{
		checkpointFlag(),
		&cli.IntFlag{Name: "snapshots", DefaultText: "100, or what fits in 8 MB", Usage: "`N` times, evenly over the steps, the network is kept for bimt movie; 0: never"},
		&cli.IntFlag{Name: "example", Usage: "test row `N`, from 0, whose attention is drawn, of transformers"},
		&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
		&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
		&cli.BoolFlag{Name: "json", Usage: "print the summary as JSON in place of a table"},
	}
}

// configure reads the settings that the arguments name and change.
func configure(c *cli.Context) (*run.Config, error) {
	name := c.Args().First()
	switch {
	case c.NArg() == 0 && run.IsFromElsewhere(c.String("init")):
		name = textExperiment
	case isTable(c):
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
	if c.IsSet("on-nan") {
		return cfg.Set("on_nan=" + c.String("on-nan"))
	}
	return nil
}

func train(c *cli.Context) error {
	if isRun(c.Args().First()) {
		return resumeTraining(c)
	}
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
	if err := checkLeaving(c, r); err != nil {
		return usage(err)
	}
	out := c.String("out")
	if out == "" {
		out = filepath.Join("runs", fmt.Sprintf("%s-%s-seed%d", cfg.Experiment, cfg.Method, cfg.Seed))
	}
	var folder *run.Folder
	if c.Bool("force") {
		folder, err = run.Create(out, true, picture.Files()...)
	} else {
		folder, err = run.GoOn(out, r, picture.Files()...)
	}
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	return trainInto(c, folder, r)
}

// checkLeaving reports what can't be left of a run.
func checkLeaving(c *cli.Context, r *run.Run) error {
	if n := c.Int("example"); n < 0 || n >= r.Data.Test.Rows {
		return fmt.Errorf("example: there is no test row %d: give a number from 0 to %d", n, r.Data.Test.Rows-1)
	}
	if n := c.Int("snapshots"); n < 0 {
		return fmt.Errorf("snapshots: %d: give a number from 0 on", n)
	}
	return checkEvery(c)
}

const checkpointFlagName = "checkpoint-every"

func checkpointFlag() cli.Flag {
	return &cli.DurationFlag{Name: checkpointFlagName, Value: run.CheckpointEvery, Usage: "`TIME` between checkpoints; 0: only when interrupted"}
}

func checkEvery(c *cli.Context) error {
	if d := c.Duration(checkpointFlagName); d < 0 {
		return fmt.Errorf("%s: %v: give a time such as 30s or 5m, or 0 for none but when interrupted", checkpointFlagName, d)
	}
	return nil
}

func trainInto(c *cli.Context, folder *run.Folder, r *run.Run) error {
	show := newProgress(c.App.ErrWriter, c.Bool("quiet"))
	show.begin(r, folder.Path)
	show.notes(folder)
	folder.Notes = nil
	if err := show.start(r); err != nil {
		return err
	}
	leave := sweep.Leave{Pictures: picturesOf(c), Example: c.Int("example"), Report: show.update, Say: show.say, Every: c.Duration(checkpointFlagName), Snapshots: run.AutoSnapshots}
	if c.IsSet("snapshots") {
		leave.Snapshots = c.Int("snapshots")
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
	return ending(r, summary, folder.Path)
}

// picturesOf says what is drawn of a run.
func picturesOf(c *cli.Context) picture.Formats {
	if c.Bool("no-pictures") {
		return picture.None
	}
	return picture.SVGAndPNG
}

// tuning says what to change of a table's training.
func tuning(c *run.Config) string {
	if !run.MethodOf(c.Method).Charges {
		return "for fewer weights: --method bimt"
	}
	return fmt.Sprintf("to fit more closely: --set lambda=%.3g (watch the test loss); for fewer weights: --set lambda=%.3g", c.Lambda/4, c.Lambda*4)
}

// ending is how the program ends after everything was written.
func ending(r *run.Run, s *measure.Summary, folder string) error {
	switch {
	case r.Err == nil && s.Has("warning"):
		return &statusError{errors.New(run.Diverged + "; everything is written"), statusNonFinite}
	case r.Err == nil:
		return nil
	case run.IsInterrupted(r.Err):
		return &statusError{fmt.Errorf("interrupted after step %d; what was reached is written, and bimt resume %s goes on", r.Done, folder), statusInterrupted}
	}
	advice := fmt.Sprintf("try --set learning_rate=%.3g, or --on-nan rewind, which halves it by itself", r.Config.LearningRate/10)
	if e := (*graph.NonFiniteError)(nil); errors.As(r.Err, &e) {
		switch {
		case strings.HasPrefix(e.Tensor, "connection cost"): // of weights that are finite: they come first
			advice = fmt.Sprintf("the price of length is too high: try a locality far below %v, or a layer_distance far below %v", r.Config.Locality, r.Config.LayerDistance)
		case slices.Contains(strings.Fields(e.Tensor), "lambda"):
			advice = fmt.Sprintf("the price of connections is too high: try a lambda far below %v", r.Config.Lambda)
		}
	}
	return &statusError{fmt.Errorf("%w; everything up to there is written (%s)", r.Err, advice), statusNonFinite}
}
