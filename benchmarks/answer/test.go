package answer

import (
	"fmt"
	"math"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/stats"
)

// level is what a corrected p must not exceed for a difference to count as shown.
const level = 0.05

// test is a variant beside the base by one figure, over all experiments and seeds.
type test struct {
	Figure
	p      float64   // corrected
	shift  float64   // median of variant ÷ base, or of their difference
	within []float64 // the same of each experiment
	pairs  int
	up     bool // the variant has more in most pairs that differ
}

func (t test) shown() bool { return t.p <= level }

// tests compares every variant with the base, pair by pair.
func (p Page) tests() (map[string][]test, error) {
	all := map[string][]test{}
	var ps []float64
	for _, v := range p.Variants {
		for _, f := range p.Figures {
			if f.Better == 0 {
				continue
			}
			t, err := p.test(v.Name, f)
			if err != nil {
				return nil, err
			}
			all[v.Name], ps = append(all[v.Name], t), append(ps, t.p)
		}
	}
	corrected := stats.Holm(ps)
	for _, v := range p.Variants {
		for i := range all[v.Name] {
			all[v.Name][i].p, corrected = corrected[0], corrected[1:]
		}
	}
	return all, nil
}

// test is Wilcoxon's signed-rank test of the pairs of all experiments.
func (p Page) test(variant string, f Figure) (test, error) {
	t := test{Figure: f, p: 1}
	var all []float64
	for _, e := range p.Experiments {
		var some []float64
		for seed := p.First; seed < p.First+p.Seeds; seed++ {
			a, _ := p.Value(e, variant, seed, f.Key)
			b, _ := p.Value(e, p.Base, seed, f.Key)
			if !math.IsNaN(a) && !math.IsNaN(b) {
				some = append(some, f.shift(a, b))
			}
		}
		t.within, all = append(t.within, f.back(stats.Summarize(some).Median)), append(all, some...)
	}
	t.pairs = len(all)
	if t.pairs == 0 {
		return t, nil
	}
	w, err := stats.Wilcoxon(all, make([]float64, len(all)))
	if err != nil {
		return t, fmt.Errorf("%s, %s: %w", variant, f.Name, err)
	}
	t.p, t.shift, t.up = w.P, f.back(stats.Summarize(all).Median), w.Statistic > float64(w.N*(w.N+1))/4
	return t, nil
}

// smallest stands for 0 where quotients are asked for.
const smallest = 1e-12

func (f Figure) shift(a, b float64) float64 {
	if f.Ratio {
		return math.Log(max(a, smallest) / max(b, smallest))
	}
	return a - b
}

func (f Figure) back(shift float64) float64 {
	if f.Ratio {
		return math.Exp(shift)
	}
	return shift
}

// by says how large a shift is.
func (f Figure) by(shift float64) string {
	if f.Ratio {
		return fmt.Sprintf("× %.2g", shift)
	}
	sign := "+"
	if shift < 0 {
		sign = "−"
	}
	return sign + measure.Format(math.Abs(shift))
}

// answer is a line for each variant.
func (p Page) answer(tests map[string][]test) string {
	var all []string
	for _, v := range p.Variants {
		all = append(all, fmt.Sprintf("- *%s*: %s.\n", v.Name, verdict(tests[v.Name])))
	}
	return strings.Join(all, "")
}

// verdict says whether a variant helps: something that was tested got better, and nothing worse.
func verdict(tests []test) string {
	var better, worse []string
	for _, t := range tests {
		if !t.shown() {
			continue
		}
		words := t.Name + " " + t.by(t.shift)
		switch more := map[bool]string{true: "more", false: "less"}[t.up]; {
		case t.Yes:
			words = more + " often " + t.Name
		case t.shift == 0: // no difference in half of the pairs
			words = more + " " + t.Name + " in some pairs"
		}
		if t.up == (t.Better > 0) {
			better = append(better, words)
		} else {
			worse = append(worse, words)
		}
	}
	switch {
	case len(better) == 0 && len(worse) == 0:
		return "can't be told"
	case len(worse) == 0:
		return "helps (" + strings.Join(better, ", ") + ")"
	case len(better) == 0:
		return "doesn't (" + strings.Join(worse, ", ") + ")"
	}
	return "trades " + strings.Join(worse, ", ") + " for " + strings.Join(better, ", ")
}

// table has all tests.
func (p Page) table(b *strings.Builder, tests map[string][]test) {
	n := 0
	for _, ts := range tests {
		n += len(ts)
	}
	fmt.Fprintf(b, "\nSeeds %d to %d. Below, the median change of each figure (in brackets of %s) and p of the two-sided Wilcoxon "+
		"signed-rank test of all pairs of one seed, corrected by Holm for the %d tests of this page; bold where it is at most %v. The other tables have medians and quartiles.\n\n| ",
		p.First, p.First+p.Seeds-1, strings.Join(p.Experiments, ", "), n, level)
	var line strings.Builder
	for _, f := range p.Figures {
		if f.Better != 0 {
			fmt.Fprintf(b, "| %s ", f.Name)
			line.WriteString("|---")
		}
	}
	fmt.Fprintf(b, "|\n|---%s|\n", line.String())
	for _, v := range p.Variants {
		fmt.Fprintf(b, "| %s |", escaped(v.Name))
		for _, t := range tests[v.Name] {
			fmt.Fprintf(b, " %s |", t.cell())
		}
		b.WriteString("\n")
	}
}

func (t test) cell() string {
	if t.pairs == 0 {
		return "–"
	}
	var within []string
	for _, s := range t.within {
		if within = append(within, "–"); !math.IsNaN(s) {
			within[len(within)-1] = t.by(s)
		}
	}
	text := fmt.Sprintf("%s (%s), p = %.2g", t.by(t.shift), strings.Join(within, ", "), t.p)
	if t.Yes { // medians of yes and no say little
		text = fmt.Sprintf("p = %.2g", t.p)
	}
	if t.shown() {
		return "**" + text + "**"
	}
	return text
}
