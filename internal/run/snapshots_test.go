package run

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// filmed trains a run in a folder with n snapshots, and a checkpoint after every step that has
// hooks.
func filmed(t *testing.T, dir string, n int, set []string, hooks ...Hook) *Run {
	t.Helper()
	r := small(t, "sharing", set...)
	f, err := GoOn(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.WriteConfig(r.Config); err != nil {
		t.Fatal(err)
	}
	film, keep := f.Snapshots(r, n), f.Checkpoints(time.Nanosecond, nil)
	keep.Before = film.Write
	hooks = append([]Hook{film.Hook}, hooks...)
	if len(hooks) > 1 {
		hooks = append([]Hook{hooks[0], keep.Hook}, hooks[1:]...)
	}
	train(t, r, hooks...)
	if err := film.Write(r); err != nil {
		t.Fatal(err)
	}
	return r
}

func snapshotsIn(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, SnapshotsFile))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The start and the end are among the snapshots, which bring a network to what it was within half
// precision, orders and all.
func TestSnapshots(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	r := filmed(t, dir, 4, []string{"steps=42", "swap_every=5", "batch=7"})
	film, err := ReadSnapshots(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 11, 21, 32, 42}; !slices.Equal(film.Steps, want) {
		t.Errorf("snapshots after steps %v, want %v", film.Steps, want)
	}
	other := small(t, "sharing", "steps=42", "seed=9")
	if err := film.Show(other, 4); err != nil {
		t.Fatal(err)
	}
	for i, p := range r.Network.Params.All() {
		got := other.Network.Params.All()[i].Float64s()
		for k, v := range p.Float64s() {
			if math.Abs(got[k]-v) > math.Abs(v)/1024+1e-7 {
				t.Errorf("%s[%d] is %v after the last snapshot, %v in the run", p.Name(), k, got[k], v)
			}
		}
	}
	for i, a := range r.Network.Space.Axes() {
		if got := other.Network.Space.Axes()[i].Order(); !slices.Equal(got, a.Order()) {
			t.Errorf("axis %s has order %v, want %v", a.Name(), got, a.Order())
		}
	}
	if err := film.Show(other, 0); err != nil || slices.Equal(other.Network.Params.All()[0].Float64s(), r.Network.Params.All()[0].Float64s()) {
		t.Errorf("the start is the end, %v", err)
	}
	if err := film.Show(small(t, "sharing", "width=7"), 0); err == nil {
		t.Error("a network of another width takes them")
	}
}

// A run that is stopped, or killed with newer snapshots than checkpoints, ends with the same
// bytes; so does one that keeps as many as it was begun with.
func TestSnapshotsGoOn(t *testing.T) {
	set := []string{"steps=42", "swap_every=5", "batch=7"}
	whole, dir := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "run")
	filmed(t, whole, 10, set)
	filmed(t, dir, 10, set, stopAt(30))
	last, err := checkpointsIn(dir)
	if err != nil || len(last) != 2 {
		t.Fatal(last, err)
	}
	if err := os.Remove(filepath.Join(dir, checkpointPath(last[0]))); err != nil { // snapshots are newer now
		t.Fatal(err)
	}
	filmed(t, dir, AutoSnapshots, set)
	if !bytes.Equal(snapshotsIn(t, whole), snapshotsIn(t, dir)) {
		t.Error("a run that was stopped has other snapshots")
	}
}

// What was kept after the step that a run is taken back to, is not kept.
func TestSnapshotsAfterARewind(t *testing.T) {
	set := []string{"steps=80", "batch=7", "swap_every=10", "on_nan=rewind"}
	dir := filepath.Join(t.TempDir(), "run")
	r := small(t, "sharing", set...)
	f, err := Create(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	film := f.Snapshots(r, 80)
	train(t, r, film.Hook, nanAt(53, 2))
	if len(film.steps) != 81 || !slices.IsSorted(film.steps) || len(r.Rewinds) != 2 {
		t.Errorf("%d snapshots after %d rewinds, at %v", len(film.steps), len(r.Rewinds), film.steps)
	}
}

// Of a large network as many are kept as fit, or none, and that is said.
func TestSnapshotBudget(t *testing.T) {
	for width, want := range map[string]int{"5": UsualSnapshots, "280": 50, "1000": 0} {
		r := small(t, "sharing", "width="+width, "steps=3")
		f := &Folder{Path: t.TempDir()}
		n := f.Snapshots(r, AutoSnapshots).wanted
		if said := strings.Join(f.Notes, ""); n > want || n < want*8/10 || (n < UsualSnapshots) != strings.Contains(said, "in place of 100") {
			t.Errorf("width %s: %d snapshots, want about %d; %q", width, n, want, said)
		}
		if asked := f.Snapshots(r, 7).wanted; asked != 7 {
			t.Errorf("asked for 7 there are %d", asked)
		}
	}
}

func TestSnapshotsThatCannotBeRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := ReadSnapshots(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	filmed(t, dir, 4, []string{"steps=20", "batch=7"}, stopAt(10))
	name := filepath.Join(dir, SnapshotsFile)
	if err := atomicfile.WriteBytes(name, snapshotsIn(t, dir)[:100]); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSnapshots(dir); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("cut short: %v", err)
	}
	r := small(t, "sharing", "steps=20", "batch=7")
	f, err := GoOn(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Snapshots(r, 4)
	if said := strings.Join(f.Notes, "\n"); !strings.Contains(said, "the snapshots of before are left out") {
		t.Errorf("notes %q", said)
	}
}

// One snapshot, beside a step of the same training.
func BenchmarkSnapshot(b *testing.B) {
	for _, name := range []string{"independence", "s4", "in-context"} {
		c, err := Load(name)
		if err != nil {
			b.Fatal(err)
		}
		r, err := New(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s := (&Folder{Path: b.TempDir()}).Snapshots(r, UsualSnapshots)
				for range UsualSnapshots + 1 {
					if err := s.take(r); err != nil {
						b.Fatal(err)
					}
				}
				if err := s.Write(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
