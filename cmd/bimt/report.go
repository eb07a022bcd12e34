package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// report prints the end of a run: a short table and the paths written, or JSON.
func report(c *cli.Context, s *measure.Summary, folder *run.Folder) error {
	if done, err := reportJSON(c, s); done {
		return err
	}
	if err := reportRows(c, summaryRows(s), folder); err != nil || folder.Sample == "" {
		return err
	}
	_, err := fmt.Fprintf(c.App.Writer, "\n%s …\n", firstWords(folder.Sample))
	return err
}

// reportJSON prints what a command leaves as JSON, if that is wanted; done says that no table is.
func reportJSON(c *cli.Context, left interface{ JSON() ([]byte, error) }) (done bool, err error) {
	if !c.Bool("json") {
		return c.Bool("quiet"), nil
	}
	b, err := left.JSON()
	if err == nil {
		_, err = c.App.Writer.Write(b)
	}
	return true, err
}

// reportRows prints a table and the paths written.
func reportRows(c *cli.Context, rows [][2]string, folder *run.Folder) error {
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

// outputRows say why an output has no R², and how far each is missed in its own units.
func outputRows(s *measure.Summary) (rows [][2]string) {
	var why []string
	s.Get("r2_missing", &why)
	for _, w := range why {
		rows = append(rows, [2]string{"no R² (–)", w})
	}
	var off []measure.Output
	s.Get("rmse", &off)
	for i, o := range off {
		if i == 8 {
			rows = append(rows, [2]string{"", fmt.Sprintf("… (%d more in %s)", len(off)-i, run.SummaryFile)})
			break
		}
		rows = append(rows, [2]string{"RMSE (test)", fmt.Sprintf("%s of %s", measure.Format(float64(o.Value)), o.Name)})
	}
	return rows
}

func summaryRows(s *measure.Summary) [][2]string {
	var unit string
	s.Get("loss_unit", &unit)
	rows := [][2]string{
		{"experiment", fmt.Sprintf("%s, %s, seed %d", s.Experiment, s.Method, s.Seed)},
		{"loss", fmt.Sprintf("train %.3g, test %.3g", s.Value("train_loss"), s.Value("test_loss"))},
		{"", unit},
	}
	if s.Has("test_accuracy") {
		rows = append(rows, [2]string{"accuracy", fmt.Sprintf("train %.4f, test %.4f", s.Value("train_accuracy"), s.Value("test_accuracy"))})
	}
	if all := s.Values("r2"); len(all) > 0 {
		var r2 []string
		for _, v := range all[:min(len(all), 8)] {
			text := fmt.Sprintf("%.4f", v)
			if !(v > -99) { // none, or of a network that diverged
				text = measure.Format(v)
			}
			r2 = append(r2, text)
		}
		text := strings.Join(r2, ", ")
		if slices.ContainsFunc(s.Values("r2"), func(v float64) bool { return v < -1 }) {
			text += " (far below 0, that of predicting the mean)"
		}
		rows = append(rows, [2]string{"R² (test)", text})
	}
	rows = append(rows, outputRows(s)...)
	return append(rows,
		[2]string{"connection cost", fmt.Sprintf("%.4g (%s)", s.Value("connection_cost"), s.Reduction)},
		[2]string{"active weights", fmt.Sprintf("%.0f of %.0f above %v", s.Value("active_weights"), s.Value("total_weights"), run.ActiveAbove)},
		[2]string{"time", fmt.Sprintf("%.1f s: %.3f ms a step, %d relocations of %.2f ms", s.Value("seconds"), s.Value("ms_per_step"), s.Relocations, s.Value("ms_per_relocation"))},
	)
}
