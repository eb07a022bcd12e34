// Command reuse asks whether a module can be used again: part of a network that learned one composition of
// (x1−x2)² and (x3−x4)² is put into one that learns another, and the steps that this takes are counted.
//
//	nice go run ./benchmarks/reuse
//
// Figures of each run are kept in reuse.jsonl, so that it may be stopped and started again.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/gobimt/bimt/benchmarks/answer"
)

func main() { answer.Main("reuse", 10, ask) }

// ask trains what is missing and writes the page.
func ask(ctx context.Context, out string, seeds int) error {
	dir, err := os.MkdirTemp("", "modules")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // of the system's temporary files
	m := maker{dir: dir, made: map[int]bool{}}
	return page(seeds).Ask(ctx, out, m.run)
}

func page(seeds int) answer.Page {
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
	}
	for _, t := range targets {
		p.Experiments = append(p.Experiments, t.name)
	}
	for _, v := range variants[1:] {
		p.Variants = append(p.Variants, answer.Variant{Name: v.name, Settings: v.says})
	}
	return p
}
