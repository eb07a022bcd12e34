package answer

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/gobimt/bimt/graph"
)

// Main is the program of a question: beside flags of its own it knows -out, the folder of its page, and -seeds, of
// which so many are tried if nothing is said. Ctrl-C ends it; what it trained until then is kept by its Store. An
// error is one line and exit status 1.
func Main(name string, seeds int, ask func(ctx context.Context, dir string, seeds int) error) {
	dir := flag.String("out", "benchmarks/results/questions", "folder of the page")
	flag.IntVar(&seeds, "seeds", seeds, "how many")
	flag.Parse()
	graph.SetWorkers(1) // these networks are too small for more
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := os.MkdirAll(*dir, 0o755)
	if err == nil {
		err = ask(ctx, *dir, seeds)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Trial trains a variant (or the base) on an experiment, both by their names, and measures it.
type Trial func(ctx context.Context, experiment, variant string, seed int) (map[string]float64, error)

// Ask makes those runs of the page that NAME.jsonl in a folder lacks, one after the other and seed by seed, so that a
// part of them is a fair part, and writes the page beside it. It sets Value.
func (p Page) Ask(ctx context.Context, dir string, try Trial) error {
	store, err := Open(filepath.Join(dir, p.Name+".jsonl"))
	if err != nil {
		return err
	}
	key := func(experiment, variant string, seed int) string {
		return fmt.Sprintf("%s, %s, seed %d", experiment, variant, seed)
	}
	var jobs []Job
	for seed := p.First; seed < p.First+p.Seeds; seed++ {
		for _, e := range p.Experiments {
			for _, v := range p.names() {
				jobs = append(jobs, Job{Run: key(e, v, seed), Do: func(ctx context.Context) (map[string]float64, error) {
					return try(ctx, e, v, seed)
				}})
			}
		}
	}
	if err := store.Do(ctx, jobs, 1); err != nil {
		return err
	}
	p.Value = func(experiment, variant string, seed int, figure string) (float64, bool) {
		return store.Figure(key(experiment, variant, seed), figure)
	}
	return p.Write(dir)
}
