package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func ablateCommand() *cli.Command {
	return &cli.Command{
		Name:      "ablate",
		Usage:     "take away weights, neurons or heads, and rank what that costs",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt ablate runs/independence-bimt-seed0     every input and hidden neuron\n" +
			"  bimt ablate runs/independence-bimt-seed0 --all --to resample\n" +
			"  bimt ablate RUN --neuron hidden1[3] --weight linear1[3,7]\n" +
			"  bimt ablate runs/in-context-bimt-seed0 --head block0[1]\n\n" +
			"Neurons have their numbers in the data's own order; inputs go by their names, weights of\n" +
			"transformers by row and column of the tensor. A neuron is replaced wherever it is read. Mean and\n" +
			"resample keep each place of a sequence to itself.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "weight", Usage: "`NAME[TO,FROM]` to take away (repeatable)"},
			&cli.StringSliceFlag{Name: "neuron", Usage: "`NAME[NUMBER]` to take away (repeatable)"},
			&cli.StringSliceFlag{Name: "head", Usage: "`BLOCK[NUMBER]` to take away (repeatable)"},
			&cli.BoolFlag{Name: "all", Usage: "every weight, neuron and head"},
			&cli.StringFlag{Name: "to", Value: string(inside.Zero), Usage: "put `VALUE` in its place: zero, mean (over the rows) or resample (of another row)"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: ablate,
	}
}

func ablate(c *cli.Context) error {
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	o := inside.AblateOptions{
		Weights: c.StringSlice("weight"), Neurons: c.StringSlice("neuron"), Heads: c.StringSlice("head"), All: c.Bool("all"), To: inside.Replacement(c.String("to")),
	}
	o.Say = saying(c)
	a, err := inside.Ablate(c.Context, r, o)
	if err != nil {
		return lookError(c, err)
	}
	return result(c, run.AblationFolder, a, ablationText(a))
}

func ablationText(a *inside.Ablation) string {
	const shown = 30
	var b strings.Builder
	fmt.Fprintf(&b, "loss %s on %d of %d test rows", measure.Format(float64(a.Loss)), a.Rows, a.RowsAll)
	classes := a.Accuracy == a.Accuracy
	if classes {
		fmt.Fprintf(&b, ", accuracy %s", measure.Format(float64(a.Accuracy)))
	}
	fmt.Fprintf(&b, "; taken away (%s), it changes by:\n", a.To)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, e := range a.Effects[:min(shown, len(a.Effects))] {
		fmt.Fprintf(w, "%s\t%s\t%s", e.Kind, e.Name, measure.Format(float64(e.Loss)))
		if classes {
			fmt.Fprintf(w, "\taccuracy %s", measure.Format(float64(e.Accuracy)))
		}
		if e.About != "" {
			fmt.Fprintf(w, "\t%s", e.About)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
	if n := len(a.Effects); n > shown {
		fmt.Fprintf(&b, "… and %d more\n", n-shown)
	}
	return b.String()
}
