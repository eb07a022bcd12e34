package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "compare two networks of one shape, neuron by neuron",
		ArgsUsage: "A B",
		Description: "  bimt diff runs/independence-bimt-seed0 runs/independence-bimt-seed1\n\n" +
			"A and B are runs or files of weights. Neurons of B are first aligned with those of A that they\n" +
			"stand for, by their weights (inputs and outputs stay, heads go as wholes and then inside), or\n" +
			"those of hidden layers by their activations. Wires are then in both, in A alone or in B alone,\n" +
			"above the threshold. Neither is changed; the table and the picture go to A/diff.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			thresholdFlag(run.ActiveAbove),
			&cli.StringFlag{Name: "by", Value: "weights", Usage: "align by `WHAT`: " + strings.Join(inside.Alignments(), " or ")},
			&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: diff,
	}
}

func diff(c *cli.Context) error {
	if c.NArg() != 2 {
		return usage(errors.New("diff: name two runs, or two files of weights"))
	}
	a, err := lookIntoNamed(c, c.Args().Get(0))
	if err != nil {
		return err
	}
	b, err := lookIntoNamed(c, c.Args().Get(1))
	if err != nil {
		return err
	}
	d, err := inside.Diff(a, b, c.String("by"), c.Float64("threshold"))
	if err != nil {
		return usage(fmt.Errorf("diff: %w", err))
	}
	d.A, d.B = c.Args().Get(0), c.Args().Get(1)
	var svg []byte
	if !c.Bool("no-pictures") {
		if svg, err = diffPicture(a, b, d); err != nil {
			return usage(fmt.Errorf("diff: %w", err))
		}
	}
	if err := result(c, run.DiffFolder, d, diffText(d)); err != nil || svg == nil {
		return err
	}
	folder, err := resultFolder(c, run.DiffFolder)
	if err != nil {
		return err
	}
	name := filepath.Join(folder, "diff.svg")
	if err := atomicfile.WriteBytes(name, svg); err != nil {
		return usage(err)
	}
	if c.Bool("quiet") || c.Bool("json") {
		return nil
	}
	_, err = fmt.Fprintln(c.App.Writer, name)
	return err
}

func diffPicture(a, b *run.Run, d *inside.DiffReport) ([]byte, error) {
	fig, err := picture.Difference(a, b, d.Threshold, "A and B, aligned")
	if err != nil {
		return nil, err
	}
	fig.Caption = strings.TrimPrefix(fmt.Sprintf("%s. A: %s. B: %s. %s.", fig.Caption, d.A, d.B, wiresText(d.Wires)), ". ")
	if a.Config.Geometry != "line" { // layers as planes
		return picture.SVGOf(draw.Stack{Network: fig})
	}
	return picture.SVGOf(fig)
}

func wiresText(w inside.Wires) string {
	return fmt.Sprintf("%d wires in both, %d only in A, %d only in B", w.Both, w.OnlyA, w.OnlyB)
}

func diffText(d *inside.DiffReport) string {
	var b strings.Builder
	figure := func(n run.Number) string { return measure.Format(float64(n)) }
	fmt.Fprintf(&b, "A  %s\nB  %s\n", d.A, d.B)
	fmt.Fprintf(&b, "‖A − B‖ = %s by equal numbers, %s aligned by %s; ‖A‖ = %s, ‖B‖ = %s\n", figure(d.Before), figure(d.After), d.By, figure(d.Size), figure(d.SizeB))
	fmt.Fprintf(&b, "%s, at |w| > %v\n", wiresText(d.Wires), d.Threshold)
	if d.Free != "" {
		fmt.Fprintf(&b, "not aligned, though the function is the same: %s\n", d.Free)
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\ntensor\t‖A‖\t‖B‖\t‖A − B‖\taligned\tin both\tonly A\tonly B\n")
	for _, t := range d.Tensors {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s", t.Name, figure(t.SizeA), figure(t.SizeB), figure(t.Before), figure(t.After))
		if t.Wires == nil {
			fmt.Fprint(w, "\t\t\t\n")
			continue
		}
		fmt.Fprintf(w, "\t%d\t%d\t%d\n", t.Wires.Both, t.Wires.OnlyA, t.Wires.OnlyB)
	}
	_ = w.Flush() // to memory
	fmt.Fprintf(&b, "\nB's answers for A's, on %d test rows of A\n", d.Rows)
	const shown = 10
	for _, g := range d.Agreement[:min(shown, len(d.Agreement))] {
		if g.Same == g.Same {
			fmt.Fprintf(&b, "%s: the same in %.4g%%\n", g.Output, 100*float64(g.Same))
		} else {
			fmt.Fprintf(&b, "%s: R² %s\n", g.Output, figure(g.R2))
		}
	}
	if n := len(d.Agreement); n > shown {
		fmt.Fprintf(&b, "… and %d more\n", n-shown)
	}
	return b.String()
}
