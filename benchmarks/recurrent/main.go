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
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/nearest"
)

func main() {
	name := flag.String("study", "", "cognitive or maze")
	out := flag.String("out", "benchmarks/results/questions", "folder of the page")
	seeds := flag.Int("seeds", 5, "seeds, from 0 on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := ask(ctx, *name, *out, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "recurrent:", err)
		os.Exit(1)
	}
}

// ask trains what is missing and writes the page.
func ask(ctx context.Context, name, out string, seeds int) error {
	i := slices.IndexFunc(studies, func(s study) bool { return s.name == name })
	if i < 0 {
		return nearest.Unknown("study", name, []string{"cognitive", "maze"})
	}
	s := studies[i]
	graph.SetWorkers(1)
	store, err := answer.Open(filepath.Join(out, name+".jsonl"))
	if err != nil {
		return err
	}
	var jobs []answer.Job
	for seed := range seeds {
		for _, m := range s.methods {
			jobs = append(jobs, answer.Job{Run: s.key(m.name, seed), Do: func(ctx context.Context) (map[string]float64, error) { return s.run(ctx, m, seed) }})
		}
	}
	if err := store.Do(ctx, jobs, 1); err != nil {
		return err
	}
	return s.page(store, seeds).Write(out)
}
