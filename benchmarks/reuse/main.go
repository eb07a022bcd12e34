// Command reuse asks whether a module can be used again: part of a network that learned one composition of
// (x1−x2)² and (x3−x4)² is put into one that learns another, and the steps that this takes are counted.
//
//	nice go run ./benchmarks/reuse
//
// Figures of each run are kept in reuse.jsonl, so that it may be stopped and started again.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/graph"
)

func main() {
	out := flag.String("out", "benchmarks/results/questions", "folder of the page")
	seeds := flag.Int("seeds", 10, "seeds, from 0 on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := ask(ctx, *out, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "reuse:", err)
		os.Exit(1)
	}
}

func ask(ctx context.Context, out string, seeds int) error {
	graph.SetWorkers(1)
	store, err := answer.Open(filepath.Join(out, "reuse.jsonl"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "modules")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // of the system's temporary files
	m := maker{dir: dir, made: map[int]bool{}}
	var jobs []answer.Job
	for seed := range seeds {
		for _, e := range targets {
			for _, v := range variants {
				jobs = append(jobs, answer.Job{Run: key(e.name, v.name, seed), Do: func(ctx context.Context) (map[string]float64, error) {
					return m.run(ctx, e, v, seed)
				}})
			}
		}
	}
	if err := store.Do(ctx, jobs, 1); err != nil {
		return err
	}
	return page(store, seeds).Write(out)
}

func key(target, variant string, seed int) string {
	return fmt.Sprintf("%s, %s, seed %d", target, variant, seed)
}

func page(store *answer.Store, seeds int) answer.Page {
	p := answer.Page{
		Name: "reuse", Title: "Can a module be used again?", Why: why, Base: variants[0].name, Seeds: seeds,
		Note: fmt.Sprintf("On %s/%s; figures of every run: [reuse.jsonl](reuse.jsonl).", runtime.GOOS, runtime.GOARCH),
		Figures: []answer.Figure{
			{Key: "steps", Name: "steps to the loss", Better: -1, Ratio: true},
			{Key: "reached", Name: "reached", Yes: true},
			{Key: "test_loss", Name: "test loss at the end", Better: -1, Ratio: true},
			{Key: "weights", Name: "weights"},
			{Key: "module", Name: "weights of the module"},
		},
		Command: fmt.Sprintf("go run ./benchmarks/reuse -seeds %d", seeds),
		Value: func(target, variant string, seed int, figure string) (float64, bool) {
			return store.Figure(key(target, variant, seed), figure)
		},
	}
	for _, e := range targets {
		p.Experiments = append(p.Experiments, e.name)
	}
	for _, v := range variants[1:] {
		p.Variants = append(p.Variants, answer.Variant{Name: v.name, Settings: v.says})
	}
	return p
}
