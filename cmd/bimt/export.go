package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the network of a run as code that needs no library",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt export runs/independence-bimt-seed0 --to c --name law\n\n" +
			"law.h then holds void law(const double *in, double *out), in the columns' own order and units,\n" +
			"and law_selftest. Of tables of tokens an input is 1 for the token that is there. csv is a line\n" +
			"for each wire, sheet a formula for each output, npz the tensors for NumPy. onnx is any network,\n" +
			"transformers too: x are rows of columns or of numbers of tokens, y the answers; the places of the\n" +
			"neurons and the modules are in its metadata.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "to", Usage: "`FORMAT`: " + strings.Join(inside.Formats(), ", ")},
			&cli.StringFlag{Name: "name", Value: "predict", Usage: "`NAME` of the function, package or file"},
			thresholdFlag(0),
			&cli.StringFlag{Name: "out", Usage: "`FILE` to write to, - for standard output (NAME.h, … if not given)"},
			experimentFlag, quietFlag,
		},
		Action: export,
	}
}

func export(c *cli.Context) error {
	to, name := c.String("to"), c.String("name")
	if to == "" {
		return usage(fmt.Errorf("export: say with --to what to write: %s", strings.Join(inside.Formats(), ", ")))
	}
	ending, err := inside.Ending(to)
	if err != nil {
		return usage(err)
	}
	r, err := lookInto(c, run.WithoutRows)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := inside.Export(&text, r, to, name, c.Float64("threshold")); err != nil {
		return usage(fmt.Errorf("export: %w", err))
	}
	out := c.String("out")
	if out == "" {
		out = name + ending
	}
	if out == "-" {
		return writeRaw(c.App.Writer, text.Bytes())
	}
	if err := writeOut(out, text.Bytes()); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		fmt.Fprintln(c.App.Writer, out)
	}
	return nil
}
