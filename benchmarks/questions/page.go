package main

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/stats"
)

// level is what a corrected p must not exceed for a difference to count as shown.
const level = 0.05

// tested are the figures that decide: less of each is better.
var tested = []string{"test_loss", "active_weights", "reading_difficulty"}

// page is a question with the runs that answer it.
type page struct {
	question
	runs         map[key]outcome
	first, seeds int
	tests        map[test]result
}

// test is a variant beside the published method, by one figure.
type test struct{ experiment, variant, figure string }

type result struct {
	p      float64 // corrected
	factor float64 // median over seeds of variant ÷ published
}

// write makes NAME.md and its pictures.
func write(q question, runs map[key]outcome, out string, first, seeds int) error {
	p := &page{question: q, runs: runs, first: first, seeds: seeds}
	if err := p.test(); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", q.title, q.why)
	fmt.Fprintf(&b, "**Answer**, against the published method:\n\n%s\n", p.answer())
	fmt.Fprintf(&b, "Medians over seeds %d to %d, and quartiles. In bold, what differs from the published method: the two-sided Wilcoxon signed-rank test by seed, "+
		"corrected by Holm for the %d tests of this page, at most %v. *Apart*: runs whose outputs share no input that the formulas do not share.\n", first, first+seeds-1, len(p.tests), level)
	for _, e := range q.experiments {
		p.table(&b, e)
		if err := draw.Save(p.spread(e), filepath.Join(out, p.picture(e))); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n![%s: every run](%s)\n", e.name, p.picture(e))
	}
	p.settings(&b)
	return atomicfile.WriteBytes(filepath.Join(out, q.name+".md"), []byte(b.String()))
}

// values are a figure of all seeds of a variant; NaN where a run failed.
func (p *page) values(experiment, variant, figure string) (all []float64) {
	for seed := p.first; seed < p.first+p.seeds; seed++ {
		v, ok := p.runs[key{experiment, variant, seed}].Figures[figure]
		if !ok {
			v = measureNaN
		}
		all = append(all, float64(v))
	}
	return all
}

// test compares every variant with the published method, on the seeds that both have.
func (p *page) test() error {
	var order []test
	var ps []float64
	p.tests = map[test]result{}
	for _, e := range p.experiments {
		for _, v := range p.variants {
			for _, f := range tested {
				a, b := both(p.values(e.name, v.name, f), p.values(e.name, published, f))
				if len(a) == 0 {
					continue
				}
				w, err := stats.Wilcoxon(a, b)
				if err != nil {
					return err
				}
				var ratios []float64
				for i := range a {
					ratios = append(ratios, a[i]/b[i])
				}
				order, ps = append(order, test{e.name, v.name, f}), append(ps, w.P)
				p.tests[test{e.name, v.name, f}] = result{factor: stats.Summarize(ratios).Median}
			}
		}
	}
	for i, corrected := range stats.Holm(ps) {
		r := p.tests[order[i]]
		r.p = corrected
		p.tests[order[i]] = r
	}
	return nil
}

func both(a, b []float64) (x, y []float64) {
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			x, y = append(x, a[i]), append(y, b[i])
		}
	}
	return x, y
}

func (p *page) table(b *strings.Builder, e experiment) {
	fmt.Fprintf(b, "\n## %s\n\n| | test loss | weights | apart | reading difficulty | connection cost |\n|---|---|---|---|---|---|\n", e.name)
	for _, v := range append([]variant{{name: published}}, p.variants...) {
		fmt.Fprintf(b, "| %s |", v.name)
		for _, f := range []string{"test_loss", "active_weights", "shared_inputs", "reading_difficulty", "connection_cost"} {
			fmt.Fprintf(b, " %s |", p.cell(e, v.name, f))
		}
		b.WriteString("\n")
	}
}

func (p *page) cell(e experiment, variant, figure string) string {
	all := p.values(e.name, variant, figure)
	known, _ := both(all, all)
	if len(known) == 0 {
		return "–"
	}
	if figure == "shared_inputs" {
		if !e.apart {
			return "–"
		}
		apart := 0
		for _, v := range known {
			if v == 0 {
				apart++
			}
		}
		return fmt.Sprintf("%d of %d", apart, len(known))
	}
	s := stats.Summarize(known)
	text := fmt.Sprintf("%s (%s … %s)", measure.Format(s.Median), measure.Format(s.Q1), measure.Format(s.Q3))
	if failed := p.seeds - len(known); failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	if r, ok := p.tests[test{e.name, variant, figure}]; ok && r.p <= level {
		return "**" + text + "**"
	}
	return text
}

// picture is the file of an experiment's spread.
func (p *page) picture(e experiment) string {
	return p.name + "-" + strings.ReplaceAll(e.name, " ", "-") + ".svg"
}

// spread has a panel for each figure.
func (p *page) spread(e experiment) draw.Spread {
	s := draw.Spread{Title: p.title, Caption: e.name, Methods: []string{published}}
	for _, v := range p.variants {
		s.Methods = append(s.Methods, v.name)
	}
	for _, f := range tested {
		m, err := measure.Find(f)
		if err != nil {
			continue // the keys are constants, which the test of the page looks up
		}
		metric := draw.Metric{Name: m.Name, Unit: m.Unit}
		for _, v := range s.Methods {
			metric.Values = append(metric.Values, p.values(e.name, v, f))
		}
		s.Metrics = append(s.Metrics, metric)
	}
	return s
}

// settings lists what every variant sets, and how to repeat the page.
func (p *page) settings(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Settings\n\n| | `--set` |\n|---|---|\n| %s | %s |\n", published, strings.Join(p.all, " "))
	for _, v := range p.variants {
		fmt.Fprintf(b, "| %s | `%s` |\n", v.name, strings.Join(append(append([]string(nil), p.all...), v.settings...), "` `"))
	}
	fmt.Fprintf(b, "\n`go run ./benchmarks/questions -question %s -first %d -seeds %d`, on %s/%s. Figures of every run: [%s.jsonl](%s.jsonl).\n",
		p.name, p.first, p.seeds, runtime.GOOS, runtime.GOARCH, p.name, p.name)
}
