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
		Usage:     "show the parts that share nothing, and what each does",
		ArgsUsage: "RUN|FILE.safetensors",
		Description: "  bimt modules runs/independence-bimt-seed0 --threshold 0.04\n" +
			"  bimt modules runs/composition-bimt-seed0 --save\n\n" +
			"Parts are joined by weights above the threshold; a network that is one part has communities\n" +
			"(Louvain). Each is knocked out of the whole network, by zeros and by its values on another row:\n" +
			"what that adds to the error of each output, 1 being the variance of its answers (of classes: the\n" +
			"share that goes wrong). Voters of a classifier are its parts between inputs and the last layer.\n" +
			"modules.json, modules.dot (Graphviz), modules.svg and knockouts.svg go to RUN/modules, and with --save\n" +
			"module1.safetensors, …: hidden neurons with all that they are computed from, to be used again,\n" +
			"  bimt train mine.yaml --set module=RUN/modules/module1.safetensors",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			thresholdFlag(run.ActiveAbove),
			&cli.BoolFlag{Name: "no-pictures", Usage: "draw nothing"},
			&cli.BoolFlag{Name: "save", Usage: "leave each module as a file of weights, for another network to begin with"},
			experimentFlag, jsonFlag, quietFlag,
		},
		Action: func(c *cli.Context) error {
			r, err := lookInto(c)
			if err != nil {
				return err
			}
			m, err := inside.Modules(r, c.Float64("threshold"))
			if err != nil {
				return usage(fmt.Errorf("modules: %w", err))
			}
			if err := leaveModules(c, r, m); err != nil {
				return err
			}
			if err := saveModules(c, r, m); err != nil {
				return err
			}
			return result(c, run.ModulesFolder, m, modulesText(m))
		},
	}
}

func modulesText(m *inside.ModuleReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at |w| > %v\n", counted(len(m.Modules), "module"), m.Threshold)
	modulesList(&b, m.Modules)
	if len(m.Communities) > 1 {
		fmt.Fprintf(&b, "%d communities, Q = %s:\n", len(m.Communities), measure.Format(float64(m.Q)))
		modulesList(&b, m.Communities)
	}
	if len(m.Unused) > 0 {
		fmt.Fprintf(&b, "inputs that nothing depends on: %s\n", shortList(m.Unused))
	}
	if len(m.Unmoved) > 0 {
		fmt.Fprintf(&b, "outputs that depend on nothing: %s\n", shortList(m.Unmoved))
	}
	pathsTable(&b, m)
	if m.Note != "" {
		fmt.Fprintln(&b, m.Note)
		return b.String()
	}
	if len(m.Modules) > 0 {
		knockOutTable(&b, m)
	}
	votersTable(&b, m.Voters)
	return b.String()
}

func modulesList(b *strings.Builder, modules []inside.Module) {
	for i, part := range modules {
		fmt.Fprintf(b, "%d  %s: %s, %s\n", i+1, leads(part, 40),
			counted(len(part.Neurons), "hidden neuron"), counted(part.Weights, "weight"))
	}
}

// pathsTable says what feeds each output, where there are few.
func pathsTable(b *strings.Builder, m *inside.ModuleReport) {
	const most = 6
	if len(m.Paths) > most {
		return
	}
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\noutput\tfed by\tthrough")
	for _, p := range m.Paths {
		fmt.Fprintf(w, "%s\t%s\t%s\n", p.Output, shortList(p.Inputs), shortList(p.Through))
	}
	_ = w.Flush() // to memory
}

// votersTable has the accuracy of each voter alone, and of the best pairs.
func votersTable(b *strings.Builder, v *inside.Vote) {
	if v == nil {
		return
	}
	fmt.Fprintf(b, "\nvoters, the others at their means; all together have accuracy %s\n", measure.Format(float64(v.All)))
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for i, one := range v.Voters {
		fmt.Fprintf(w, "%d alone\t%s\t%s\n", i+1, measure.Format(float64(one.Accuracy)), counted(len(one.Neurons), "neuron"))
	}
	const most = 5
	for _, p := range v.Pairs[:min(most, len(v.Pairs))] {
		fmt.Fprintf(w, "%d and %d\t%s\t\n", p.Voters[0], p.Voters[1], measure.Format(float64(p.Accuracy)))
	}
	_ = w.Flush() // to memory
	if more := len(v.Pairs) - most; more > 0 {
		fmt.Fprintf(b, "… and %d more pairs\n", more)
	}
	if v.Left > 0 {
		fmt.Fprintf(b, "%d smaller voters are not asked\n", v.Left)
	}
}

// knockOutTable has a line for each module and as many outputs as fit.
func knockOutTable(b *strings.Builder, m *inside.ModuleReport) {
	const shown, most = 3, 12
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
	modules := m.Shown()
	for i, part := range modules[:min(most, len(modules))] {
		fmt.Fprint(w, i+1)
		for j := range n {
			fmt.Fprintf(w, "\t%s | %s", measure.Format(float64(part.Knockout[inside.Zero][j])), measure.Format(float64(part.Knockout[inside.Resample][j])))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to memory
	if more := len(modules) - most; more > 0 {
		fmt.Fprintf(b, "… and %d more\n", more)
	}
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
