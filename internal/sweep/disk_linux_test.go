package sweep

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

// mounted is a small disk of its own.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("a disk of its own can be had by root alone: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// A disk that is full, has no room for another file, or can only be read from the middle of a run on: training goes on, the error says which file could not be written, and
// the last checkpoint is whole: with room again, the run goes on from it.
func TestDisks(t *testing.T) {
	for name, ill := range map[string]struct {
		options         string
		befall, recover func(dir string) error
	}{
		"full": {"size=512k", func(dir string) error { return fill(filepath.Join(dir, "filler")) }, func(dir string) error { return os.Remove(filepath.Join(dir, "filler")) }},
		"no inodes": {"size=4m,nr_inodes=24", func(dir string) error { return manyFiles(filepath.Join(dir, "many")) },
			func(dir string) error { return os.RemoveAll(filepath.Join(dir, "many")) }},
		"read-only": {"size=4m", func(dir string) error { return readOnly(filepath.Join(dir, "run")) },
			func(dir string) error { return syscall.Unmount(filepath.Join(dir, "run"), 0) }},
	} {
		t.Run(name, func(t *testing.T) {
			disk := mounted(t, ill.options)
			dir, set := filepath.Join(disk, "run"), []string{"steps=60", "log_every=10", "width=10"}
			r := newRun(t, "sharing", set...)
			f, err := run.GoOn(dir, r)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			leave := Leave{Every: 1, Snapshots: 20, Say: func(line string) { said = append(said, line) }, Report: func(p run.Progress) {
				if p.Step != 30 {
					return
				}
				if err := ill.befall(disk); err != nil {
					t.Error(err)
				}
			}}
			s, err := Record(t.Context(), f, r, leave)
			if err == nil || s != nil && s.Finished || r.Done != 60 || len(said) != 2 || !strings.Contains(said[1], "checkpoint after step 3") {
				t.Errorf("after %d steps: %v; said %q", r.Done, err, said)
			}
			for _, want := range []string{run.ModelFile, "bimt resume " + dir} {
				if err != nil && !strings.Contains(err.Error(), want) {
					t.Errorf("%v: want %q", err, want)
				}
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			if err := ill.recover(disk); err != nil {
				t.Fatal(err)
			}
			again := newRun(t, "sharing", set...)
			if f, err = run.GoOn(dir, again); err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if again.Done < 29 {
				t.Errorf("it goes on from step %d: %v", again.Done, f.Notes)
			}
			if s, err := Record(t.Context(), f, again, Leave{}); err != nil || !s.Finished || s.Value("test_loss") != r.Lines[5].TestLoss {
				t.Errorf("it ends with %v, %v", s, err)
			}
		})
	}
}

// A folder that can only be read is refused before anything is done.
func TestReadOnlyDisk(t *testing.T) {
	disk := mounted(t, "ro")
	if _, err := run.GoOn(filepath.Join(disk, "run"), newRun(t, "sharing", "steps=2")); err == nil || !strings.Contains(err.Error(), "output folder") {
		t.Errorf("%v", err)
	}
}

// readOnly covers a folder by itself, so that files in it that are open can still be written but none
// can be made.
func readOnly(dir string) error {
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		return err
	}
	return syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, "")
}

// fill writes until the disk is full.
func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, 1<<12)
	for {
		if _, err := f.Write(block); err != nil {
			return f.Close()
		}
	}
}

// manyFiles makes files until there can be no more.
func manyFiles(folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	for i := range 1000 {
		f, err := os.Create(filepath.Join(folder, strings.Repeat("x", i+1)))
		if err != nil {
			return nil
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}
