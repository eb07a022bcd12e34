package main

import (
	"bytes"
	"fmt"
	"math"
	"os"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func predictCommand() *cli.Command {
	return &cli.Command{
		Name:      "predict",
		Usage:     "predict from new rows by the network of a run",
		ArgsUsage: "RUN",
		Description: "  bimt predict runs/points-bimt-seed0 --data new.csv --out answers.csv\n\n" +
			"The rows come from CSV, NPY or NPZ: columns by the names the network was trained with, or by\n" +
			"their order where a file has no names; images also from IDX. The predictions are CSV: the\n" +
			"outputs in their own units, or the class with a probability for each. The last column,\n" +
			"\"outside\", names the inputs of a row that lie outside of the range trained on.\n\n" +
			"  bimt predict RUN/pruned --module 2 --data new.csv\n\n" +
			"answers by one module alone, by its number in `bimt modules`: the file needs no column that the\n" +
			"module does not read.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "data", Usage: "`FILE` of new rows"},
			&cli.StringFlag{Name: "out", Usage: "`FILE` to write to (standard output if not given)"},
			&cli.IntFlag{Name: "module", Usage: "`NUMBER` of the one module to predict by"},
			thresholdFlag(0),
			&cli.BoolFlag{Name: "json", Usage: "predictions as JSON, with how well they fit"},
			&cli.BoolFlag{Name: "quiet", Usage: "print nothing but errors and predictions"},
		},
		Action: predictRows,
	}
}

func predictRows(c *cli.Context) error {
	data, out := c.String("data"), c.String("out")
	if c.NArg() != 1 || data == "" {
		return usage(fmt.Errorf("predict: name the folder of one run, and the new rows with --data FILE"))
	}
	if sameFile(data, out) {
		return usage(fmt.Errorf("predict: --out %s is the file of the rows: choose another", out))
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	r, err := run.Open(c.Context, c.Args().First(), run.WithoutRows)
	if err != nil {
		return usage(err)
	}
	answers, err := answersOf(c, r, data)
	if err != nil {
		return usage(err)
	}
	var text bytes.Buffer
	write := answers.WriteCSV
	if c.Bool("json") {
		write = answers.WriteJSON
	}
	if err := write(&text); err != nil {
		return err
	}
	if out == "" {
		_, err = c.App.Writer.Write(text.Bytes())
	} else {
		err = writeOut(out, text.Bytes())
	}
	if err != nil {
		return usage(fmt.Errorf("can't write the predictions: %w", err))
	}
	if !c.Bool("quiet") {
		fmt.Fprintln(c.App.ErrWriter, predicted(answers, out))
		printMarks(c, answers)
	}
	return nil
}

// answersOf predicts by the network, or by one module.
func answersOf(c *cli.Context, r *run.Run, data string) (*run.Answers, error) {
	if !c.IsSet("module") {
		if c.IsSet("threshold") {
			return nil, fmt.Errorf("predict: --threshold says what a module is: name one with --module")
		}
		predict, err := inside.Predictor(r)
		if err != nil {
			return nil, err
		}
		return r.PredictFileBy(data, predict)
	}
	t := c.Float64("threshold")
	if !(t >= 0) {
		return nil, fmt.Errorf("predict: --threshold %v: give a number of at least 0", t)
	}
	part, predict, err := inside.PredictorOf(r, c.Int("module"), t)
	if err != nil {
		return nil, fmt.Errorf("predict: %w", err)
	}
	return part.PredictFileBy(data, predict)
}

// predicted says what was done, and how far the predictions can be trusted.
func predicted(a *run.Answers, out string) string {
	text := fmt.Sprintf("%d rows predicted", len(a.Rows))
	if out != "" {
		text += ", in " + out
	}
	if a.Outside < 0 {
		return text
	}
	if a.Outside == 0 {
		return text + "; all lie in the range trained on"
	}
	return fmt.Sprintf("%s; %d outside of the range trained on: the column %q says in what", text, a.Outside, run.OutsideColumn)
}

// printMarks says how well outputs are predicted that the file has.
func printMarks(c *cli.Context, a *run.Answers) {
	if a.NoMarks != nil {
		fmt.Fprintf(c.App.ErrWriter, "the outputs in the file are not compared with: %v\n", a.NoMarks)
	}
	for _, m := range a.Marks {
		switch {
		case !math.IsNaN(float64(m.Accuracy)):
			fmt.Fprintf(c.App.ErrWriter, "%s: accuracy %.4f\n", m.Output, float64(m.Accuracy))
		case m.NoR2 != "":
			fmt.Fprintf(c.App.ErrWriter, "%s: R² – (%s), RMSE %s\n", m.Output, m.NoR2, measure.Format(float64(m.RMSE)))
		default:
			fmt.Fprintf(c.App.ErrWriter, "%s: R² %.4f, RMSE %s\n", m.Output, float64(m.R2), measure.Format(float64(m.RMSE)))
		}
	}
}

// sameFile says whether two names stand for one file that is there.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
