package arch

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The examples are a module of their own, as a user's is: it sees what the library exports
// and nothing more. Each architecture stays under a hundred lines, its tests are green, and
// it needs no dependency that the library does not need.
func TestExamplesOfAUser(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "examples")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("only %d files in %s: %v", len(files), dir, err)
	}
	const most = 100
	for _, f := range files {
		text, err := os.ReadFile(f) // so that the test is not taken from the cache when one changes
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(text), "\n")
		if strings.HasSuffix(f, "_test.go") && filepath.Base(f) != "check_test.go" && lines >= most {
			t.Errorf("%s has %d lines: a new architecture is to take less than %d, so cut it or make the library do more", f, lines, most)
		}
	}
	for _, args := range [][]string{{"vet", "./..."}, {"test", "./..."}} {
		c := exec.Command("go", args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "GOPROXY=off")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("go %s in %s: %v\n%s", strings.Join(args, " "), dir, err, out)
		}
	}
}
