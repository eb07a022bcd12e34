package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func formulaCommand() *cli.Command {
	return &cli.Command{
		Name:      "formula",
		Usage:     "write down what each output of a network computes",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt formula runs/independence-bimt-seed0\n\n" +
			"Each output is searched as a function of the columns that the pruned network reads for it, in\n" +
			"their own names and units. R² is against the network inside and beyond the range trained on,\n" +
			"and against the answers of the test data. A network that was finished (bimt train NAME\n" +
			"--finish) or pruned has clearer formulas.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			thresholdFlag(run.ActiveAbove),
			&cli.DurationFlag{Name: "limit", Value: 20 * time.Second, Usage: "`TIME` to search, for each output"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: findFormulas,
	}
}

func findFormulas(c *cli.Context) error {
	if c.Duration("limit") <= 0 {
		return usage(fmt.Errorf("limit: %v: give a time above 0, such as 20s", c.Duration("limit")))
	}
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	o := inside.FormulaOptions{Threshold: c.Float64("threshold"), Limit: c.Duration("limit")}
	if !c.Bool("quiet") {
		o.Say = func(doing string) { fmt.Fprintln(c.App.ErrWriter, doing) }
	}
	f, err := inside.Formulas(c.Context, r, o)
	if run.IsInterrupted(err) {
		return &statusError{fmt.Errorf("interrupted; nothing is written"), statusInterrupted}
	}
	if err != nil {
		return usage(fmt.Errorf("formula: %w", err))
	}
	return result(c, run.FormulaFolder, f, formulaText(f))
}

func formulaText(f *inside.FormulaReport) string {
	const shown = 5
	var b strings.Builder
	for _, o := range f.Outputs {
		fmt.Fprintln(&b, o.Name)
		if !o.Fits {
			fmt.Fprintln(&b, "  no good fit: nothing short explains 99.9 % of what the network does")
		}
		if !o.Complete {
			fmt.Fprintln(&b, "  (the search was ended by its time limit: --limit 1m gives it more)")
		}
		for _, k := range o.Candidates[:min(shown, len(o.Candidates))] {
			fmt.Fprintf(&b, "  %s\n      R² %.5g of the network, %.5g beyond its range, %.5g of the data; length %d\n", k.Text,
				float64(k.R2Network), float64(k.R2Outside), float64(k.R2Data), k.Length)
		}
	}
	return b.String()
}
