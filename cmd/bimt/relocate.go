package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/rundir"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/urfave/cli/v2"
)

func relocateCommand() *cli.Command {
	return &cli.Command{
		Name:      "relocate",
		Usage:     "move the neurons of a finished network so that wires get shorter, without training",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt relocate runs/independence-l1-seed0\n" +
			"  bimt relocate FILE.safetensors --experiment modular-addition-transformer\n\n" +
			"The network computes the same outputs. Weights from elsewhere need an experiment of\n" +
			"their shapes and a mapping of their names (see --mapping); `bimt train NAME --init FILE`\n" +
			"trains on from any such file.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "experiment", Usage: "`NAME` or FILE.yaml that the weights are of (that of the run, if not given)"},
			&cli.StringFlag{Name: "strategy", Value: "spectral", Usage: strings.Join(experiment.Strategies(), ", ")},
			&cli.Float64Flag{Name: "locality", DefaultText: "swap_locality of the settings", Usage: "`A`, the price of a unit of distance"},
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
func configureRelocation(c *cli.Context) (cfg *experiment.Config, out string, err error) {
	if c.NArg() != 1 {
		return nil, "", errors.New("relocate: name the folder of one run, or one file of weights")
	}
	name := filepath.Clean(c.Args().First())
	info, err := os.Stat(name)
	if err != nil {
		return nil, "", fmt.Errorf("relocate: %w", err)
	}
	suffix := "-relocated-" + c.String("strategy")
	weights, folder, out := filepath.Join(name, rundir.ModelFile), name, name+suffix
	if !info.IsDir() {
		stem := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		weights, folder, out = name, filepath.Dir(name), filepath.Join("runs", stem+suffix)
	}
	source := c.String("experiment")
	if source == "" {
		source = filepath.Join(folder, rundir.ConfigFile)
		if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
			return nil, "", fmt.Errorf("relocate: %s has no %s beside it: say with --experiment NAME what the weights are of; `bimt list` shows all", name, rundir.ConfigFile)
		}
	}
	if cfg, err = experiment.Load(source); err != nil {
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
func takeSaid(c *cli.Context, cfg *experiment.Config) error {
	var keep []string
	for _, s := range c.StringSlice("set") {
		key, _, _ := strings.Cut(s, "=")
		keep = append(keep, key)
	}
	said, err := cfg.TakeSaid(cfg.Init, keep)
	if len(said) > 0 && !c.Bool("quiet") {
		fmt.Fprintf(c.App.ErrWriter, "%s says %s\n", cfg.Init, strings.Join(said, ", "))
	}
	return err
}

// setAll changes the settings that --data and --set name, and checks all.
func setAll(c *cli.Context, cfg *experiment.Config) error {
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
	cfg, out, err := configureRelocation(c)
	if err != nil {
		return usage(err)
	}
	how := experiment.Relocation{Strategy: c.String("strategy"), Locality: cfg.SwapLocality}
	if c.IsSet("locality") {
		how.Locality = c.Float64("locality")
	}
	if err := how.Check(); err != nil {
		return usage(err)
	}
	trained, err := experiment.Open(c.Context, cfg)
	if err != nil {
		return usage(err)
	}
	if c.IsSet("out") {
		out = c.String("out")
	}
	folder, err := rundir.CreateRelocation(out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	summary, err := relocateInto(folder, trained, how, !c.Bool("no-pictures"))
	if err != nil {
		return err
	}
	return reportRelocation(c, summary, folder)
}

// relocateInto relocates a network and writes it, with pictures of before and after.
func relocateInto(folder *rundir.Folder, t *experiment.Trained, how experiment.Relocation, pictures bool) (*rundir.Relocation, error) {
	if pictures {
		if err := folder.DrawNetwork(t, "network-before", t.Config.Experiment+", before relocation"); err != nil {
			return nil, err
		}
	}
	result, err := t.Relocate(how)
	if err != nil {
		return nil, err
	}
	if pictures {
		if err := folder.DrawNetwork(t, "network-after", fmt.Sprintf("%s, after relocation (%s)", t.Config.Experiment, how.Strategy)); err != nil {
			return nil, err
		}
	}
	return folder.WriteRelocated(result)
}

func reportRelocation(c *cli.Context, s *rundir.Relocation, folder *rundir.Folder) error {
	switch {
	case c.Bool("json"):
		b, err := s.JSON()
		if err == nil {
			_, err = c.App.Writer.Write(b)
		}
		return err
	case c.Bool("quiet"):
		return nil
	}
	return reportRows(c, relocationRows(s), folder)
}

func relocationRows(s *rundir.Relocation) [][2]string {
	fall := func(before, after rundir.Number) string {
		if before == 0 {
			return "0"
		}
		return fmt.Sprintf("%.5g → %.5g (%+.2f %%)", float64(before), float64(after), 100*float64(after/before-1))
	}
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
		[2]string{"moved", fmt.Sprintf("%d neurons in %d sweeps, %.2f s", s.Moved, s.Sweeps, s.Seconds)},
	)
}
