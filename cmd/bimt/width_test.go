package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What is read on a terminal fits one of 80 columns; paths are as long as they are.
func TestEightyColumns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "c")
	if status, _, msg := bimt(t, "compare", "sharing", "--methods", "none,l1,l2,local,swap,bimt", "--seeds", "3", "--steps", "4", "--quiet", "--out", dir); status != 0 {
		t.Fatal(msg)
	}
	calls := [][]string{{"--help"}, {"list"}, {"best", dir}, {"compare", "sharing", "--methods", "none,l1,l2,local,swap,bimt", "--seeds", "3", "--steps", "4", "--out", dir}}
	for _, c := range commands() {
		calls = append(calls, []string{c.Name, "--help"})
	}
	for _, args := range calls {
		_, out, _ := bimt(t, args...)
		if out == "" {
			t.Errorf("%v prints nothing", args)
		}
		for _, line := range strings.Split(out, "\n") {
			if utf8.RuneCountInString(line) > lineWidth && !strings.Contains(line, dir) {
				t.Errorf("%v: %d letters in the line %q", args, utf8.RuneCountInString(line), line)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for line, want := range map[string]string{
		"short": "short",
		"   --name value  " + strings.Repeat("word ", 20): "   --name value  " + strings.TrimSpace(strings.Repeat("word ", 12)) + " word\n" +
			strings.Repeat(" ", 17) + strings.TrimSpace(strings.Repeat("word ", 7)),
		strings.Repeat("a", 90): strings.Repeat("a", 90),
	} {
		for _, l := range strings.Split(fold(line), "\n") {
			if utf8.RuneCountInString(l) > lineWidth && strings.Contains(l, " ") {
				t.Errorf("%q is too long", l)
			}
		}
		if got := fold(line); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") ||
			strings.Contains(want, "\n") && !strings.Contains(got, "\n"+strings.Repeat(" ", 17)+"word") {
			t.Errorf("%q is folded to\n%s", line, got)
		}
	}
}

func TestVersionAndKeys(t *testing.T) {
	if status, out, _ := bimt(t, "version"); status != 0 || !strings.HasPrefix(out, "bimt ") {
		t.Errorf("version: %d, %q", status, out)
	}
	_, out, _ := bimt(t, "train", "independence", "--set", completeFlag)
	keys := strings.Fields(out)
	if !slices.Contains(keys, "width=") || !slices.Contains(keys, "formulas=") || slices.Contains(keys, "standardise=") {
		t.Errorf("--set completes %v", keys)
	}
	_, out, _ = bimt(t, "train", "--data", "x.csv", "--set", completeFlag)
	if !slices.Contains(strings.Fields(out), "standardise=") {
		t.Errorf("of a table, --set completes %v", out)
	}
}
