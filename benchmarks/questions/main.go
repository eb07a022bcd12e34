// Command questions asks what the authors of BIMT left open: does this or that change of the method give
// networks that are easier to read? Each question is a row of a table (questions.go), a page of
// benchmarks/results/questions and one command:
//
//	nice go run ./benchmarks/questions -question places -out benchmarks/results/questions
//
// It trains every variant and the published method on the same seeds, keeps the figures of each
// run in NAME.jsonl, so that it may be stopped and started again, and writes NAME.md and
// NAME-EXPERIMENT.svg. Variants are tested against the published method seed by seed
// (Wilcoxon), corrected for all tests of the page (Holm).
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/gobimt/bimt/graph"
)

func main() {
	name := flag.String("question", "", "one of "+strings.Join(names(), ", "))
	out := flag.String("out", "benchmarks/results/questions", "folder of the page")
	seeds := flag.Int("seeds", 10, "seeds, from -first on")
	first := flag.Int("first", 0, "first seed")
	jobs := flag.Int("jobs", 1, "runs at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := ask(ctx, *name, *out, *first, *seeds, *jobs); err != nil {
		fmt.Fprintln(os.Stderr, "questions:", err)
		os.Exit(1)
	}
}

// ask trains what is missing and writes the page.
func ask(ctx context.Context, name, out string, first, seeds, jobs int) error {
	q, err := find(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if jobs > 1 {
		graph.SetWorkers(1)
	}
	runs, err := train(ctx, q, out, first, seeds, jobs)
	if err != nil {
		return err
	}
	return write(q, runs, out, first, seeds)
}
