package overview

import (
	"context"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
)

// plates are all figures of a sweep of which runs have ended.
func (o *Overview) plates(ctx context.Context, opt Options) (all []picture.Plate) {
	diagrams := append(slices.Clone(opt.Diagrams), o.Diagrams()...)
	seen := map[Diagram]bool{}
	for _, d := range diagrams {
		if seen[d] {
			continue
		}
		seen[d] = true
		for _, g := range o.groups(d.X, d.Y) {
			all = append(all, picture.Plate{File: fileName("phase", d.X, d.Y, d.Measure, g.name), Heading: heading(d, g), Figure: func() (draw.Figure, error) { return o.phase(d, g) }})
		}
	}
	for _, g := range o.groups("method") {
		all = append(all, picture.Plate{File: fileName("pareto", g.name), Heading: suffixed("What is lost against what is saved", g), Figure: func() (draw.Figure, error) { return o.pareto(g), nil }})
	}
	for _, g := range o.groups("method") {
		if p := o.parallel(g, opt.by()); len(p.Axes) > 2 {
			all = append(all, picture.Plate{File: fileName("parallel", g.name), Heading: suffixed("All settings at once", g), Figure: func() (draw.Figure, error) { return p, nil }})
		}
	}
	for _, g := range o.groups("method") {
		if opt.Networks == 0 || len(o.best(g, opt.by())) == 0 {
			continue
		}
		all = append(all, picture.Plate{File: fileName("networks", g.name), Heading: suffixed("The networks that are easiest to read", g), Figure: func() (draw.Figure, error) { return o.networks(ctx, g, opt) }})
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
