package answer

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/stats"
)

// Page is a question with the figures that answer it.
type Page struct {
	Name        string // of its files: NAME.md, NAME-EXPERIMENT.svg
	Title, Why  string
	Plain       string // the answer in a sentence or two, by whoever read the figures
	Note        string // below the answer: what the figures don't say
	Experiments []string
	Base        string // what variants are compared with
	Variants    []Variant
	Figures     []Figure
	First       int // seed
	Seeds       int
	Command     string // that makes the page
	// Value is a figure of a run: NaN if it failed or has none, not ok if it was not made.
	Value func(experiment, variant string, seed int, figure string) (v float64, ok bool)
}

// Variant is something else than the base.
type Variant struct{ Name, Settings string }

// Figure is what is measured of each run.
type Figure struct {
	Key, Name string
	Better    int  // −1: less is; 1: more is; 0: it decides nothing, and is not tested
	Ratio     bool // it is positive, and compared by quotients, else by differences
	Yes       bool // 1 or 0, and counted
}

// Write makes NAME.md and its pictures in a folder.
func (p Page) Write(dir string) error {
	tests, err := p.tests()
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n**Answer**, beside *%s*:\n\n%s", p.Title, p.Why, p.Base, p.answer(tests))
	if p.Plain != "" {
		fmt.Fprintf(&b, "\n%s\n", p.Plain)
	}
	if p.Note != "" {
		fmt.Fprintf(&b, "\n%s\n", p.Note)
	}
	p.table(&b, tests)
	for _, e := range p.Experiments {
		p.experiment(&b, e)
		if err := draw.Save(p.spread(e), filepath.Join(dir, p.picture(e))); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n![%s: every run](%s)\n", e, p.picture(e))
	}
	p.settings(&b)
	return atomicfile.WriteBytes(filepath.Join(dir, p.Name+".md"), []byte(b.String()))
}

// values are a figure of all seeds of a variant that were tried; NaN where a run failed.
func (p Page) values(experiment, variant, figure string) (all []float64) {
	for seed := p.First; seed < p.First+p.Seeds; seed++ {
		if v, ok := p.Value(experiment, variant, seed, figure); ok {
			all = append(all, v)
		}
	}
	return all
}

// experiment is a table of medians.
func (p Page) experiment(b *strings.Builder, e string) {
	fmt.Fprintf(b, "\n## %s\n\n| ", e)
	for _, f := range p.Figures {
		fmt.Fprintf(b, "| %s ", f.Name)
	}
	fmt.Fprintf(b, "|\n|---%s|\n", strings.Repeat("|---", len(p.Figures)))
	for _, v := range p.names() {
		fmt.Fprintf(b, "| %s |", escaped(v))
		for _, f := range p.Figures {
			fmt.Fprintf(b, " %s |", f.cell(p.values(e, v, f.Key)))
		}
		b.WriteString("\n")
	}
}

// escaped is a text as a cell of a table in Markdown.
func escaped(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// names are those of all variants, the base first.
func (p Page) names() []string {
	all := []string{p.Base}
	for _, v := range p.Variants {
		all = append(all, v.Name)
	}
	return all
}

// cell is median and quartiles, or how often.
func (f Figure) cell(all []float64) string {
	var known []float64
	yes := 0
	for _, v := range all {
		if !math.IsNaN(v) {
			known = append(known, v)
			if v == 1 {
				yes++
			}
		}
	}
	switch {
	case len(known) == 0:
		return "–"
	case f.Yes:
		return fmt.Sprintf("%d of %d", yes, len(all))
	}
	s := stats.Summarize(known)
	text := fmt.Sprintf("%s (%s … %s)", measure.Format(s.Median), measure.Format(s.Q1), measure.Format(s.Q3))
	if none := len(all) - len(known); none > 0 { // the run failed, or it has none
		text += fmt.Sprintf(", %d no number", none)
	}
	return text
}

// picture is the file of an experiment's spread.
func (p Page) picture(e string) string {
	return p.Name + "-" + strings.ReplaceAll(e, " ", "-") + ".svg"
}

// spread has a panel for each figure that is tested and no count.
func (p Page) spread(e string) draw.Spread {
	s := draw.Spread{Title: p.Title, Caption: e, Methods: p.names()}
	for _, f := range p.Figures {
		if f.Better == 0 || f.Yes {
			continue
		}
		m := draw.Metric{Name: f.Name}
		for _, v := range s.Methods {
			m.Values = append(m.Values, p.values(e, v, f.Key))
		}
		s.Metrics = append(s.Metrics, m)
	}
	return s
}

// settings lists what every variant sets, and how to repeat the page.
func (p Page) settings(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Settings\n\n| | |\n|---|---|\n")
	for _, v := range p.Variants {
		fmt.Fprintf(b, "| %s | %s |\n", escaped(v.Name), escaped(v.Settings))
	}
	fmt.Fprintf(b, "\n`%s`\n", p.Command)
}
