// Command fleet tries sweeps on many workers:
//
//	go run ./benchmarks/fleet runners        the same sweep by every runner: the same bytes
//	go run ./benchmarks/fleet chaos          workers and the server killed, the queue deleted
//	go run ./benchmarks/fleet scale          one worker beside two, and beside no network
//	go run ./benchmarks/fleet wait           workers that don't train: what the rest costs
//
// Each prints a part of benchmarks/results/sweeps.md. The exit status is 1 if a run is lost,
// made twice, or has other bytes than those of a sweep on one machine without trouble.
//
// Left out of the comparison are the three times in each run's summary.json, and locks.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// options are the flags.
type options struct {
	program string // bimt
	dir     string // for sweeps
	runs    int
	steps   int
	width   int // of hidden layers
	workers int
	every   time.Duration // between kills
	lease   time.Duration
	seed    uint64
	url     string
}

func main() {
	if err := fleet(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

func fleet(args []string) error {
	parts := map[string]func(options) error{"runners": runners, "chaos": chaos, "scale": scale, "wait": wait, "lead": lead, "work": work}
	if len(args) == 0 || parts[args[0]] == nil {
		return fmt.Errorf("name one of runners, chaos, scale, wait")
	}
	var o options
	flags := flag.NewFlagSet(args[0], flag.ExitOnError)
	flags.StringVar(&o.program, "bimt", "", "the program; built from this folder if not given")
	flags.StringVar(&o.dir, "dir", "", "folder for sweeps; a temporary one if not given")
	flags.IntVar(&o.runs, "runs", 500, "of a sweep")
	flags.IntVar(&o.steps, "steps", 60, "of a run")
	flags.IntVar(&o.width, "width", 20, "of hidden layers; narrow ones are quick to measure")
	flags.IntVar(&o.workers, "workers", 3, "processes; of wait: workers in all")
	flags.DurationVar(&o.every, "every", 3*time.Second, "between kills of workers")
	flags.DurationVar(&o.lease, "lease", 3*time.Second, "of a run, when its worker is silent")
	flags.Uint64Var(&o.seed, "seed", 1, "of the kills")
	flags.StringVar(&o.url, "url", "", "of the server, for the processes of wait")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "fleet-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) // it is this program's own
		o.dir = dir
	}
	if o.program == "" && args[0] != "wait" && args[0] != "lead" && args[0] != "work" {
		o.program = filepath.Join(o.dir, "bimt")
		if out, err := exec.Command("go", "build", "-o", o.program, "./cmd/bimt").CombinedOutput(); err != nil {
			return fmt.Errorf("go build ./cmd/bimt: %w\n%s", err, out)
		}
	}
	return parts[args[0]](o)
}
