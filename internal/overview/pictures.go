package overview

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/stats"
	"github.com/gobimt/bimt/internal/sweep"
)

// plate is a figure with the name of its file and its heading on the page.
type plate struct {
	file, heading string
	figure        func() (draw.Figure, error)
}

// plates are all figures of a sweep of which runs have ended.
func (o *Overview) plates(ctx context.Context, opt Options) (all []plate) {
	diagrams := append(slices.Clone(opt.Diagrams), o.Diagrams()...)
	seen := map[Diagram]bool{}
	for _, d := range diagrams {
		if seen[d] {
			continue
		}
		seen[d] = true
		for _, g := range o.groups(d.X, d.Y) {
			all = append(all, plate{fileName("phase", d.X, d.Y, d.Measure, g.name), heading(d, g), func() (draw.Figure, error) { return o.phase(d, g) }})
		}
	}
	for _, g := range o.groups("method") {
		all = append(all, plate{fileName("pareto", g.name), suffixed("What is lost against what is saved", g), func() (draw.Figure, error) { return o.pareto(g), nil }})
	}
	for _, g := range o.groups("method") {
		if p := o.parallel(g, opt.by()); len(p.Axes) > 2 {
			all = append(all, plate{fileName("parallel", g.name), suffixed("All settings at once", g), func() (draw.Figure, error) { return p, nil }})
		}
	}
	for _, g := range o.groups("method") {
		if opt.Networks == 0 || len(o.best(g, opt.by())) == 0 {
			continue
		}
		all = append(all, plate{fileName("networks", g.name), suffixed("The networks that are easiest to read", g), func() (draw.Figure, error) { return o.networks(ctx, g, opt) }})
	}
	return all
}

func heading(d Diagram, g group) string {
	m, err := measure.Find(d.Measure)
	if err != nil {
		m.Name = d.Measure
	}
	return suffixed(strings.ToUpper(m.Name[:1])+m.Name[1:]+" over "+d.X+" and "+d.Y, g)
}

func suffixed(text string, g group) string {
	if g.name == "" {
		return text
	}
	return text + ": " + g.name
}

// fileName joins words to a file's name.
func fileName(words ...string) string {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	name := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, strings.Join(words, "-"))
	return name + ".svg"
}

// pareto has a dot for every run, one colour a method.
func (o *Overview) pareto(g group) draw.Pareto {
	p := draw.Pareto{Title: o.title(g), YLabel: "test loss", XLabel: "active weights (|w| > 0.01)", Caption: "Every dot is a run. Down and to the left is better."}
	index := map[string]int{}
	for _, i := range g.runs {
		r := o.sweep.Runs[i]
		if r.Summary == nil {
			continue
		}
		name := r.Config.Method
		if _, ok := index[name]; !ok {
			index[name] = len(p.Methods)
			p.Methods = append(p.Methods, draw.Method{Name: name})
		}
		m := &p.Methods[index[name]]
		m.Runs = append(m.Runs, draw.Run{X: r.Summary.Value("active_weights"), Y: o.value(i, "test_loss")})
	}
	return p
}

// parallel has an axis for each setting that varies but the seed, and for a few measures.
func (o *Overview) parallel(g group, by measure.Measure) draw.Parallel {
	p := draw.Parallel{Title: o.title(g), Caption: "A line is a run that came to its end."}
	var runs []int
	for _, i := range g.runs {
		if s := o.sweep.Runs[i].Summary; s != nil && s.Finished {
			runs = append(runs, i)
		}
	}
	for _, s := range o.Settings {
		if len(s.Values) > 1 && s.Key != "seed" && s.Key != "experiment" {
			p.Axes = append(p.Axes, s.axis(runs))
		}
	}
	keys := []string{"active_weights", "connection_cost", "reading_effort", "test_loss"}
	if !slices.Contains(keys, by.Key) {
		keys = append(keys, by.Key)
	}
	for _, key := range keys {
		m, err := measure.Find(key)
		if err != nil {
			continue // all of them are in the table, by a test
		}
		axis := draw.ParallelAxis{Name: m.Name}
		for _, i := range runs {
			axis.Values = append(axis.Values, o.value(i, key))
		}
		if slices.ContainsFunc(axis.Values, math.IsNaN) {
			continue // not every experiment has it
		}
		if key == by.Key {
			p.By = len(p.Axes)
		}
		p.Axes = append(p.Axes, axis)
	}
	return p
}

// axis is the setting of some runs: numbers, or names at even distances.
func (s *Setting) axis(runs []int) draw.ParallelAxis {
	a := draw.ParallelAxis{Name: s.Key}
	byName := !numeric(s.Values)
	if byName {
		a.Names = s.Values
	}
	for _, i := range runs {
		v := float64(s.at[i])
		if !byName {
			v = number(s.Values[s.at[i]])
		}
		a.Values = append(a.Values, v)
	}
	return a
}

// shown is how many networks are drawn, by how many there are: whole rows of up to four.
func shown(n, most int) (rows, columns int) {
	n = min(n, most)
	if n <= 4 {
		return 1, n
	}
	return n / 4, 4
}

// networks are the best runs of a group, at about equal loss, side by side.
func (o *Overview) networks(ctx context.Context, g group, opt Options) (draw.Methods, error) {
	best := o.best(g, opt.by())
	rows, columns := shown(len(best), opt.Networks)
	f := draw.Methods{Title: o.title(g), Caption: fmt.Sprintf("By %s, among runs with at most %d times the median test loss.", opt.by().Name, sweep.MostLoss)}
	f.Columns = make([]string, columns)
	for r := range rows {
		row := draw.MethodRow{}
		for c := range columns {
			cell, err := o.network(ctx, best[r*columns+c], opt.by())
			if err != nil {
				return f, err
			}
			row.Cells = append(row.Cells, cell)
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

// best are the runs of a group by a measure, those of too high a loss left out.
func (o *Overview) best(g group, by measure.Measure) (runs []int) {
	var losses []float64
	for _, i := range g.runs {
		if v := o.value(i, "test_loss"); !math.IsNaN(v) {
			losses = append(losses, v)
		}
	}
	if len(losses) == 0 {
		return nil
	}
	most := sweep.MostLoss * stats.Quantile(losses, 0.5)
	for _, i := range g.runs {
		if v := o.value(i, by.Key); !math.IsNaN(v) && o.value(i, "test_loss") <= most {
			runs = append(runs, i)
		}
	}
	slices.SortStableFunc(runs, func(a, b int) int {
		if by.Better > 0 {
			a, b = b, a
		}
		return cmp.Compare(o.value(a, by.Key), o.value(b, by.Key))
	})
	return runs
}

func (o *Overview) network(ctx context.Context, i int, by measure.Measure) (draw.MethodCell, error) {
	r := o.sweep.Runs[i]
	t, err := run.Open(ctx, filepath.Join(o.sweep.Dir, r.Folder), run.WithoutRows)
	if err != nil {
		return draw.MethodCell{}, err
	}
	drawing, err := picture.Network(t, r.Name)
	if err != nil {
		return draw.MethodCell{}, err
	}
	cell := draw.MethodCell{Network: &drawing}
	for k := 0; k < len(o.Settings); k += 2 {
		var set []string
		for _, x := range o.Settings[k:min(k+2, len(o.Settings))] {
			set = append(set, x.Key+" "+x.Values[x.at[i]])
		}
		cell.Lines = append(cell.Lines, strings.Join(set, ", "))
	}
	cell.Lines = append(cell.Lines, "test loss "+measure.Format(o.value(i, "test_loss")), by.Name+" "+measure.Format(o.value(i, by.Key)))
	return cell, nil
}
