// Command sparse measures what few weights are worth when a network predicts: code that
// `bimt export --to go` writes against the dense network, one row at a time, and
// `bimt predict` neuron by neuron against matrices, many rows at once.
//
//	bimt train independence --finish; bimt train s4 --finish; bimt train mnist --finish
//	go run ./benchmarks/sparse runs/independence-bimt-seed0 runs/s4-bimt-seed0 runs/mnist-bimt-seed0
//
// The two are measured in turn, on one worker; given is the least of many short rounds.
package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
)

// rounds are how often each is measured at most, for so long.
const rounds, longest = 2000, 6 * time.Second

func main() {
	if err := all(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sparse:", err)
		os.Exit(1)
	}
}

func all(ctx context.Context, folders []string) error {
	if err := blas.Use("go"); err != nil {
		return err
	}
	graph.SetWorkers(1)
	fmt.Println("| network | numbers | weights | rows at once | dense | sparse | times as fast | largest difference, of the largest answer |\n|---|---|---|---|---|---|---|---|")
	for _, folder := range folders {
		r, err := run.Open(ctx, folder)
		if err != nil {
			return err
		}
		if r.Data.Tokens == 0 && r.Data.Classes == 0 {
			if err := oneByOne(ctx, r); err != nil {
				return fmt.Errorf("%s: %w", folder, err)
			}
		}
		if err := together(r); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
	}
	return nil
}

func row(r *run.Run, at string, dense, sparse, off float64) {
	kept, total := run.ActiveWeights(r.Network.Space, 0)
	fmt.Printf("| %s | %s | %d of %d | %s | %s | %s | **%.1f** | %.0e |\n", r.Config.Experiment, r.Config.DType, kept, total, at,
		duration(dense), duration(sparse), dense/sparse, off)
}

func duration(ns float64) string {
	if ns < 1e4 {
		return fmt.Sprintf("%.0f ns", ns)
	}
	return fmt.Sprintf("%.0f µs", ns/1e3)
}

// least gives the nanoseconds that a call of each function takes: the least of many rounds in
// turn, of a millisecond or a call each, which other work on the machine does not lengthen.
func least(functions ...func() error) ([]float64, error) {
	best, calls := make([]float64, len(functions)), make([]int, len(functions))
	began := time.Now()
	for round := 0; round < rounds && (round < 2 || time.Since(began) < longest); round++ {
		for k, f := range functions {
			calls[k] = max(1, calls[k])
			start := time.Now()
			for range calls[k] {
				if err := f(); err != nil {
					return nil, err
				}
			}
			ns := float64(time.Since(start).Nanoseconds()) / float64(calls[k])
			if round == 0 || ns < best[k] {
				best[k] = ns
			}
			calls[k] = int(1e6 / best[k])
		}
	}
	return best, nil
}

// dense is the network as it is trained, for so many rows at once.
func dense(r *run.Run, rows int) (feed func(x []float64) error, out func() ([]float64, error), do func() error, err error) {
	n := r.Network
	x, err := graph.Input(n.Params.Graph(), n.Params.DType(), fmt.Sprint("dense ", rows), append([]int{rows}, r.Data.Test.XShape...)...)
	if err != nil {
		return nil, nil, nil, err
	}
	y, err := n.Apply(x)
	if err != nil {
		return nil, nil, nil, err
	}
	program := graph.Program{Lean: true}
	program.Outputs = append(program.Outputs, y)
	s, err := graph.Compile(program)
	if err != nil {
		return nil, nil, nil, err
	}
	return func(v []float64) error { return graph.Feed(x, v...) }, func() ([]float64, error) { return s.Float64s(y) }, s.Run, nil
}

// together compares all rows at once: the test's and, if they are under 1,000, the training's.
func together(r *run.Run) error {
	x := r.Data.Test.AppendX(nil, 0, r.Data.Test.Rows)
	rows := r.Data.Test.Rows
	if rows < 1000 {
		x, rows = r.Data.Train.AppendX(x, 0, r.Data.Train.Rows), rows+r.Data.Train.Rows
	}
	feed, answers, do, err := dense(r, rows)
	if err != nil {
		return err
	}
	predict, err := inside.SparsePredictor(r)
	if err != nil {
		return err
	}
	var got []float64
	by, err := least(func() error { return firstOf(feed(x), do) }, func() (err error) { got, err = predict(x); return err })
	if err != nil {
		return err
	}
	want, err := answers()
	if err != nil {
		return err
	}
	row(r, fmt.Sprint(rows), by[0], by[1], off(got, want))
	return nil
}

func firstOf(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func off(got, want []float64) float64 {
	most, largest := 0.0, 0.0
	for i, v := range want {
		most, largest = max(most, math.Abs(got[i]-v)), max(largest, math.Abs(v))
	}
	return most / largest
}

// harness measures exported code in a process of its own, and prints answers to a row.
const harness = `package main

import (
	"fmt"
	"time"
	"exported/law"
)

var in, sum = []float64{%s}, 0.0

func main() {
	out, best := make([]float64, %d), time.Hour
	for range %d {
		start := time.Now()
		for range 1000 {
			law.PredictInto(out, in)
			sum += out[0]
		}
		best = min(best, time.Since(start))
	}
	fmt.Println(float64(best.Nanoseconds()) / 1000)
	for _, v := range law.Predict(in) {
		fmt.Println(v)
	}
}
`

// oneByOne compares the Go code of the network with its own prediction of one row.
func oneByOne(ctx context.Context, r *run.Run) error {
	x := r.Data.Test.AppendX(nil, 0, 1)
	dir, err := os.MkdirTemp("", "sparse")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left is in the system's own folder
	var code bytes.Buffer
	if err := inside.Export(&code, r, "go", "law", 0); err != nil {
		return err
	}
	words := strings.Trim(strings.ReplaceAll(fmt.Sprint(x), " ", ", "), "[]")
	for name, text := range map[string]string{
		"go.mod": "module exported\n\ngo 1.24\n", "law/law.go": code.String(), "main.go": fmt.Sprintf(harness, words, r.Network.Out.Len(), rounds),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", "exported", ".")
	build.Dir = dir
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	feed, answers, do, err := dense(r, 1)
	if err != nil {
		return err
	}
	by, err := least(func() error { return firstOf(feed(x), do) })
	if err != nil {
		return err
	}
	text, err := exec.CommandContext(ctx, filepath.Join(dir, "exported")).Output()
	if err != nil {
		return err
	}
	var got []float64
	for _, w := range strings.Fields(string(text)) {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return err
		}
		got = append(got, v)
	}
	want, err := answers()
	if err != nil {
		return err
	}
	row(r, "1, as Go code", by[0], got[0], off(got[1:], want))
	return nil
}
