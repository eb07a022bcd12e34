package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

const head = `# What lenses find in trained networks

` + "`go run ./benchmarks/lens -runs FOLDER -pretrained FOLDER`" + `. Beside every figure stands, in
brackets, what chance gives: a random table of the same shape for what is read from an
embedding, the network untrained for what is read from its answers, the same values shuffled
for irreps. Where the answer is planted it comes out as planted, and random tables give
chance: a ring of frequency 7, pure irreps, an induction head, a channel that sets a token apart
(tests in ` + "`bimt/lens` and `internal/inside`" + `).
`

// page has a table for each experiment, and the same in words.
func page(found map[string][]look) string {
	var b strings.Builder
	b.WriteString(head)
	for _, s := range subjects {
		fmt.Fprintf(&b, "\n## %s%s\n\n", s.name, beside(s.settings))
		if found[s.name][0].report.Permutation != nil {
			permutations(&b, found[s.name])
		} else {
			addition(&b, found[s.name])
		}
	}
	return b.String()
}

func beside(settings []string) string {
	if len(settings) == 0 {
		return ", as published"
	}
	return " with " + strings.Join(settings, ", ")
}

// figure is one of several beside its null.
func figure(all []inside.Figure, name string) string {
	for _, f := range all {
		if f.Name == name {
			return pair(f.Value, f.Null)
		}
	}
	return "–"
}

func pair(value, null run.Number) string {
	return fmt.Sprintf("%s (%s)", measure.Format(float64(value)), measure.Format(float64(null)))
}

func addition(b *strings.Builder, all []look) {
	b.WriteString("| network | right, of all pairs | circularity | strongest frequency's share | frequencies above chance | gradient symmetry | distance irrelevance | verdict |\n|---|---|---|---|---|---|---|---|\n")
	count := map[lens.Algorithm]int{}
	for _, l := range all {
		a := l.report.Addition
		count[a.Verdict]++
		fmt.Fprintf(b, "| %s | %.4g%% | %s | %s | %s | %s | %s | %s |\n", l.name, 100*float64(a.Accuracy), figure(a.Figures, "circularity"),
			figure(a.Figures, "share of the strongest frequency"), numbers(a.Frequencies), figure(a.Figures, "gradient symmetry"), figure(a.Figures, "distance irrelevance"), a.Verdict)
	}
	fmt.Fprintf(b, "\nIn words: of %d networks %d are called pizza, %d clock, and of %d neither can be told.\n\n", len(all), count[lens.Pizza], count[lens.Clock], count[lens.Neither])
	for _, l := range all {
		a := l.report.Addition
		fmt.Fprintf(b, "- **%s**: %s. %s.%s\n", l.name, waves(a), upper(a.Why), stages(l.report.Stream))
	}
}

// waves says what the embedding is made of.
func waves(a *inside.AdditionReport) string {
	rings, variance := 0, 0.0
	for _, g := range a.Rings {
		if g.Circularity >= 0.9 {
			rings, variance = rings+1, variance+float64(g.Variance)
		}
	}
	if len(a.Frequencies) == 0 {
		return "No frequency of its embedding is stronger than chance gives"
	}
	return fmt.Sprintf("Its embedding is made of %d frequencies, and %d of its first %d principal components are waves of one (circularity above 0.9), with %.0f%% of the variance", len(a.Frequencies), rings, len(a.Rings), 100*variance)
}

// stages says where the answer can be read, and why heads look.
func stages(s *inside.StreamReport) string {
	if s == nil {
		return ""
	}
	var where []string
	for _, x := range s.Stages {
		where = append(where, fmt.Sprintf("%s %.2f (%.2f)", x.Name, float64(x.Accuracy), float64(x.AccuracyNull)))
	}
	text := " The unembedding reads the answer, stage by stage, in " + strings.Join(where, ", ") + " of the test rows."
	if h := s.Heads[0]; h.Because != nil {
		text += fmt.Sprintf(" The scores of its heads vary by which number is asked (place–token) in a share of %s.", pair(mean(s.Heads, "place–token")))
	}
	return text
}

// mean is that of a product over the heads.
func mean(heads []inside.Head, product string) (value, null run.Number) {
	n := run.Number(len(heads))
	for _, h := range heads {
		value, null = value+h.Because[product]/n, null+h.BecauseNull[product]/n
	}
	return value, null
}

func permutations(b *strings.Builder, all []look) {
	b.WriteString("| network | test accuracy | living channels | mean share of a channel's largest irrep | largest share of the sign | sign neuron |\n|---|---|---|---|---|---|\n")
	named := 0
	for _, l := range all {
		p := l.report.Permutation
		accuracy := math.NaN()
		if _, test, err := l.r.Scores(); err == nil {
			accuracy = test.Accuracy
		}
		sign := "–"
		if p.Sign != "" {
			named++
			sign = p.Sign
		}
		fmt.Fprintf(b, "| %s | %.3f | %d of %d | %s | %s | %s |\n", l.name, accuracy, len(p.Channels), len(p.Channels)+p.Dead,
			figure(p.Figures, "mean share of a channel's largest irrep"), figure(p.Figures, "largest share of the sign in a channel"), sign)
	}
	fmt.Fprintf(b, "\nIn words: %d of %d networks have a neuron for the sign of a permutation.\n\n", named, len(all))
	for _, l := range all {
		p := l.report.Permutation
		fmt.Fprintf(b, "- **%s**: %s. Of its channels, %s; %d set a single permutation apart (kurtosis above %d; that of a random table's channels is at most %s).\n",
			l.name, upper(p.Why), irreps(p), alone(l.report.Channels), single, measure.Format(float64(l.report.Channels.Figures[1].Null)))
	}
}

// single is the kurtosis from which a channel of 24 tokens has one that stands out from all
// others: alone it has 22.
const single = 15

// alone counts the channels that set a single token apart.
func alone(c *inside.ChannelReport) (n int) {
	for _, x := range c.Channels {
		if x.Kurtosis > single {
			n++
		}
	}
	return n
}

// irreps counts the channels by the irrep that has more than half of their energy.
func irreps(p *inside.S4Report) string {
	count, mixed := map[string]int{}, 0
	for _, c := range p.Channels {
		largest := 0.0
		for _, e := range c.Energies {
			largest = max(largest, e)
		}
		if largest > 0.5 {
			count[c.Irrep]++
		} else {
			mixed++
		}
	}
	var parts []string
	for _, name := range p.Irreps {
		if n := count[name]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d hold mostly %s", n, name))
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("%d are mixed", mixed)), ", ")
}

func numbers(all []int) string {
	if len(all) == 0 {
		return "–"
	}
	return strings.Trim(fmt.Sprint(all), "[]")
}

// upper has a capital letter first.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
