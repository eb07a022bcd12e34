package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/urfave/cli/v2"
)

func pruneCommand() *cli.Command {
	return &cli.Command{
		Name:      "prune",
		Usage:     "set weights that are not needed to 0, and fit the others again",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt prune runs/independence-bimt-seed0\n" +
			"  bimt prune runs/independence-bimt-seed0 --threshold 0.04 --refit 3000\n" +
			"  bimt train runs/independence-bimt-seed0/pruned/config.yaml   trains on\n\n" +
			"What is cut is chosen from the training data alone. The run stays as it is; the pruned network,\n" +
			"a run of its own, its pruning curve beside controls and prune.json go to RUN/pruned.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.Float64Flag{Name: "threshold", DefaultText: "by --within", Usage: "cut weights of |w| ≤ `T`"},
			&cli.IntFlag{Name: "keep", DefaultText: "by --within", Usage: "keep the `N` largest weights"},
			&cli.StringFlag{Name: "within", Value: "5%", Usage: "keep the fewest with which the training loss grows by `P`% at most"},
			&cli.IntFlag{Name: "refit", Usage: "train the others on for so many `STEPS`, without a price for connections"},
			&cli.IntFlag{Name: "rounds", Value: 1, Usage: "`N` rounds of cut and refit"},
			&cli.IntFlag{Name: "controls", Value: 3, Usage: "`N` copies of each control in the picture; 0: no curve"},
			&cli.BoolFlag{Name: "shrink", Usage: "write tensors without dead neurons too: shrunk.safetensors"},
			&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: prune,
	}
}

func pruneOptions(c *cli.Context) (o inside.PruneOptions, err error) {
	o = inside.PruneOptions{Threshold: c.Float64("threshold"), Keep: c.Int("keep"), Refit: c.Int("refit"), Rounds: c.Int("rounds"), Controls: c.Int("controls")}
	if c.IsSet("threshold") && c.IsSet("keep") || c.IsSet("within") && (c.IsSet("threshold") || c.IsSet("keep")) {
		return o, fmt.Errorf("prune: give one of --threshold, --keep and --within")
	}
	within := c.String("within")
	if o.Within, err = strconv.ParseFloat(strings.TrimSuffix(within, "%"), 64); err != nil || !(o.Within > 0 && o.Within < 1e6) {
		return o, fmt.Errorf("within: %q: give a part above 0, such as 5%%", within)
	}
	if strings.HasSuffix(within, "%") {
		o.Within /= 100
	}
	for flag, least := range map[string]int{"keep": 1, "refit": 1, "rounds": 1, "controls": 0} {
		if c.IsSet(flag) && c.Int(flag) < least {
			return o, fmt.Errorf("%s: %d: give at least %d", flag, c.Int(flag), least)
		}
	}
	if o.Rounds > 1 && o.Refit == 0 {
		return o, fmt.Errorf("rounds: several are for --refit STEPS")
	}
	o.Say = saying(c)
	return o, nil
}

func prune(c *cli.Context) error {
	o, err := pruneOptions(c)
	if err != nil {
		return usage(err)
	}
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	p, err := inside.Prune(c.Context, r, o)
	if err != nil {
		return lookError(c, err)
	}
	if err := leavePruned(c, r, p); err != nil {
		return err
	}
	return result(c, run.PrunedFolder, p, prunedText(p))
}

// shrunkFile is the pruned network without its dead neurons.
const shrunkFile = "shrunk.safetensors"

// leavePruned writes the pruned network as a run of its own, with pictures; nothing of an
// earlier one stays.
func leavePruned(c *cli.Context, r *run.Run, p *inside.Pruned) error {
	var shrunk []safetensors.Tensor
	if c.Bool("shrink") { // before anything is written
		var err error
		if shrunk, err = inside.Shrunk(r); err != nil {
			return usage(err)
		}
	}
	path, err := resultFolder(c, run.PrunedFolder)
	if err != nil {
		return err
	}
	f, err := run.Create(path, true, append(picture.Files(), "prune.json", "pruning.svg", shrunkFile)...)
	if err != nil {
		return usage(err)
	}
	defer f.Close() // nothing is written to the lock
	if err := f.WriteModel(r, map[string]string{"pruned": fmt.Sprintf("%d of %d", p.Kept, p.Total)}); err != nil {
		return err
	}
	cfg := *r.Config
	if cfg.Init, err = filepath.Abs(filepath.Join(path, run.ModelFile)); err != nil {
		return err
	}
	cfg.Mapping, cfg.FreezeZeros, cfg.Finish = "", true, 0
	if err := f.WriteConfig(&cfg); err != nil {
		return err
	}
	if err := f.WriteData(r.Data); err != nil {
		return err
	}
	if c.Bool("shrink") {
		if err := safetensors.WriteFile(filepath.Join(path, shrunkFile), shrunk, nil); err != nil {
			return err
		}
	}
	if c.Bool("no-pictures") {
		return nil
	}
	n, err := picture.Network(r, r.Config.Experiment+", pruned")
	if err == nil {
		err = picture.Save(f, n, "network", false)
	}
	if err == nil && p.Curve != nil {
		err = picture.Save(f, pruningPicture(r, p), "pruning", false)
	}
	return err
}

func pruningPicture(r *run.Run, p *inside.Pruned) draw.Pruning {
	line := func(name string, curve []metric.Pruned, control bool) draw.Line {
		l := draw.Line{Name: name, Control: control}
		for _, k := range curve {
			l.X, l.Y = append(l.X, float64(k.Weights)), append(l.Y, k.Loss)
		}
		return l
	}
	f := draw.Pruning{
		Title: r.Config.Experiment + ", training data", YLabel: r.Data.Loss.Unit,
		Lines:  []draw.Line{line("largest kept", p.Curve.Curve, false)},
		Factor: p.Curve.Target / p.Curve.Loss, Limit: p.Curve.Target, Kept: p.Curve.Fewest,
	}
	f.Factor = float64(int(f.Factor*1000+0.5)) / 1000
	for i := range p.Curve.Random {
		f.Lines = append(f.Lines, line(fmt.Sprint("random kept ", i+1), p.Curve.Random[i], true), line(fmt.Sprint("shuffled network ", i+1), p.Curve.Shuffled[i], true))
	}
	return f
}

func prunedText(p *inside.Pruned) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "weights\t%d of %d\n", p.Kept, p.Total)
	fmt.Fprintf(w, "neurons\t%d of %d lead from an input to an output\n", p.Neurons, p.NeuronsTotal)
	fmt.Fprintf(w, "test loss\t%s, before %s\n", measure.Format(float64(p.LossAfter)), measure.Format(float64(p.LossBefore)))
	fmt.Fprintf(w, "train loss\t%s, before %s\n", measure.Format(float64(p.TrainLossAfter)), measure.Format(float64(p.TrainLossBefore)))
	if p.AccuracyBefore == p.AccuracyBefore {
		fmt.Fprintf(w, "accuracy\t%s, before %s\n", measure.Format(float64(p.AccuracyAfter)), measure.Format(float64(p.AccuracyBefore)))
	}
	if p.Curve != nil {
		fmt.Fprintf(w, "K(τ)\t%d weights keep the training loss below %s\n", p.Curve.Fewest, measure.Format(p.Curve.Target))
	}
	_ = w.Flush() // to memory
	return b.String()
}
