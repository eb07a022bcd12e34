package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sixteen kills of trainings and four of comparisons, at random moments.
func TestKilledTwentyTimes(t *testing.T) {
	dir := t.TempDir()
	o := options{train: 16, compare: 4, seed: 1, jobs: 2, limit: 1 << 40}
	program, err := built("", dir)
	if err != nil {
		t.Fatal(err)
	}
	o.program = program
	var killers []*killer
	for i, c := range []killed{
		{"sharing", strings.Fields("sharing --no-pictures --steps 300 --set batch=7")},
		{"composition, --finish", strings.Fields("composition --no-pictures --steps 100 --finish --set finish=10")},
		{"s4", strings.Fields("s4 --no-pictures --steps 40 --set group=3 --set width=9")},
		{"in-context", strings.Fields("in-context --no-pictures --steps 15 --set width=8 --set heads=2 --set train_rows=40 --set test_rows=10 --set swap_every=9 --set batch=8")},
	} {
		killers = append(killers, newKiller(o, filepath.Join(dir, string(rune('a'+i))), "train", c, o.train/4))
	}
	c := killed{"compare", strings.Fields("sharing --methods l1,bimt --seeds 1 --jobs 2 --steps 60 --set width=6")}
	killers = append(killers, newKiller(o, filepath.Join(dir, "compare"), "compare", c, o.compare))
	rows, err := killTogether(killers, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.same != r.kills || r.kills == 0 {
			t.Errorf("%s: %d of %d end with the same bytes", r.name, r.same, r.kills)
		}
	}
	t.Log(page(rows, o))
}

// What differs is seen, what the clock says is not.
func TestDifferences(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	write := func(dir, name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want string) {
		t.Helper()
		if got, err := differences(a, b); err != nil || want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	write(a, "summary.json", `{"steps": 3, "seconds": 1}`)
	write(b, "summary.json", `{"steps": 3, "seconds": 2}`)
	write(a, "compare.csv", "run,seconds,loss\nx,1,2\n")
	write(b, "compare.csv", "run,seconds,loss\nx,5,2\n")
	check("")
	write(b, "summary.json", `{"steps": 4, "seconds": 1}`)
	check("summary.json differs")
	write(b, "summary.json", `{"steps": 3}`)
	write(b, "compare.csv", "run,seconds,loss\nx,1,3\n")
	check("compare.csv differs")
	write(b, "more.txt", "")
	check("more.txt")
}
