package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// affordable is how many seconds a training took that is repeated on shuffled labels unasked.
const affordable = 30

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "does what one reads from a network hold, beside controls?",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt check runs/independence-bimt-seed0\n" +
			"  bimt check runs/mnist-bimt-seed0 --retrain   with labels shuffled too\n\n" +
			"Beside every figure stands what it is where there is nothing to read: labels of other rows,\n" +
			"networks never trained, random weights and random neurons, rewired copies, rows outside of the\n" +
			"range. Modules are knocked out by their values on other rows.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			thresholdFlag(run.ActiveAbove),
			&cli.IntFlag{Name: "draws", Value: 199, Usage: "random `N` of each cheap control"},
			&cli.BoolFlag{Name: "retrain", DefaultText: fmt.Sprintf("if the training took at most %d s", affordable), Usage: "train the same network on shuffled labels, which takes as long as the training did"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: check,
	}
}

func check(c *cli.Context) error {
	o := inside.CheckOptions{Threshold: c.Float64("threshold"), Draws: c.Int("draws"), Retrain: c.Bool("retrain")}
	if o.Draws < 1 {
		return usage(fmt.Errorf("draws: %d: give at least 1", o.Draws))
	}
	r, err := lookInto(c)
	if err != nil {
		return err
	}
	if !c.IsSet("retrain") {
		if o.Retrain, err = cheapToTrain(c.Args().First()); err != nil {
			return usage(err)
		}
	}
	o.Say = saying(c)
	found, err := inside.CheckStory(c.Context, r, o)
	if err != nil {
		return lookError(c, err)
	}
	return result(c, run.CheckFolder, found, checkText(found))
}

// cheapToTrain says whether the training of a folder was short.
func cheapToTrain(path string) (bool, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() { // a file of weights
		return false, err
	}
	s, err := measure.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return s.Value("seconds") <= affordable, nil
}

func checkText(found *inside.Check) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "control\tnetwork\tcontrol's\tp\tverdict")
	for _, k := range found.Controls {
		p := "–"
		if k.P == k.P {
			p = measure.FormatP(float64(k.P))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.Name, measure.Format(float64(k.Value)), measure.Format(float64(k.Null)), p, k.Verdict)
	}
	_ = w.Flush() // to memory
	fmt.Fprintln(&b)
	for _, k := range found.Controls {
		what := k.Why
		if k.What != "" {
			what = k.What + ": " + k.Why
		}
		fmt.Fprintln(&b, fold(fmt.Sprintf("- %s: %s.", k.Name, what)))
	}
	fmt.Fprintf(&b, "\n%s\n", fold(found.Sentence))
	return b.String()
}
