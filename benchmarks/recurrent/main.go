// Command recurrent asks what BIMT does to recurrent networks: do the clusters of neurons that serve the same
// tasks stand together, and is seRNN's maze learned by a modular network? Both are pages of
// benchmarks/results/questions:
//
//	nice go run ./benchmarks/recurrent -study cognitive
//	nice go run ./benchmarks/recurrent -study maze
//
// Figures of each run are kept in STUDY.jsonl, so that it may be stopped and started again. The network is
// nn.Recurrent, unrolled, on an axis that is connected to itself: train.go is a program to copy from.
package main

import (
	"context"
	"flag"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/internal/nearest"
)

func main() {
	name := flag.String("study", "", "cognitive or maze")
	answer.Main("recurrent", 5, func(ctx context.Context, dir string, seeds int) error { return ask(ctx, *name, dir, seeds) })
}

// ask trains what is missing and writes the page.
func ask(ctx context.Context, name, dir string, seeds int) error {
	i := slices.IndexFunc(studies, func(s study) bool { return s.name == name })
	if i < 0 {
		return nearest.Unknown("study", name, []string{"cognitive", "maze"})
	}
	s := studies[i]
	p := answer.Page{
		Name: s.name, Title: s.title, Why: s.why, Note: s.note, Experiments: []string{s.name}, Base: s.base, Figures: s.figures, Seeds: seeds,
		Command: fmt.Sprintf("go run ./benchmarks/recurrent -study %s -seeds %d", s.name, seeds),
	}
	for _, m := range s.methods {
		if m.name != s.base {
			p.Variants = append(p.Variants, answer.Variant{Name: m.name, Settings: m.says})
		}
	}
	return p.Ask(ctx, dir, func(ctx context.Context, _, by string, seed int) (map[string]float64, error) {
		m := s.methods[slices.IndexFunc(s.methods, func(m method) bool { return m.name == by })]
		return s.run(ctx, m, seed)
	})
}
