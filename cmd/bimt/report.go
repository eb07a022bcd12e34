package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/rundir"
	"github.com/urfave/cli/v2"
)

// report prints the end of a run: a short table and the paths written, or JSON.
func report(c *cli.Context, s *rundir.Summary, folder *rundir.Folder) error {
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
	if err := reportRows(c, summaryRows(s), folder); err != nil || folder.Sample == "" {
		return err
	}
	_, err := fmt.Fprintf(c.App.Writer, "\n%s …\n", firstWords(folder.Sample))
	return err
}

// reportRows prints a table and the paths written.
func reportRows(c *cli.Context, rows [][2]string, folder *rundir.Folder) error {
	w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(c.App.Writer)
	for _, f := range folder.Files() {
		fmt.Fprintln(c.App.Writer, filepath.Join(folder.Path, f))
	}
	return nil
}

// firstWords is the beginning of a longer text.
func firstWords(text string) string {
	const most = 240
	runes := []rune(text)
	return string(runes[:min(most, len(runes))])
}

func summaryRows(s *rundir.Summary) [][2]string {
	rows := [][2]string{
		{"experiment", fmt.Sprintf("%s, %s, seed %d", s.Experiment, s.Method, s.Seed)},
		{"loss", fmt.Sprintf("train %.3g, test %.3g", float64(s.TrainLoss), float64(s.TestLoss))},
	}
	if s.TestAccuracy != nil {
		rows = append(rows, [2]string{"accuracy", fmt.Sprintf("train %.4f, test %.4f", float64(*s.TrainAccuracy), float64(*s.TestAccuracy))})
	}
	if len(s.R2) > 0 {
		var r2 []string
		for _, v := range s.R2[:min(len(s.R2), 8)] {
			r2 = append(r2, fmt.Sprintf("%.4f", float64(v)))
		}
		rows = append(rows, [2]string{"R²", strings.Join(r2, ", ")})
	}
	return append(rows,
		[2]string{"connection cost", fmt.Sprintf("%.4g (%s)", float64(s.ConnectionCost), s.Reduction)},
		[2]string{"active weights", fmt.Sprintf("%d of %d above 0.01", s.ActiveWeights, s.TotalWeights)},
		[2]string{"time", fmt.Sprintf("%.1f s: %.3f ms a step, %d relocations of %.2f ms", s.Seconds, s.MSPerStep, s.Relocations, s.MSPerRelocation)},
	)
}
