// Command questions asks what the authors of BIMT left open: does this or that change of the method give
// networks that are easier to read? Each question is a row of a table (questions.go), a page of
// benchmarks/results/questions and one command:
//
//	nice go run ./benchmarks/questions -question places -out benchmarks/results/questions
//
// It trains every variant and what it is compared with on the same seeds, keeps the figures of each
// run in runs.jsonl, which the questions share, so that it may be stopped and started again, and writes
// NAME.md and NAME-EXPERIMENT.svg.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gobimt/bimt/benchmarks/answer"
)

func main() {
	name := flag.String("question", "", "one of "+strings.Join(names(), ", "))
	first := flag.Int("first", 0, "first seed")
	jobs := flag.Int("jobs", 1, "runs at a time")
	only := flag.String("experiment", "", "train this one alone, and write no page")
	answer.Main("questions", 10, func(ctx context.Context, dir string, seeds int) error {
		return ask(ctx, *name, dir, *only, *first, seeds, *jobs)
	})
}

// ask trains what is missing and writes the page.
func ask(ctx context.Context, name, dir, only string, first, seeds, jobs int) error {
	q, err := find(name)
	if err != nil {
		return err
	}
	if only != "" {
		q.experiments = slices.DeleteFunc(slices.Clone(q.experiments), func(e experiment) bool { return e.name != only })
	}
	store, err := answer.Open(filepath.Join(dir, "runs.jsonl"))
	if err != nil {
		return err
	}
	if err := store.Do(ctx, q.jobs(first, seeds), jobs); err != nil || only != "" {
		return err
	}
	return q.page(store, first, seeds).Write(dir)
}

// page is the question with the figures of the store.
func (q question) page(store *answer.Store, first, seeds int) answer.Page {
	p := answer.Page{
		Name: q.name, Title: q.title, Why: q.why, Plain: q.plain, Base: q.base.name, First: first, Seeds: seeds,
		Figures: []answer.Figure{
			{Key: "test_loss", Name: "test loss", Better: -1, Ratio: true},
			{Key: "active_weights", Name: "weights", Better: -1, Ratio: true},
			{Key: "found", Name: "readable", Better: 1, Yes: true},
			{Key: "near", Name: "differences first", Yes: true},
			{Key: "reading_difficulty", Name: "reading difficulty", Better: -1, Ratio: true},
			{Key: "connection_cost", Name: "connection cost"},
		},
		Command: fmt.Sprintf("go run ./benchmarks/questions -question %s -first %d -seeds %d", q.name, first, seeds),
	}
	by, of := map[string]variant{q.base.name: q.base}, map[string]experiment{}
	for _, v := range q.variants {
		by[v.name] = v
		p.Variants = append(p.Variants, answer.Variant{Name: v.name, Settings: v.says()})
	}
	for _, e := range q.experiments {
		of[e.name] = e
		p.Experiments = append(p.Experiments, e.name)
	}
	p.Value = func(experiment, name string, seed int, figure string) (float64, bool) {
		e, v := of[experiment], by[name]
		if e.seeds > 0 && seed >= first+e.seeds {
			return math.NaN(), false
		}
		if v.finish {
			figure = finished + figure
		}
		return store.Figure(e.key(v, seed), figure)
	}
	p.Note = fmt.Sprintf("*Readable*: %s. Figures of every run: [runs.jsonl](runs.jsonl); on %s/%s.", readable, runtime.GOOS, runtime.GOARCH)
	return p
}

// readable says what experiment.found looks for.
const readable = "of independence and other pairs of formulas, the two outputs share no input; of sharing, in the last hidden layer each neuron serves one input, and outputs " +
	"read a square that they share from the same neurons; of composition, each neuron of the first hidden layer reads x1 − x2 or x3 − x4 (weights opposite to a tenth) and one neuron of a later layer has all that the output is told. " +
	"*Differences first* is the same, but for neurons that read both differences; all over weights above 0.01"

// says are the settings as an option.
func (v variant) says() string {
	var all []string
	for _, s := range v.settings {
		if strings.ContainsAny(s, " []{}") { // to a shell
			s = "'" + s + "'"
		}
		all = append(all, "`--set "+s+"`")
	}
	if v.finish {
		all = append(all, "`--finish`")
	}
	return strings.Join(all, " ")
}
