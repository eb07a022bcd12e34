package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/nn"
)

// checkpointed trains a run of each kind to its middle and writes a checkpoint.
func checkpointed(t *testing.T, name string, set ...string) (r *Run, path string) {
	t.Helper()
	r = small(t, name, set...)
	train(t, r, stopAt(20))
	saved, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "c.safetensors")
	if err := r.writeCheckpoint(path, saved); err != nil {
		t.Fatal(err)
	}
	return r, path
}

// What a file gives back is what was saved, to the bit, and the run ends as if it had never
// been stopped.
func TestCheckpointFiles(t *testing.T) {
	for name, set := range map[string][]string{
		"independence": {"swap_every=7", "weight_decay=0.1"},
		"sharing":      {"batch=7", "dtype=float32", "on_nan=rewind", "swap_every=9"},
		"in-context":   {"width=8", "heads=2", "train_rows=60", "test_rows=10", "swap_every=15", "batch=8"},
		"s4":           {"group=3", "embedding_width=4", "batch=5"},
	} {
		set = append(set, "steps=40", "log_every=5")
		r, path := checkpointed(t, name, set...)
		second := small(t, name, set...)
		saved, err := second.readCheckpoint(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := second.Restore(saved); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for range 2 {
			if a, b := state(t, second), state(t, r); a != b {
				t.Errorf("%s after %d steps: the states differ:\n%s\n%s", name, r.Done, a, b)
			}
			train(t, r)
			train(t, second)
		}
	}
}

// A byte that is not what it was, anywhere, is found.
func TestDamagedCheckpoint(t *testing.T) {
	r, path := checkpointed(t, "sharing", "width=3", "steps=40", "log_every=5")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(whole); i += 17 {
		bad := slices.Clone(whole)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := r.readCheckpoint(path); err == nil {
			t.Errorf("byte %d of %d is another one, and nobody notices", i, len(whole))
		}
	}
	if err := os.WriteFile(path, whole[:len(whole)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := r.readCheckpoint(path); err == nil {
		t.Error("cut short, and nobody notices")
	}
}

// A checkpoint of other settings, other rows or a later format is refused in words.
func TestCheckpointOfAnother(t *testing.T) {
	_, path := checkpointed(t, "sharing", "steps=40")
	if _, err := small(t, "sharing", "steps=41").readCheckpoint(path); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "settings") {
		t.Errorf("other settings: %v", err)
	}
	r := small(t, "sharing", "steps=40")
	r.Data.Test.Y[3]++
	if _, err := r.readCheckpoint(path); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "data") {
		t.Errorf("other rows: %v", err)
	}
	f, err := safetensors.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Metadata[versionKey] = fmt.Sprint(checkpointVersion + 1)
	if err := safetensors.WriteFile(path, nil, f.Metadata); err != nil {
		t.Fatal(err)
	}
	if _, err := small(t, "sharing", "steps=40").readCheckpoint(path); err == nil || !strings.Contains(err.Error(), "format 2") {
		t.Errorf("a later format: %v", err)
	}
}

// A checkpoint is a file of weights too.
func TestTrainingBeginsWithACheckpoint(t *testing.T) {
	r, path := checkpointed(t, "sharing", "steps=40", "swap_every=5")
	again := small(t, "sharing", "init="+path)
	a, _ := scores(t, r)
	b, _ := scores(t, again)
	if a.Loss != b.Loss {
		t.Errorf("loss %v, was %v", b.Loss, a.Loss)
	}
}

// interrupted is a folder in which a run was stopped at step 30 of 40, with checkpoints.
func interrupted(t *testing.T, set ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	r := small(t, "sharing", set...)
	f, err := GoOn(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.WriteConfig(r.Config); err != nil {
		t.Fatal(err)
	}
	keep := f.Checkpoints(time.Nanosecond, nil)
	train(t, r, keep.Hook, stopAt(30))
	return dir
}

// The last two checkpoints are kept; where the last is damaged, the one before is taken,
// and where both are, the run begins anew. The end is the same.
func TestGoOn(t *testing.T) {
	set := []string{"steps=40", "log_every=5", "batch=7", "swap_every=10"}
	whole := small(t, "sharing", set...)
	train(t, whole)
	dir := interrupted(t, set...)
	for _, from := range []int{30, 29, 0} {
		r := small(t, "sharing", set...)
		f, err := GoOn(dir, r)
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(f.Notes, "\n")
		if r.Done != from || (from < 30) != strings.Contains(said, "damaged") || from == 0 && !strings.Contains(said, "anew") {
			t.Errorf("goes on from step %d, want %d: %s", r.Done, from, said)
		}
		train(t, r)
		if state(t, r) != state(t, whole) {
			t.Errorf("from step %d it ends otherwise", from)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if there, err := checkpointsIn(dir); err != nil || len(there) != max(0, from-28) {
			t.Fatalf("checkpoints %v after going on from step %d, %v", there, from, err)
		} else if from > 0 {
			spoil(t, filepath.Join(dir, checkpointPath(there[0])))
		}
	}
	if _, err := GoOn(dir, small(t, "sharing", "steps=40")); err != nil {
		t.Errorf("nothing is left to be kept, and yet: %v", err)
	}
}

func spoil(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 0x10
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A run of other settings is not overwritten, and the differing ones are named.
func TestGoOnRefuses(t *testing.T) {
	dir := interrupted(t, "steps=40")
	if _, err := GoOn(dir, small(t, "sharing", "steps=40", "width=7")); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "width: 7 here") {
		t.Errorf("%v", err)
	}
	f, err := Create(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if there, err := os.Stat(filepath.Join(dir, CheckpointFolder)); err == nil {
		t.Errorf("with force %s is still there", there.Name())
	}
}

// Whatever the number of processors, and however often it is stopped, a run has the same
// bits.
func TestProcessorsAndStops(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	set := []string{"steps=60", "log_every=10", "batch=64", "width=40", "swap_every=20", "swap_strategy=assignment"}
	var want string
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		for _, stops := range [][]int{nil, {20, 41}} {
			r := small(t, "sharing", set...)
			for _, step := range stops {
				train(t, r, stopAt(step))
				path := filepath.Join(t.TempDir(), "c.safetensors")
				s, err := r.Save()
				if err = errors.Join(err, r.writeCheckpoint(path, s)); err != nil {
					t.Fatal(err)
				}
				r = small(t, "sharing", set...)
				if s, err = r.readCheckpoint(path); err == nil {
					err = r.Restore(s)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			train(t, r)
			got := state(t, r)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%d processors, stopped at %v: other bits", n, stops)
			}
		}
	}
}

// nanAt spoils a weight in some step, once for each number of rewinds below times.
func nanAt(step, times int) Hook {
	return func(r *Run, t *nn.Trainer) {
		t.After(func(s *nn.Step) bool { return s.Index == step && len(r.Rewinds) < times }, func(*nn.Step) error {
			p := r.Network.Params.All()[0]
			values := p.Float64s()
			values[0] /= 0 * values[0]
			return p.Set(values)
		})
	}
}

// After a NaN a run goes on from the last state kept at half the rate, and from the one
// before where that leads to a NaN again; stopped after that, it ends with the same bits.
func TestRewind(t *testing.T) {
	set := []string{"steps=80", "log_every=5", "batch=7", "swap_every=10", "on_nan=rewind"}
	whole, first, second := small(t, "sharing", set...), small(t, "sharing", set...), small(t, "sharing", set...)
	var said []string
	train(t, whole, nanAt(53, 2), OnRewind(func(line string) { said = append(said, line) }))
	rate := whole.Config.LearningRate
	want := []Rewind{{Step: 54, To: 52, LearningRate: rate / 2}, {Step: 54, To: 48, LearningRate: rate / 4}}
	if !slices.Equal(whole.Rewinds, want) || !whole.Finished() || len(whole.Lines) != 16 || len(said) != 2 {
		t.Errorf("rewinds %v, %d lines, said %q", whole.Rewinds, len(whole.Lines), said)
	}
	path := filepath.Join(t.TempDir(), "c.safetensors")
	train(t, first, nanAt(53, 2), stopAt(60))
	s, err := first.Save()
	if err = errors.Join(err, first.writeCheckpoint(path, s)); err != nil {
		t.Fatal(err)
	}
	if s, err = second.readCheckpoint(path); err == nil {
		err = second.Restore(s)
	}
	if err != nil || len(s.Safe) != 2 {
		t.Fatal(err, len(s.Safe))
	}
	train(t, second, nanAt(53, 2))
	if state(t, second) != state(t, whole) {
		t.Error("it ends otherwise")
	}
	lost := small(t, "sharing", set...)
	if err := lost.Train(t.Context(), nanAt(53, 100)); !IsNonFinite(err) || len(lost.Rewinds) != mostRewinds || lost.Finished() {
		t.Errorf("a NaN for ever: %v after %d rewinds", err, len(lost.Rewinds))
	}
	stopped := small(t, "sharing", "steps=80")
	if err := stopped.Train(t.Context(), nanAt(53, 1)); !IsNonFinite(err) || len(stopped.Rewinds) > 0 {
		t.Errorf("without on_nan: %v, rewinds %v", err, stopped.Rewinds)
	}
}
