package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

func relocateCommand() *cli.Command {
	return &cli.Command{
		Name:      "relocate",
		Usage:     "move neurons of a finished network so that wires get shorter",
		ArgsUsage: "RUN|FILE.safetensors|MODEL",
		Description: "  bimt relocate runs/independence-l1-seed0\n" +
			"  bimt relocate FILE.safetensors --experiment mnist\n" +
			"  bimt relocate stories260K.bin --rotate --out tidied\n\n" +
			"The network computes the same outputs. Weights from elsewhere need an experiment of\n" +
			"their shapes and a mapping of their names (see --mapping); `bimt train NAME --init FILE`\n" +
			"trains on from any such file. Transformers from elsewhere (Hugging Face's GPT-2 and Llama,\n" +
			"minGPT's .json, llama2.c's .bin) need neither, and are written in the form they came in.\n" +
			"With --rotate their weights are also given the basis that costs least, in turn with the\n" +
			"moves, wherever no logit depends on it: values and keys of heads, rotary pairs, scales of\n" +
			"hidden neurons, the residual stream where its norms allow.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "experiment", Usage: "`NAME` or FILE.yaml that the weights are of (that of the run, if not given)"},
			&cli.StringFlag{Name: "strategy", Value: "spectral", Usage: "`STRATEGY`: " + strings.Join(run.Strategies(), ", ")},
			&cli.Float64Flag{Name: "locality", DefaultText: "swap_locality of the settings; 1 for a transformer from elsewhere", Usage: "`A`, the price of a unit of distance"},
			&cli.Float64Flag{Name: "least-gain", DefaultText: "0: until nothing moves; 0.0001 above four million weights", Usage: "the `PART` of the wires' cost that a sweep over all axes must gain for another"},
			&cli.BoolFlag{Name: "rotate", Usage: "turn the weights of a transformer from elsewhere too"},
			&cli.StringFlag{Name: "only", Usage: "`LEVELS` that may move, of a transformer from elsewhere: names of axes and splits, as residual,block*.hidden (default: all)"},
			&cli.StringFlag{Name: "mapping", Usage: mappingUsage},
			&cli.StringFlag{Name: "data", Usage: "`FILE` or folder of the data, where the experiment reads one"},
			&cli.StringSliceFlag{Name: "set", Usage: "change any setting: `KEY=VALUE`, with a value in YAML (repeatable)"},
			&cli.StringFlag{Name: "out", Usage: "`FOLDER` to write to (NAME-relocated-STRATEGY, beside the run or in runs, if not given)"},
			&cli.BoolFlag{Name: "force", Usage: "overwrite what the folder holds"},
			&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
			&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors"},
			&cli.BoolFlag{Name: "json", Usage: "print relocate.json in place of a table"},
		},
		Action: relocate,
	}
}

// mappingUsage is that of --mapping, here and in train.
const mappingUsage = "`FILE.yaml` that says which tensors of a file from elsewhere become which parameters (of known files found by itself)"

// configureRelocation reads the settings of a finished network; c.Init names its weights.
// It also gives the folder to write to if none is named.
func configureRelocation(c *cli.Context) (cfg *run.Config, out string, err error) {
	if c.NArg() != 1 {
		return nil, "", errors.New("relocate: name the folder of one run, or one file of weights")
	}
	name := filepath.Clean(c.Args().First())
	info, err := os.Stat(name)
	if err != nil {
		return nil, "", fmt.Errorf("relocate: %w", notThere(name, err))
	}
	suffix := "-relocated-" + c.String("strategy")
	weights, folder, out := filepath.Join(name, run.ModelFile), name, name+suffix
	if !info.IsDir() {
		stem := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		weights, folder, out = name, filepath.Dir(name), filepath.Join("runs", stem+suffix)
	}
	source := c.String("experiment")
	if source == "" {
		source = filepath.Join(folder, run.ConfigFile)
		if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
			return nil, "", fmt.Errorf("relocate: %s has no %s beside it: say with --experiment NAME what the weights are of; `bimt list` shows all", name, run.ConfigFile)
		}
	}
	if cfg, err = run.Load(source); err != nil {
		return nil, "", err
	}
	cfg.Init, cfg.Mapping = weights, c.String("mapping")
	if c.IsSet("experiment") {
		err = takeSaid(c, cfg)
	}
	if err != nil {
		return nil, "", err
	}
	return cfg, out, setAll(c, cfg)
}

// takeSaid sets what a file of weights says of its model, unless --set says otherwise.
func takeSaid(c *cli.Context, cfg *run.Config) error {
	var keep []string
	for _, s := range c.StringSlice("set") {
		key, _, _ := strings.Cut(s, "=")
		keep = append(keep, key)
	}
	if run.IsFromElsewhere(cfg.Init) {
		return cfg.TakeElsewhere(cfg.Init, keep)
	}
	said, err := cfg.TakeSaid(cfg.Init, keep)
	if len(said) > 0 && !c.Bool("quiet") {
		fmt.Fprintf(c.App.ErrWriter, "%s says %s\n", cfg.Init, strings.Join(said, ", "))
	}
	return err
}

