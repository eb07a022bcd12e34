// Command crash kills the program (SIGKILL) at random moments of a training or of a
// comparison, has it go on, and compares every file that is left with those of a run that
// was never stopped, byte by byte:
//
//	go run ./benchmarks/crash -train 1000 -compare 100 -mnist FOLDER > benchmarks/results/crash.md
//
// All kinds of experiment take their turns, made short so that each takes about half a
// second, with a checkpoint every 20 ms where the program's own interval is 30 s. A kill
// counts if the program was still at work. Moments are drawn from -seed, between the
// program's start and 1.2 times the time that a run which was not killed took.
//
// Left out of the comparison is what the clock says: in summary.json and compare.csv
// the keys of times, in compare.json also the date; of a comparison the two files that show
// times beside the rest, index.html and spread.svg. The exit status is 1 if any file differs.
//
// With -tensors it lists what is in a checkpoint, for checkpoint.py, which reads it by the public
// safetensors library of Python.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.train, "train", 1000, "kills of bimt train")
	flag.IntVar(&o.compare, "compare", 100, "kills of bimt compare")
	flag.Uint64Var(&o.seed, "seed", 1, "of the moments")
	flag.StringVar(&o.program, "bimt", "", "the program; built from this folder if not given")
	flag.StringVar(&o.mnist, "mnist", "", "folder with images in IDX files; left out if not given")
	flag.IntVar(&o.jobs, "jobs", 2, "programs at a time")
	flag.DurationVar(&o.limit, "limit", 24*time.Hour, "when to stop, with as many kills as there are then")
	flag.BoolVar(&o.verbose, "v", false, "tell of every kill on stderr")
	tensors := flag.String("tensors", "", "kill nothing, and list the tensors of a checkpoint for checkpoint.py")
	flag.Parse()
	if *tensors != "" {
		if err := listTensors(os.Stdout, *tensors); err != nil {
			fmt.Fprintln(os.Stderr, "crash:", err)
			os.Exit(2)
		}
		return
	}
	rows, err := measure(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(2)
	}
	fmt.Print(page(rows, o))
	for _, r := range rows {
		if r.same != r.kills {
			os.Exit(1)
		}
	}
}

// options are the flags.
type options struct {
	train, compare int
	seed           uint64
	program, mnist string
	verbose        bool
	jobs           int
	limit          time.Duration
}

// page is the table in Markdown.
func page(rows []row, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Killed at random moments\n\n`go run ./benchmarks/crash -train %d -compare %d -seed %d", o.train, o.compare, o.seed)
	if o.mnist != "" {
		b.WriteString(" -mnist FOLDER")
	}
	fmt.Fprintf(&b, "` on %s/%s with %d processors, %s.\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b.WriteString("| what is killed | not killed, s | kills | began anew | went on from a checkpoint | steps were all done | same bytes at the end |\n|---|---|---|---|---|---|---|\n")
	var all row
	for _, r := range rows {
		b.WriteString(r.line())
		all.kills, all.anew, all.on, all.late, all.same = all.kills+r.kills, all.anew+r.anew, all.on+r.on, all.late+r.late, all.same+r.same
	}
	all.name = "**all**"
	b.WriteString(all.line())
	return b.String()
}

func (r row) line() string {
	took := ""
	if r.took > 0 {
		took = fmt.Sprintf("%.2f", r.took.Seconds())
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %d of %d |\n", r.name, took, r.kills, r.anew, r.on, r.late, r.same, r.kills)
}
