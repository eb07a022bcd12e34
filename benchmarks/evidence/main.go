// Command evidence measures what `bimt train --finish` does to the published experiments,
// and how often the formulas that `bimt formula` prints then are the true ones.
//
//	go run ./benchmarks/evidence -out trials.jsonl -seeds 20 independence sharing composition
//	go run ./benchmarks/evidence -out trials.jsonl -first 20 -seeds 30 sharing
//	go run ./benchmarks/evidence -out trials.jsonl -seeds 3 -data DIR mnist
//	go run ./benchmarks/evidence -table finish   trials.jsonl > benchmarks/results/finish.md
//	go run ./benchmarks/evidence -table formulas trials.jsonl > benchmarks/results/formulas.md
//	go run ./benchmarks/evidence -table methods compare/sharing compare/sharing-finish
//
// A trial is an experiment with a seed: it is trained as published, measured, finished and
// measured again. Trials that stand in the file already are not run again. The
// last table is of folders that `bimt compare` left.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/gobimt/bimt/graph/blas"
)

func main() {
	out := flag.String("out", "", "file to add trials to, a JSON object a line")
	seeds := flag.Uint64("seeds", 10, "seeds below this number")
	first := flag.Uint64("first", 0, "the first of the seeds")
	data := flag.String("data", "", "file or folder of the data, where an experiment reads one")
	table := flag.String("table", "", "table to print of a file of trials: finish or formulas; methods is of folders of comparisons")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case *table == "methods":
		err = methodsTable(ctx, os.Stdout, flag.Args())
	case *table != "":
		err = printTable(os.Stdout, *table, flag.Arg(0))
	default:
		err = runAll(ctx, flag.Args(), *first, *seeds, *data, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "evidence:", err)
		os.Exit(1)
	}
}

func runAll(ctx context.Context, experiments []string, first, seeds uint64, data, path string) error {
	if path == "" || len(experiments) == 0 {
		return errors.New("name experiments, and with -out FILE where their trials go")
	}
	if err := blas.Use("go"); err != nil {
		return err
	}
	all, err := read(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	done := map[string]bool{}
	for _, t := range all {
		done[t.key()] = true
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // every line was checked
	for seed := first; seed < seeds; seed++ {
		for _, e := range experiments {
			t := &trial{Experiment: e, Seed: seed}
			if done[t.key()] {
				continue
			}
			if err := t.run(ctx, data); err != nil {
				return fmt.Errorf("%s: %w", t.key(), err)
			}
			line, err := json.Marshal(t)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(f, "%s\n", line); err != nil {
				return err
			}
		}
	}
	return nil
}

func read(path string) (all []*trial, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		t := &trial{}
		if err := json.Unmarshal(lines.Bytes(), t); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		all = append(all, t)
	}
	return all, lines.Err()
}
