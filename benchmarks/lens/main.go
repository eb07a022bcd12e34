// Command lens puts what `bimt lens` finds of trained networks in a table, and in words:
//
//	go run ./benchmarks/lens -runs FOLDER -pretrained FOLDER > benchmarks/results/lens.md
//
// Five seeds each of modular-addition, s4 and modular-addition-transformer are trained into
// -runs, unless they stand there already, as `bimt train` would do it; -pretrained has two
// transformers of "The Clock and the Pizza" (arXiv 2306.17844), and is left out if not given.
// Beside every figure stands what chance gives.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/inside"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// subject is an experiment whose networks are looked into.
type subject struct {
	name     string
	settings []string // beside the published ones
}

var subjects = []subject{
	{"modular-addition", nil},
	{"s4", nil},
	{"modular-addition-transformer", []string{"batch=348", "steps=1000"}}, // a sixteenth of the published work
}

// look is what was found in one network.
type look struct {
	name   string
	report *inside.LensReport
	r      *run.Run
}

func main() {
	runs := flag.String("runs", "", "folder of the runs")
	pretrained := flag.String("pretrained", "", "folder with modadd-attention-0 and -1.safetensors")
	seeds := flag.Uint64("seeds", 5, "seeds 0, 1, … below this number")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := all(ctx, *runs, *pretrained, *seeds); err != nil {
		fmt.Fprintln(os.Stderr, "lens:", err)
		os.Exit(1)
	}
}

func all(ctx context.Context, runs, pretrained string, seeds uint64) error {
	if runs == "" {
		return errors.New("say with -runs FOLDER where the runs are, or go to")
	}
	if err := blas.Use("go"); err != nil {
		return err
	}
	found := map[string][]look{}
	for _, s := range subjects {
		for seed := range seeds {
			r, err := s.run(ctx, runs, seed)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", s.name, seed, err)
			}
			if err := add(found, s.name, fmt.Sprintf("seed %d", seed), r); err != nil {
				return err
			}
		}
	}
	for i := 0; pretrained != "" && i < 2; i++ {
		const of = "modular-addition-transformer"
		c, err := run.Load(of)
		if err != nil {
			return err
		}
		c.Init = filepath.Join(pretrained, fmt.Sprintf("modadd-attention-%d.safetensors", i))
		if _, err := c.TakeSaid(c.Init, nil); err != nil {
			return err
		}
		r, err := run.OpenWeights(ctx, c)
		if err != nil {
			return err
		}
		if err := add(found, of, "pretrained "+string(rune('A'+i)), r); err != nil {
			return err
		}
	}
	fmt.Print(page(found))
	return nil
}

func add(found map[string][]look, subject, name string, r *run.Run) error {
	report, err := inside.Lens(r)
	if err != nil {
		return fmt.Errorf("%s, %s: %w", subject, name, err)
	}
	found[subject] = append(found[subject], look{name, report, r})
	return nil
}

// run opens the run of a seed, which is trained if it is not there.
func (s subject) run(ctx context.Context, runs string, seed uint64) (*run.Run, error) {
	path := filepath.Join(runs, fmt.Sprintf("%s-bimt-seed%d", s.name, seed))
	if done, err := run.Finished(path); err != nil || done {
		if err != nil {
			return nil, err
		}
		return run.Open(ctx, path)
	}
	c, err := run.Load(s.name)
	if err == nil {
		err = c.Set(append([]string{fmt.Sprint("seed=", seed)}, s.settings...)...)
	}
	if err != nil {
		return nil, err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	folder, err := run.GoOn(path, r)
	if err != nil {
		return nil, err
	}
	_, err = sweep.Record(ctx, folder, r, sweep.Leave{Every: run.CheckpointEvery})
	if err = errors.Join(err, r.Err, folder.Close()); err != nil {
		return nil, err
	}
	return run.Open(ctx, path)
}
