package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/urfave/cli/v2"
)

// leaveModules writes the pictures of modules and their graph beside modules.json.
func leaveModules(c *cli.Context, r *run.Run, m *inside.ModuleReport) error {
	path, err := resultFolder(c, run.ModulesFolder)
	if err != nil || len(m.Modules) == 0 {
		return err
	}
	dot, err := inside.DOT(r, m)
	if err != nil {
		return err
	}
	files := map[string][]byte{"modules.dot": dot}
	if !c.Bool("no-pictures") {
		network, err := picture.Modules(r, m.Threshold, m.Parts(), moduleNames(m))
		if err != nil {
			return err
		}
		network.Caption = fmt.Sprintf("%s of weights |w| > %v.", kindOfModules(m), m.Threshold)
		if files["modules.svg"], err = picture.SVGOf(network); err != nil {
			return err
		}
		if heat := knockOutPicture(r, m); heat != nil {
			if files["knockouts.svg"], err = picture.SVGOf(*heat); err != nil {
				return err
			}
		}
	}
	for name, b := range files {
		if err := atomicfile.WriteBytes(filepath.Join(path, name), b); err != nil {
			return usage(err)
		}
	}
	return nil
}

// saveModules writes the modules that have hidden neurons, numbered as they are shown.
func saveModules(c *cli.Context, r *run.Run, m *inside.ModuleReport) error {
	if !c.Bool("save") {
		return nil
	}
	path, err := resultFolder(c, run.ModulesFolder)
	if err != nil {
		return err
	}
	saved := 0
	for i, neurons := range m.Parts() {
		if len(m.Shown()[i].Neurons) == 0 {
			continue
		}
		if err := r.SaveModule(filepath.Join(path, fmt.Sprintf("module%d.safetensors", i+1)), neurons, m.Threshold); err != nil {
			return usage(err)
		}
		saved++
	}
	if saved == 0 {
		return usage(fmt.Errorf("modules: no module has hidden neurons to be saved"))
	}
	return nil
}

func kindOfModules(m *inside.ModuleReport) string {
	if len(m.Communities) > 1 {
		return "Communities"
	}
	return "Connected parts"
}

// moduleNames are those of legends: what feeds what.
func moduleNames(m *inside.ModuleReport) (names []string) {
	for i, part := range m.Shown() {
		names = append(names, fmt.Sprintf("%d: %s", i+1, leads(part, 26)))
	}
	return names
}

// leads says what a module leads from and to: by name, many by their number.
func leads(m inside.Module, most int) string {
	if len(m.Inputs)+len(m.Outputs) == 0 {
		return "inner"
	}
	return listed(m.Inputs, "input", most) + " → " + listed(m.Outputs, "output", most)
}

func listed(names []string, thing string, most int) string {
	if len(names) == 0 {
		return "…"
	}
	if text := strings.Join(names, ", "); len(names) <= 6 && len([]rune(text)) <= most {
		return text
	}
	return counted(len(names), thing)
}

// knockOutPicture has a row for each module and a column for each output.
func knockOutPicture(r *run.Run, m *inside.ModuleReport) *draw.Heat {
	const most = 24 // modules
	label, unit, ways := "error added", ", in the variance of the output", []inside.Replacement{inside.Resample}
	if r.Data.Classes > 0 { // one scale for both
		label, unit, ways = "accuracy lost", "", append(ways, inside.Zero)
	}
	h := &draw.Heat{Title: r.Config.Experiment + ": what knocking out a module does", XLabel: "output", YLabel: "module", Label: label, MaskLabel: "constant output", Columns: 1}
	h.Caption = fmt.Sprintf("Hidden neurons of a module replaced by their values on other rows (resample) or by 0, %d test rows%s.", m.Rows, unit)
	if len(ways) == 1 {
		h.Caption = fmt.Sprintf("Hidden neurons of a module take their values of other rows, on %d test rows%s.", m.Rows, unit)
	}
	shown := m.Shown()
	if len(shown) > most {
		h.Caption += fmt.Sprintf(" The largest %d of %d modules.", most, len(shown))
		shown = shown[:most]
	}
	for _, by := range ways {
		p := draw.HeatPanel{Name: string(by), Cols: m.Outputs}
		for i, part := range shown {
			if part.Knockout == nil {
				return nil
			}
			var values []float64
			var masked []bool
			for _, v := range part.Knockout[by] {
				values, masked = append(values, float64(v)), append(masked, v != v)
			}
			p.Rows, p.Values, p.Masked = append(p.Rows, fmt.Sprint(i+1)), append(p.Values, values), append(p.Masked, masked)
		}
		h.Panels = append(h.Panels, p)
	}
	return h
}
