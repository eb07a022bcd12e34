// Command soak shows whether memory stays flat: over many short trainings in one process,
// and over one long training, both with all that `bimt train` leaves in a folder:
//
//	go run ./benchmarks/soak -trainings 1000 -for 30m -out benchmarks/results
//
// It writes soak-trainings.svg and soak-long.svg, and prints a table. Live memory is what
// the heap holds after a collection; that of the process is what the system has given it
// (Linux alone tells). The exit status is 1 where the last quarter of either holds over a tenth more
// live memory than the second quarter.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
	"github.com/gobimt/bimt/nn"
)

func main() {
	trainings := flag.Int("trainings", 1000, "short trainings")
	long := flag.Duration("for", 30*time.Minute, "of the long training")
	out := flag.String("out", ".", "folder of the pictures")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	flat, err := soak(ctx, *trainings, *long, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	if !flat {
		os.Exit(1)
	}
}

func soak(ctx context.Context, trainings int, long time.Duration, out string) (flat bool, err error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir) // what can't be removed is the system's
	short, err := many(ctx, dir, trainings)
	if err != nil {
		return false, err
	}
	one, err := lasting(ctx, dir, long)
	if err != nil {
		return false, err
	}
	fmt.Printf("| memory, MB | %s |\n|---|---|---|---|---|---|\n", columns)
	fmt.Print(short.rows(fmt.Sprintf("%d short trainings", trainings)), one.rows(fmt.Sprintf("one of %v", long)))
	for name, s := range map[string]*series{"soak-trainings": short, "soak-long": one} {
		b, err := picture.SVGOf(s.figure())
		if err != nil {
			return false, err
		}
		if err := atomicfile.WriteBytes(filepath.Join(out, name+".svg"), b); err != nil {
			return false, err
		}
	}
	return short.flat() && one.flat(), nil
}

// kinds are short trainings of every kind of network and data; they take turns.
var kinds = [][]string{
	{"sharing", "steps=100"},
	{"two-moons", "steps=60", "width=12", "swap_every=20"},
	{"in-context", "steps=10", "width=8", "heads=2", "train_rows=40", "test_rows=10", "batch=8", "swap_every=5"},
	{"s4", "steps=20", "group=3", "width=9"},
	{"independence", "steps=60", "finish=20", "on_nan=rewind"},
	{"digits", "steps=10", "width=9", "train_rows=100", "test_rows=50"},
}

// drawn is how often a training is drawn too: pictures take longer than these trainings.
const drawn = 20

// many trains many times in one process.
func many(ctx context.Context, dir string, n int) (*series, error) {
	s := &series{title: "memory over short trainings in one process", x: "trainings"}
	for i := range n {
		pictures := picture.None
		if i%drawn == 0 {
			pictures = picture.SVGAndPNG
		}
		kind := kinds[i%len(kinds)]
		if err := train(ctx, filepath.Join(dir, "short"), sweep.Leave{Every: time.Millisecond, Pictures: pictures}, kind[0], append(kind[1:], fmt.Sprint("seed=", i))...); err != nil {
			return nil, fmt.Errorf("training %d, %v: %w", i, kind, err)
		}
		if i%max(1, n/200) == 0 {
			s.sample(float64(i))
		}
	}
	return s, nil
}

// lasting trains once, for so long. The log, of which a run keeps every line, has few lines, or it is what
// grows.
func lasting(ctx context.Context, dir string, long time.Duration) (*series, error) {
	s := &series{title: "memory over one training", x: "seconds"}
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	start, last := time.Now(), time.Time{}
	look := func(run.Progress) {
		if time.Since(last) > long/200 {
			s.sample(time.Since(start).Seconds())
			last = time.Now()
		}
	}
	err := train(ctx, filepath.Join(dir, "long"), sweep.Leave{Every: 5 * time.Second, Pictures: picture.None, Report: look},
		"independence", "steps=1000000000", "log_every=10000", "on_nan=rewind")
	if !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("the long training ended before its time: %w", err)
	}
	return s, nil
}

// train makes a run in a folder, over that of before.
func train(ctx context.Context, path string, l sweep.Leave, name string, settings ...string) error {
	c, err := run.Load(name)
	if err == nil {
		err = c.Set(settings...)
	}
	if err != nil {
		return err
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return err
	}
	folder, err := run.Create(path, true, picture.Files()...)
	if err != nil {
		return err
	}
	_, err = sweep.Record(ctx, folder, r, l)
	if err == nil && !errors.Is(r.Err, nn.ErrStop) {
		err = r.Err
	}
	return errors.Join(err, folder.Close())
}
