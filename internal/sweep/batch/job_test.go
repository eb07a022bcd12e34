package batch

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Arrays cover every slice once, with no index that Slurm refuses.
func TestArrays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		j := Job{Slices: rapid.IntRange(1, 10_000).Draw(r, "slices")}
		next := 0
		for _, offset := range j.Offsets() {
			if offset != next || j.Last(offset) >= 1001 {
				r.Fatalf("an array of 0–%d at %d, and %d slices are in those before", j.Last(offset), offset, next)
			}
			next = offset + j.Last(offset) + 1
		}
		if next != j.Slices {
			r.Errorf("%d of %d slices", next, j.Slices)
		}
	})
}

func TestSlices(t *testing.T) {
	for _, c := range []struct{ runs, steps, want int }{{1, 100, 1}, {100, 1000, 1}, {10, 1_000_000_000, 10}, {1_000_000, 1_000_000_000_000, 1001}} {
		if got := Slices(c.runs, c.steps); got != c.want {
			t.Errorf("%d runs of %d steps: %d slices, want %d", c.runs, c.steps, got, c.want)
		}
	}
}

// What a name or a folder holds stays a word in the shell's files.
func TestQuotes(t *testing.T) {
	j := Job{Name: "My Sweep; rm -rf /", Dir: t.TempDir(), Slices: 2000, Program: "it's $(bimt)", Jobs: 2}
	files, err := j.Slurm()
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	submit, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(submit), "\nsbatch ") != 2 || !strings.Contains(string(submit), "OFFSET=1001") {
		t.Errorf("%s", submit)
	}
	for _, want := range []string{"--job-name=bimt-my-sweep--rm--rf\n", `'it'\''s $(bimt)' sweep`, "/2000\" --jobs 2"} {
		if !strings.Contains(string(script), want) {
			t.Errorf("%q is not in\n%s", want, script)
		}
	}
}
