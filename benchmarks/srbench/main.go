// Command srbench measures how often formula recovery finds a formula of the Feynman
// database exactly, from a table of its values, with noise and without.
//
//	nice go run ./benchmarks/srbench -out benchmarks/results/srbench.jsonl
//	go run ./benchmarks/srbench -table benchmarks/results/srbench.jsonl > benchmarks/results/srbench.md
//
// It takes the formulas of three inputs at most, 10,000 rows each, and searches in the rows
// themselves: no network is trained. What it counts is
// compared with the results of SRBench (La Cava et al. 2021, arXiv 2107.14351) with care:
// SRBench's problems have up to nine inputs.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gobimt/bimt/bimt/formula"
)

// outcome is one search.
type outcome struct {
	Problem string  `json:"problem"`
	Noise   float64 `json:"noise"`
	Seed    uint64  `json:"seed"`
	equality
	Fit     bool    `json:"fit"` // the search calls it a good fit
	R2      float64 `json:"r2"`  // on rows kept aside
	Formula string  `json:"formula"`
	Seconds float64 `json:"seconds"`
}

func main() {
	out := flag.String("out", "", "file to add outcomes to, a JSON object a line; those in it are not run again")
	table := flag.String("table", "", "file of outcomes to print as a table")
	rows := flag.Int("rows", searchedRows, "rows of a table")
	seeds := flag.Int("seeds", 3, "searches of each problem")
	only := flag.String("only", "", "one problem by name")
	limit := flag.Duration("limit", 2*time.Minute, "longest search")
	workers := flag.Int("workers", 1, "searches at once")
	flag.Parse()
	var err error
	if *table != "" {
		err = printTable(os.Stdout, *table)
	} else {
		err = run(*out, *only, *rows, *seeds, *workers, *limit)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "srbench:", err)
		os.Exit(1)
	}
}

type job struct {
	p     *problem
	noise float64
	seed  uint64
}

func run(path, only string, rows, seeds, workers int, limit time.Duration) error {
	done, err := read(path)
	if err != nil {
		return err
	}
	jobs := make(chan job)
	outcomes := make(chan outcome)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for j := range jobs {
				outcomes <- search(j, rows, limit)
			}
		})
	}
	go func() {
		for seed := range uint64(seeds) {
			for _, noise := range []float64{0.01, 0} {
				for i := range problems {
					j := job{&problems[i], noise, seed}
					if !done[key(j.p.name, noise, seed)] && (only == "" || only == j.p.name) {
						jobs <- j
					}
				}
			}
		}
		close(jobs)
		group.Wait()
		close(outcomes)
	}()
	file := os.Stdout
	if path != "" {
		if file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // every line was checked
	}
	for o := range outcomes {
		line, err := json.Marshal(o)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(file, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

func key(name string, noise float64, seed uint64) string {
	return fmt.Sprint(name, " ", noise, " ", seed)
}

func search(j job, rows int, limit time.Duration) outcome {
	o := outcome{Problem: j.p.name, Noise: j.noise, Seed: j.seed}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	d, err := j.p.rows(rows, j.noise, j.seed)
	start := time.Now()
	if err == nil {
		var found formula.Result
		if found, err = formula.Recover(ctx, d, formula.Options{Seed: j.seed}); err == nil {
			top := found.Candidates[0]
			o.Fit, o.R2, o.Formula = found.Best != nil, top.R2, top.Expr.String()
			o.equality, err = compare(j.p, top.Expr, 3)
		}
	}
	if err != nil {
		o.Formula = "error: " + err.Error()
	}
	o.Seconds = time.Since(start).Seconds()
	return o
}

func read(path string) (map[string]bool, error) {
	done := map[string]bool{}
	all, err := outcomesOf(path)
	if os.IsNotExist(err) || path == "" {
		return done, nil
	}
	for _, o := range all {
		done[key(o.Problem, o.Noise, o.Seed)] = true
	}
	return done, err
}

func outcomesOf(path string) ([]outcome, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	var all []outcome
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var o outcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", path, strings.TrimSpace(lines.Text()), err)
		}
		all = append(all, o)
	}
	return all, lines.Err()
}
