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

func modulesCommand() *cli.Command {
	return &cli.Command{
		Name:      "modules",
		Usage:     "show the parts of a network that share nothing, and what each does",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt modules runs/independence-bimt-seed0 --threshold 0.04\n\n" +
			"Parts are joined by weights above the threshold. Each is knocked out of the whole network, by\n" +
			"zeros and by its values on another row: what that adds to the error of each output, 1 being\n" +
			"the variance of its answers (of classes: the share that goes wrong).",
		OnUsageError: usageError,
		Flags:        []cli.Flag{thresholdFlag(run.ActiveAbove), experimentFlag, jsonFlag, quietFlag},
		Action: func(c *cli.Context) error {
			r, err := lookInto(c)
			if err != nil {
				return err
			}
			m, err := inside.Modules(r, c.Float64("threshold"))
			if err != nil {
				return usage(fmt.Errorf("modules: %w", err))
			}
			return result(c, run.ModulesFolder, m, modulesText(m))
		},
	}
}

func modulesText(m *inside.ModuleReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at |w| > %v\n", counted(len(m.Modules), "module"), m.Threshold)
	for i, part := range m.Modules {
		fmt.Fprintf(&b, "%d  %s → %s: %d hidden neurons", i+1, shortList(part.Inputs), shortList(part.Outputs), len(part.Neurons))
		if part.Weights > 0 {
			fmt.Fprintf(&b, ", %d weights", part.Weights)
		}
		fmt.Fprintln(&b)
	}
	if len(m.Unused) > 0 {
		fmt.Fprintf(&b, "inputs that nothing depends on: %s\n", shortList(m.Unused))
	}
	if len(m.Unmoved) > 0 {
		fmt.Fprintf(&b, "outputs that depend on nothing: %s\n", shortList(m.Unmoved))
	}
	if m.Note != "" {
		fmt.Fprintln(&b, m.Note)
		return b.String()
	}
	if len(m.Modules) > 0 {
		knockOutTable(&b, m)
	}
	return b.String()
}

// knockOutTable has a line for each module and as many outputs as fit.
func knockOutTable(b *strings.Builder, m *inside.ModuleReport) {
	const shown = 3
	n := min(shown, len(m.Outputs))
	fmt.Fprintf(b, "\nerror added by a knock-out, on %d test rows (by zeros | by other rows)\n", m.Rows)
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "module")
	for _, name := range m.Outputs[:n] {
		fmt.Fprintf(w, "\t%s", firstRunes(name, 16))
	}
	if n < len(m.Outputs) {
		fmt.Fprint(w, "\t…")
	}
	fmt.Fprintln(w)
	for i, part := range m.Modules {
		fmt.Fprint(w, i+1)
		for j := range n {
			fmt.Fprintf(w, "\t%s | %s", measure.Format(float64(part.Knockout[inside.Zero][j])), measure.Format(float64(part.Knockout[inside.Resample][j])))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
}

// shortList is the first names of a list.
func shortList(names []string) string {
	const shown = 4
	switch n := len(names); {
	case n == 0:
		return "–"
	case n > shown:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), n-shown)
	}
	return strings.Join(names, ", ")
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// counted is a number of things in words.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