// setAll changes the settings that --data and --set name, and checks all.
func setAll(c *cli.Context, cfg *run.Config) error {
	if err := cfg.Set(c.StringSlice("set")...); err != nil {
		return err
	}
	if c.IsSet("data") {
		if err := settings.Put(cfg, "path", c.String("data")); err != nil {
			return fmt.Errorf("--data: %w", err)
		}
	}
	return cfg.Check()
}

func relocate(c *cli.Context) error {
	if path := c.Args().First(); c.NArg() == 1 && !c.IsSet("experiment") && pretrained.Recognise(path) {
		return relocatePretrained(c, path)
	}
	if name := c.Args().First(); c.NArg() == 1 {
		if _, err := os.Stat(name); err != nil {
			return usage(fmt.Errorf("relocate: %w", notThere(name, err)))
		}
	}
	for _, flag := range []string{"rotate", "only"} {
		if c.IsSet(flag) {
			return usage(fmt.Errorf("relocate: --%s is for transformers from elsewhere: leave it out", flag))
		}
	}
	cfg, out, err := configureRelocation(c)
	if err != nil {
		return usage(err)
	}
	how := run.Move{Strategy: c.String("strategy"), Locality: cfg.SwapLocality, LeastGain: c.Float64("least-gain")}
	if c.IsSet("locality") {
		how.Locality = c.Float64("locality")
	}
	if err := how.Check(); err != nil {
		return usage(err)
	}
	if err := blas.Use(cfg.BLAS); err != nil {
		return usage(err)
	}
	r, err := run.OpenWeights(c.Context, cfg)
	if err != nil {
		return usage(err)
	}
	if c.IsSet("out") {
		out = c.String("out")
	}
	folder, err := run.Create(out, c.Bool("force"), picture.Files()...)
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	result, err := relocateInto(folder, r, how, !c.Bool("no-pictures"))
	if result != nil {
		err = errors.Join(reportRelocation(c, result, folder), err)
	}
	return err
}

// relocateInto relocates a network and writes it, with pictures of before and after: what
// can't be drawn is told of when the network is written.
func relocateInto(folder *run.Folder, r *run.Run, how run.Move, pictures bool) (*run.Relocated, error) {
	draw := func(name, when string) error {
		if !pictures {
			return nil
		}
		n, err := picture.Network(r, r.Config.Experiment+", "+when)
		if err == nil {
			err = picture.Save(folder, n, name, true)
		}
		if err != nil {
			return fmt.Errorf("picture %s: %w", name, err)
		}
		return nil
	}
	before := draw("network-before", "before relocation")
	result, err := r.Relocate(how)
	if err != nil {
		return nil, err
	}
	if err := folder.WriteRelocated(r, result); err != nil {
		return nil, err
	}
	return result, errors.Join(before, draw("network-after", fmt.Sprintf("after relocation (%s)", how.Strategy)))
}

func reportRelocation(c *cli.Context, s *run.Relocated, folder *run.Folder) error {
	if done, err := reportJSON(c, s); done {
		return err
	}
	return reportRows(c, relocationRows(s), folder)
}

// fall is a figure before and after, and by how much it fell.
func fall(before, after run.Number) string {
	if before == 0 {
		return "0"
	}
	return fmt.Sprintf("%.5g → %.5g (%+.2f %%)", float64(before), float64(after), 100*float64(after/before-1))
}

func relocationRows(s *run.Relocated) [][2]string {
	rows := [][2]string{
		{"experiment", fmt.Sprintf("%s, %s at A = %v", s.Experiment, s.Strategy, s.Locality)},
		{"connection cost", fall(s.CostBefore, s.CostAfter) + " (" + s.Reduction + ")"},
		{"wire length", fall(s.WiringLengthBefore, s.WiringLengthAfter)},
		{"mean wire", fall(s.MeanWireBefore, s.MeanWireAfter)},
		{"loss", fmt.Sprintf("%.4g, of %d rows", float64(s.Loss), s.Rows)},
	}
	if s.Accuracy != nil {
		rows = append(rows, [2]string{"accuracy", fmt.Sprintf("%.4f, of %d rows", float64(*s.Accuracy), s.Rows)})
	}
	return append(rows,
		[2]string{"outputs", fmt.Sprintf("changed by at most %.2g of the largest", float64(s.LargestOutputChange))},
		[2]string{"moved", movedRow(s.Moved, s.Sweeps, s.LeastGain, s.Seconds)},
	)
}

// movedRow tells what a relocation did, and when it stopped.
func movedRow(neurons, sweeps int, leastGain, seconds float64) string {
	many := "s"
	if sweeps == 1 {
		many = ""
	}
	row := fmt.Sprintf("%d neurons in %d sweep%s, %.2f s", neurons, sweeps, many, seconds)
	if leastGain > 0 {
		row += fmt.Sprintf(", until one gained less than %v %% of the wires", 100*leastGain)
	}
	return row
}
