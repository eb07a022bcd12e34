package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/gobimt/bimt/internal/run"
)

var measureNaN = run.Number(math.NaN())

// answer is a line for each variant.
func (p *page) answer() string {
	var all []string
	for _, v := range p.variants {
		var said []string
		for _, e := range p.experiments {
			said = append(said, e.name+": "+p.verdict(e.name, v.name))
		}
		all = append(all, fmt.Sprintf("- *%s*: %s.\n", v.name, strings.Join(said, "; ")))
	}
	return strings.Join(all, "")
}

// verdict says whether a variant helps: it makes the network smaller or easier to read without a higher
// loss, or lowers the loss without a larger or harder one.
func (p *page) verdict(experiment, variant string) string {
	var better, worse []string
	for _, f := range tested {
		r, ok := p.tests[test{experiment, variant, f}]
		if !ok || r.p > level {
			continue
		}
		words := fmt.Sprintf("%s × %.2g", words[f], r.factor)
		if r.factor < 1 {
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

// words name the tested figures in a sentence.
var words = map[string]string{"test_loss": "test loss", "active_weights": "weights", "reading_difficulty": "reading difficulty"}
