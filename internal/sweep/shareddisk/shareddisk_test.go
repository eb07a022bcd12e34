package shareddisk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

func begin(t *testing.T) *sweep.Sweep {
	t.Helper()
	c, err := run.Load("two-moons")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Set("steps=10", "width=4", "blas=go"); err != nil {
		t.Fatal(err)
	}
	s, err := sweep.Begin(&sweep.Plan{Bases: []*run.Config{c}, Vary: []string{"seed=0..5"}}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// hire has a worker work until the sweep ends.
func hire(ctx context.Context, t *testing.T, queue, name string, change func(*sweep.Worker)) (ended chan error) {
	t.Helper()
	from, err := Open(ctx, queue, name, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	w := &sweep.Worker{Name: name, Dir: from.WorkDir(), Jobs: 1, Limits: sweep.DefaultLimits()}
	if change != nil {
		change(w)
	}
	ended = make(chan error, 1)
	go func() { ended <- w.Work(ctx, from) }()
	return ended
}

// Three workers, one that fails and one that is gone with a run in hand, make the table that one machine makes; the
// queue is empty then.
func TestSameBytes(t *testing.T) {
	want := begin(t)
	if err := want.Run(t.Context(), sweep.Local{Jobs: 2}, nil); err != nil {
		t.Fatal(err)
	}
	s, queue := begin(t), filepath.Join(t.TempDir(), "queue")
	ended := make(chan error, 1)
	failed := make(chan sweep.Event, 100)
	go func() {
		ended <- s.Run(t.Context(), &Runner{Dir: queue, Lease: time.Second}, func(e sweep.Event) {
			if e.Kind == sweep.Failed {
				failed <- e
			}
		})
	}()
	gone, leave := context.WithCancel(t.Context())
	taken := make(chan bool, 1)
	lost := hire(gone, t, queue, "lost", func(w *sweep.Worker) {
		w.Train = func(ctx context.Context, _ string, _ sweep.Job, _ sweep.Leave) (*measure.Summary, error) {
			taken <- true
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	<-taken
	bad := hire(t.Context(), t, queue, "bad", func(w *sweep.Worker) {
		w.Train = func(context.Context, string, sweep.Job, sweep.Leave) (*measure.Summary, error) {
			return nil, errors.New("out of order")
		}
	})
	if e := <-failed; e.Worker != "bad" || e.Err.Error() != "out of order" {
		t.Errorf("%+v", e)
	}
	good := hire(t.Context(), t, queue, "good", nil)
	leave()
	if err := <-lost; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, w := range []chan error{ended, bad, good} {
		if err := <-w; err != nil {
			t.Fatal(err)
		}
	}
	var a, b strings.Builder
	if err := errors.Join(want.WriteTable(&a), s.WriteTable(&b)); err != nil || a.String() != b.String() {
		t.Errorf("%v:\n%s\nwant\n%s", err, b.String(), a.String())
	}
	left, err := os.ReadDir(queue)
	if err != nil || len(left) > 3 { // queue.json, over, and work
		t.Errorf("%v, %v", left, err)
	}
}

// The lease of a worker that is dead runs out, and only one of many takes it over.
func TestLeases(t *testing.T) {
	queue := t.TempDir()
	l := &lead{queue: queue, lease: time.Hour}
	if err := l.begin(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(queue, orders, "x.1"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	open := func(name string) *Source {
		s, err := Open(t.Context(), queue, name, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if !open("first").claim("x.1") || open("second").claim("x.1") {
		t.Fatal("two have the same order")
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(queue, leases, "x.1"), old, old); err != nil {
		t.Fatal(err)
	}
	took := make(chan bool)
	for i := range 20 {
		s := open(fmt.Sprint("w", i))
		go func() { took <- s.claim("x.1") }()
	}
	n := 0
	for range 20 {
		if <-took {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d took it over", n)
	}
}

func TestNoQueue(t *testing.T) {
	if _, err := Open(t.Context(), t.TempDir(), "w", 0); err == nil || !strings.Contains(err.Error(), "--queue") {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, about), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, "w", time.Minute); err == nil || !strings.Contains(err.Error(), "no queue") {
		t.Errorf("%v", err)
	}
}

// A queue that is removed ends the sweep, which would wait for ever, and says so.
func TestRemovedQueue(t *testing.T) {
	s, queue := begin(t), filepath.Join(t.TempDir(), "queue")
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context(), &Runner{Dir: queue, Lease: time.Second}, nil) }()
	ctx, leave := context.WithCancel(t.Context())
	began := make(chan bool, 1)
	worker := hire(ctx, t, queue, "w", func(w *sweep.Worker) {
		w.Train = func(ctx context.Context, _ string, _ sweep.Job, _ sweep.Leave) (*measure.Summary, error) {
			began <- true
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	<-began
	for os.RemoveAll(queue) != nil { // while files are made in it
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "the folder of the queue was removed") {
		t.Error(err)
	}
	leave()
	if err := <-worker; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Workers of one name have folders of their own, inside of the queue whatever the name: they remove them.
func TestWorkDir(t *testing.T) {
	queue := t.TempDir()
	l := &lead{queue: queue, lease: time.Second}
	if err := l.begin(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../..", "a/b", "a\x1b"} {
		if s, err := Open(t.Context(), queue, name, 0); err == nil || !strings.Contains(err.Error(), "no name of a worker") {
			t.Errorf("%q: %v, %v", name, s, err)
		}
	}
	var dirs []string
	for range 2 {
		s, err := Open(t.Context(), queue, "w", 0)
		if err != nil {
			t.Fatal(err)
		}
		if dirs = append(dirs, s.WorkDir()); filepath.Dir(s.WorkDir()) != filepath.Join(queue, work) {
			t.Errorf("%s: want a folder in %s", s.WorkDir(), queue)
		}
	}
	if dirs[0] == dirs[1] {
		t.Errorf("both have %s", dirs[0])
	}
}
