package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
)

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	for _, text := range []string{"first", "", strings.Repeat("long", 1<<17)} {
		if err := atomicfile.WriteBytes(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != text {
			t.Errorf("%d bytes came back, want %d; %v", len(b), len(text), err)
		}
	}
	if info, err := os.Stat(path); err != nil || (runtime.GOOS != "windows" && info.Mode() != 0o644) {
		t.Errorf("mode %v, %v; want 0644, so that all can read it", info.Mode(), err)
	}
	alone(t, filepath.Dir(path), "a.json")
}

// A writer that fails half-way leaves the old file and nothing else.
func TestWriterFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := atomicfile.WriteBytes(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	fault := errors.New("no such tensor")
	err := atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(make([]byte, 1<<20)) // more than the buffer holds
		return errors.Join(err, fault)
	})
	if !errors.Is(err, fault) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v; want %v at %s", err, fault, path)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "old" {
		t.Errorf("the file holds %d bytes, %v; want it as it was", len(b), err)
	}
	alone(t, filepath.Dir(path), "a.json")
}

// A path that can't take the file is named, and nothing stays behind.
func TestNoPlace(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "taken"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "taken"), filepath.Join(dir, "missing", "a")} {
		if err := atomicfile.WriteBytes(path, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v; want an error that names it", path, err)
		}
	}
	alone(t, dir, "taken")
}

// What is no file is written to, and never replaced: /dev/null of root would be lost to all.
func TestNoFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // there is nothing of the kind
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "stdout")
	pipe := filepath.Join("/dev/fd", strconv.Itoa(int(w.Fd())))
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link} {
		if err := atomicfile.WriteBytes(path, []byte("bytes")); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, len("bytes"))
		if _, err := io.ReadFull(r, b); err != nil || string(b) != "bytes" {
			t.Errorf("%s: the pipe got %q, %v", path, b, err)
		}
	}
	fault := errors.New("no such tensor")
	if err := atomicfile.Write(link, func(io.Writer) error { return fault }); !errors.Is(err, fault) || !strings.Contains(err.Error(), link) {
		t.Errorf("error %v; want %v at %s", err, fault, link)
	}
	if to, err := os.Readlink(link); err != nil || to != pipe {
		t.Errorf("the link leads to %q, %v; want it as it was", to, err)
	}
	if err := errors.Join(r.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	if probe, err := os.Create(filepath.Join(dir, "probe")); err == nil { // root may write everywhere
		_ = probe.Close()
		dir = readOnlySystem(t)
	}
	path := filepath.Join(dir, "a")
	if err := atomicfile.WriteBytes(path, nil); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v; want an error that names %s", err, path)
	}
}

// readOnlySystem is a folder that root can't write to either.
func readOnlySystem(t *testing.T) string {
	for _, dir := range []string{"/proc/self", "/sys/kernel"} {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Fatal("as root, no folder is read-only here: run the tests as another user")
	return ""
}

// A process that is killed while it writes leaves the old file and one that Sweep takes.
func TestKilled(t *testing.T) {
	if path := os.Getenv("ATOMICFILE_HANG"); path != "" {
		_ = atomicfile.Write(path, func(w io.Writer) error {
			_, _ = w.Write(make([]byte, 1<<20))
			_, _ = os.Stdout.WriteString("writing\n")
			select {}
		})
	}
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := atomicfile.WriteBytes(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	c.Env = append(os.Environ(), "ATOMICFILE_HANG="+path)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("writing"))); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	if left := names(t, filepath.Dir(path)); len(left) != 2 {
		t.Fatalf("the folder holds %v, want the file and a temporary one: the test shows nothing", left)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "old" {
		t.Errorf("the file holds %d bytes, %v; want it as it was", len(b), err)
	}
	if err := atomicfile.Sweep(filepath.Dir(path), 0); err != nil {
		t.Fatal(err)
	}
	alone(t, filepath.Dir(path), "a.csv")
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	leftovers := []string{
		".model.safetensors.123.tmp", ".picture-123", ".probe-1", ".summary.json-1", ".config.yaml-22", "train-images.part-7",
	}
	kept := []string{".gitignore", ".notes-2024", ".tmp", "a.tmp", "model.safetensors", "picture-123", "summary.json"}
	for _, name := range slices.Concat(leftovers, kept) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".a.1.tmp"), 0o755); err != nil {
		t.Fatal(err)
	}
	kept = append(kept, ".a.1.tmp") // a folder
	if err := atomicfile.Sweep(dir, time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := len(names(t, dir)); n != len(leftovers)+len(kept) {
		t.Errorf("%d files are left of %d that are still written to", n, len(leftovers)+len(kept))
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, leftovers[0]), old, old); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Sweep(dir, time.Hour); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(names(t, dir), leftovers[0]) {
		t.Errorf("%s was not written to for two hours and is still there", leftovers[0])
	}
	if err := atomicfile.Sweep(dir, 0); err != nil {
		t.Fatal(err)
	}
	alone(t, dir, kept...)
	if err := atomicfile.Sweep(filepath.Join(dir, "missing"), 0); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := atomicfile.Sweep(filepath.Join(dir, "a.tmp"), 0); err == nil {
		t.Error("a file is swept as if it were a folder")
	}
}

func alone(t *testing.T, dir string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
