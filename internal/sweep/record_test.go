package sweep

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/picture"
	"github.com/gobimt/bimt/internal/run"
)

func config(t testing.TB, name string, settings ...string) *run.Config {
	t.Helper()
	c, err := run.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func newRun(t *testing.T, name string, settings ...string) *run.Run {
	t.Helper()
	r, err := run.New(t.Context(), config(t, name, settings...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func folder(t *testing.T) *run.Folder {
	t.Helper()
	f, err := run.Create(filepath.Join(t.TempDir(), "run"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// A run on a text leaves text, or says why it has none.
func TestSampleFile(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("now is the winter of our discontent\n", 20)), 0o644); err != nil {
		t.Fatal(err)
	}
	settings := []string{"path=" + text, "width=8", "heads=2", "length=10", "batch=4", "steps=3", "sample_length=40"}
	for _, causal := range []string{"true", "false"} {
		r := newRun(t, "shakespeare", append(settings, "causal="+causal)...)
		f := folder(t)
		if _, err := Record(t.Context(), f, r, Leave{}); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(f.Path, run.SampleFile))
		switch {
		case causal == "true" && (err != nil || string(b) != f.Sample+"\n" || len(b) < 40 || len(f.Notes) > 0):
			t.Errorf("sample.txt holds %q, %v; notes %q", b, err, f.Notes)
		case causal == "false" && (err == nil || len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "causal=true")):
			t.Errorf("not causal, and yet there is %q; notes %q", b, f.Notes)
		}
	}
}

// What fails after the training is told of, and keeps neither the network nor the summary
// from being written.
func TestWhatFailsLosesNothing(t *testing.T) {
	f := folder(t)
	for _, name := range []string{"loss.svg", run.DataFile} { // can't be written
		if err := os.MkdirAll(filepath.Join(f.Path, name, "in the way"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Record(t.Context(), f, newRun(t, "sharing", "steps=4", "log_every=2"), Leave{Pictures: picture.SVG})
	if err == nil || !strings.Contains(err.Error(), "picture loss") || !strings.Contains(err.Error(), run.DataFile) || s == nil || !s.Finished {
		t.Fatalf("%v, %v", err, s)
	}
	if want := []string{run.ConfigFile, run.MetricsFile, run.ModelFile, "network.svg", "ranks.svg", "neurons.svg", "fit.svg", run.SummaryFile}; !slices.Equal(f.Files(), want) {
		t.Errorf("it wrote %v, want %v", f.Files(), want)
	}
	if again, err := measure.Read(f.Path); err != nil || !again.Finished || again.Value("test_loss") != s.Value("test_loss") {
		t.Errorf("the summary is %v, %v", again, err)
	}
}

// A run whose network can't be saved is not finished.
func TestNoFinishedRunWithoutANetwork(t *testing.T) {
	f := folder(t)
	if err := os.MkdirAll(filepath.Join(f.Path, run.ModelFile, "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := Record(t.Context(), f, newRun(t, "sharing", "steps=4"), Leave{})
	if done, _ := run.Finished(f.Path); err == nil || !strings.Contains(err.Error(), run.ModelFile) || s != nil || done {
		t.Errorf("%v, %v, finished: %v", err, s, done)
	}
}

// Of a run that was interrupted everything is written, or nothing where it is wanted whole.
func TestInterruptedRecord(t *testing.T) {
	for _, whole := range []bool{false, true} {
		f, r := folder(t), newRun(t, "sharing", "steps=100", "log_every=2")
		ctx, cancel := context.WithCancel(t.Context())
		s, err := Record(ctx, f, r, Leave{Whole: whole, Report: func(run.Progress) { cancel() }})
		if err != nil || !run.IsInterrupted(r.Err) || (s == nil) != whole {
			t.Fatalf("%v, ended by %v, %v", err, r.Err, s)
		}
		if s != nil && (s.Finished || s.Error != "interrupted after step 2" || s.Has("modularity")) {
			t.Errorf("the summary says %+v", s.Facts)
		}
		if done, err := run.Finished(f.Path); done || err != nil {
			t.Errorf("it is finished: %v, %v", done, err)
		}
	}
}

// A run interrupted after its last step, while its files are made, is not finished, and goes
// on from there.
func TestInterruptedAfterTheLastStep(t *testing.T) {
	for _, whole := range []bool{false, true} {
		f, r := folder(t), newRun(t, "sharing", "steps=10", "log_every=5")
		if err := f.WriteConfig(r.Config); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s, err := Record(ctx, f, r, Leave{Whole: whole, Report: func(p run.Progress) {
			if p.Step == 10 {
				cancel()
			}
		}})
		if err != nil || (s == nil) != whole || s != nil && (s.Finished || s.Error != "interrupted after step 10") {
			t.Errorf("%v, %v", s, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		again := newRun(t, "sharing", "steps=10", "log_every=5")
		if f, err = run.GoOn(f.Path, again); err != nil || again.Done != 10 {
			t.Fatal(err, again.Done)
		}
		if s, err := Record(t.Context(), f, again, Leave{}); err != nil || !s.Finished {
			t.Errorf("%v, %v", s, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A checkpoint that can't be written is told of and is no failure of a run that comes to its
// end.
func TestCheckpointsThatFail(t *testing.T) {
	f := folder(t)
	if err := os.WriteFile(filepath.Join(f.Path, run.CheckpointFolder), nil, 0o600); err != nil { // in the way
		t.Fatal(err)
	}
	var said []string
	say := func(line string) { said = append(said, line) }
	s, err := Record(t.Context(), f, newRun(t, "sharing", "steps=20"), Leave{Every: 1, Say: say})
	if s == nil || !s.Finished || len(said) != 1 || !strings.Contains(said[0], "checkpoint after step 1") {
		t.Errorf("%v, %v; said %q", s, err, said)
	}
}

// A folder that was removed ends a run, and nothing of it is written to one that another
// program has begun in its place.
func TestRemovedFolder(t *testing.T) {
	for want, every := range map[string]time.Duration{"was removed: train again": 1, "holds another run now": 1, "holds another run now ": 0} {
		f, r := folder(t), newRun(t, "sharing", "steps=50", "log_every=1")
		_, err := Record(t.Context(), f, r, Leave{Every: every, Report: func(p run.Progress) {
			if p.Step != 5 {
				return
			}
			if err := os.RemoveAll(f.Path); err != nil {
				t.Error(err)
			}
			if strings.HasPrefix(want, "holds") {
				other, err := run.Create(f.Path, false)
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { _ = other.Close() })
			}
		}})
		if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) || every > 0 && r.Done > 6 {
			t.Errorf("after %d steps: %v, want %q", r.Done, err, want)
		}
		if _, err := os.Stat(filepath.Join(f.Path, run.ModelFile)); err == nil {
			t.Errorf("%s: the network of another run is in the folder", want)
		}
	}
}
