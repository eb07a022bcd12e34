package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func formulaCommand() *cli.Command {
	return &cli.Command{
		Name:      "formula",
		Usage:     "write down what each output of a network computes",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt formula runs/independence-bimt-seed0\n" +
			"  bimt formula runs/independence-bimt-seed0 --to latex\n\n" +
			"Each output is searched as a function of the columns that the pruned network reads for it, in\n" +
			"their own names and units. R² is against the network inside and beyond the range trained on,\n" +
			"and against the answers of the test data. A network that was finished (bimt train NAME\n" +
			"--finish) or pruned has clearer formulas. The same network has the same formulas whatever else\n" +
			"the machine does, unless a search is ended by the clock, which is told.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			thresholdFlag(run.ActiveAbove),
			&cli.StringFlag{Name: "to", Value: "text", Usage: "print formulas as `FORM`: " + strings.Join(formulaForms, ", ")},
			&cli.Float64Flag{Name: "effort", Value: 1, Usage: "search `N` times as much"},
			&cli.DurationFlag{Name: "limit", Value: 10 * time.Minute, Usage: "`TIME` after which the search of an output is ended in any case"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: findFormulas,
	}
}

// formulaForms are the languages that formulas are printed in.
var formulaForms = []string{"text", "latex", "go", "sympy"}

func findFormulas(c *cli.Context) error {
	if c.Duration("limit") <= 0 {
		return usage(fmt.Errorf("limit: %v: give a time above 0, such as 1m", c.Duration("limit")))
	}
	if e := c.Float64("effort"); !(e > 0 && e <= 1e6) {
		return usage(fmt.Errorf("effort: %v: give a number above 0, such as 2", e))
	}
	if !slices.Contains(formulaForms, c.String("to")) {
		return usage(fmt.Errorf("to: %w", nearest.Unknown("form", c.String("to"), formulaForms)))
	}
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	o := inside.FormulaOptions{Threshold: c.Float64("threshold"), Effort: c.Float64("effort"), Limit: c.Duration("limit")}
	o.Say = saying(c)
	f, err := inside.Formulas(c.Context, r, o)
	if err != nil {
		return lookError(c, err)
	}
	return result(c, run.FormulaFolder, f, formulaText(f, c.String("to")))
}

func formulaText(f *inside.FormulaReport, form string) string {
	const shown = 5
	var b strings.Builder
	for _, o := range f.Outputs {
		fmt.Fprintln(&b, o.Name)
		if !o.Fits {
			fmt.Fprintln(&b, "  no good fit: nothing short explains 99.9 % of what the network does")
		}
		switch o.Ended {
		case inside.EndedByEffort:
			fmt.Fprintln(&b, "  (not all was searched: --effort 4 searches four times as much)")
		case inside.EndedByTime:
			fmt.Fprintln(&b, "  (the search was ended by the clock, at another point the next time: --limit 1h lets it go on)")
		}
		for i, k := range o.Candidates[:min(shown, len(o.Candidates))] {
			if i > 0 && k.R2Network <= 0 { // no better than the mean
				continue
			}
			fmt.Fprintf(&b, "  %s\n      R² %s of the network, %s beyond its range, %s of the data; length %d\n", inForm(k, form), r2(k.R2Network), r2(k.R2Outside), r2(k.R2Data), k.Length)
		}
	}
	return b.String()
}

func inForm(k inside.Candidate, form string) string {
	return map[string]string{"text": k.Text, "latex": k.LaTeX, "go": k.Go, "sympy": k.SymPy}[form]
}

// r2 is NaN where a formula has no value, such as √x below 0.
func r2(v run.Number) string {
	if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
		return "undefined"
	}
	return fmt.Sprintf("%.5g", float64(v))
}
