package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// begin begins a sweep of tiny runs.
func begin(t *testing.T, dir string, p *Plan) *Sweep {
	t.Helper()
	s, err := Begin(p, dir)
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

// by is a runner in which a function trains.
type by func(t Task, tell Tell)

func (f by) Train(_ context.Context, _ string, tasks <-chan Task, tell Tell) error {
	var wait sync.WaitGroup
	for t := range tasks {
		wait.Go(func() { f(t, tell) })
	}
	wait.Wait()
	return nil
}

// A run that fails is tried twice more, with the workers to avoid; wrong settings are not.
func TestFailures(t *testing.T) {
	s := begin(t, t.TempDir(), tinyPlan(t, "seed=0..3"))
	var mu sync.Mutex
	tried := map[uint64][]string{}
	err := s.Run(t.Context(), by(func(k Task, tell Tell) {
		mu.Lock()
		tried[k.Config.Seed] = append(tried[k.Config.Seed], strings.Join(k.Avoid, "+"))
		mu.Unlock()
		e := Event{Kind: Failed, Run: k.Run, Worker: fmt.Sprintf("w%d", k.Attempt), Err: errors.New("no luck")}
		switch {
		case k.Config.Seed == 1, k.Config.Seed == 2 && k.Attempt < 3:
			tell(e, nil)
		case k.Config.Seed == 3:
			e.Err = &SettingError{k.Name, errors.New("wrong")}
			tell(e, nil)
		default:
			folder := filepath.Join(s.Dir, k.Folder)
			if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, run.SummaryFile), []byte("{}"), 0o644)); err != nil {
				t.Error(err)
			}
			for range 2 { // a second end changes nothing
				tell(Event{Kind: Ended, Run: k.Run}, &measure.Summary{Facts: measure.Facts{Finished: true}})
			}
		}
	}), nil)
	var failed *FailedError
	if !errors.As(err, &failed) || len(failed.Runs) != 2 || !strings.Contains(err.Error(), "2 of the runs failed") {
		t.Errorf("%v", err)
	}
	if wrong := (*SettingError)(nil); !errors.As(err, &wrong) {
		t.Errorf("%v does not say that settings are wrong", err)
	}
	for seed, want := range []string{"", " w1 w1+w2", " w1 w1+w2", ""} {
		if got := strings.Join(tried[uint64(seed)], " "); got != want {
			t.Errorf("seed %d avoids %q, want %q", seed, got, want)
		}
	}
	if c := s.Counts(); c != (Counts{Runs: 4, Finished: 2, Failed: 2}) {
		t.Errorf("%+v", c)
	}
}

// A run can be ended early before it begins, and on its way; it is said, and not counted as finished.
func TestEndEarly(t *testing.T) {
	s := begin(t, t.TempDir(), tinyPlan(t, "seed=0..2"))
	s.EndEarly = func(e Event) string {
		switch {
		case e.Run.Config.Seed == 1 && e.Kind == Began:
			return "not promising"
		case e.Run.Config.Seed == 2 && e.Kind == Stepped && e.Step >= 10:
			return "no better than the others"
		}
		return ""
	}
	var said []string
	if err := s.Run(t.Context(), Local{Jobs: 2}, func(e Event) {
		if e.Kind == Early {
			said = append(said, e.Run.Early)
		}
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(said)
	if c := s.Counts(); c != (Counts{Runs: 3, Finished: 1, Early: 2}) || strings.Join(said, ", ") != "no better than the others, not promising" {
		t.Errorf("%+v, %v", c, said)
	}
	if done, err := run.Ended(filepath.Join(s.Dir, s.Runs[2].Folder)); done || err != nil {
		t.Errorf("ended: %v, %v", done, err)
	}
}

// Stopped and begun again, and cut into slices, a sweep trains what is missing, and has the bytes of one that
// was never stopped. What diverges is not trained again.
func TestOnlyWhatIsMissing(t *testing.T) {
	plan := func() *Plan { return tinyPlan(t, "seed=0..3", "learning_rate=0.01,1e300") }
	whole := begin(t, t.TempDir(), plan())
	if err := whole.Run(t.Context(), Local{Jobs: 2}, nil); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	first := begin(t, dir, plan())
	ctx, stop := context.WithCancel(t.Context())
	err := first.Run(ctx, Local{Jobs: 1}, func(e Event) {
		if e.Kind == Ended {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || first.Counts().Finished != 1 {
		t.Fatalf("%v, %+v", err, first.Counts())
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := ReadPlan(dir)
	if err != nil {
		t.Fatal(err)
	}
	begun := 0
	for i := range 3 {
		s, err := Slice(read, dir, i, 3)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run(t.Context(), Local{Jobs: 1}, func(e Event) {
			if e.Kind == Began {
				begun++
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	again := begin(t, dir, read)
	if c := again.Counts(); c != (Counts{Runs: 8, Finished: 4, Diverged: 4}) || begun != 7 {
		t.Errorf("%+v after %d runs more", c, begun)
	}
	same(t, whole, again)
}

// same holds two sweeps to the same bytes, of the table and of all files of runs, but for times.
func same(t *testing.T, a, b *Sweep) {
	t.Helper()
	for _, s := range []*Sweep{a, b} {
		if _, err := s.Write(); err != nil {
			t.Fatal(err)
		}
	}
	read := func(s *Sweep, name string) string {
		text, err := os.ReadFile(filepath.Join(s.Dir, name))
		if err != nil {
			t.Error(err)
		}
		var lines []string
		for _, l := range strings.Split(string(text), "\n") {
			if filepath.Base(name) != run.SummaryFile || !strings.Contains(l, `"seconds"`) && !strings.Contains(l, `"ms_per_`) {
				lines = append(lines, l)
			}
		}
		return strings.Join(lines, "\n")
	}
	names := []string{TableFile}
	for _, r := range a.Runs {
		for _, f := range []string{run.ConfigFile, run.MetricsFile, run.ModelFile, run.DataFile, run.SummaryFile} {
			names = append(names, filepath.Join(r.Folder, f))
		}
	}
	for _, name := range names {
		if x, y := read(a, name), read(b, name); x != y {
			t.Errorf("%s differs:\n%s\n%s", name, x, y)
		}
	}
}

// A finished run whose folder is removed before the sweep is at its end is not said to be finished.
func TestRemovedAfterwards(t *testing.T) {
	base := config(t, "two-moons", "steps=5", "width=4")
	s, err := Begin(&Plan{Bases: []*run.Config{base}, Vary: []string{"seed=0..2"}}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ended := 0
	err = s.Run(t.Context(), Local{Jobs: 1}, func(e Event) {
		if e.Kind == Ended {
			if ended++; ended == 1 {
				if err := os.RemoveAll(filepath.Join(s.Dir, e.Run.Folder)); err != nil {
					t.Error(err)
				}
			}
		}
	})
	var failed *FailedError
	if !errors.As(err, &failed) || len(failed.Runs) != 1 || failed.Runs[0].Summary != nil || s.Counts().Finished != 2 {
		t.Fatalf("%v, %+v: want one run that is lost", err, s.Counts())
	}
	if err := s.Run(t.Context(), Local{Jobs: 1}, nil); err != nil || s.Counts().Finished != 3 {
		t.Errorf("%v, %+v: want it trained again", err, s.Counts())
	}
}
