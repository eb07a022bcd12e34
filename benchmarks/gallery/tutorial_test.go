package gallery

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// command is a line of the tutorial that is typed, with the lines it prints.
type command struct {
	text    string
	printed []string
}

// commands are those of a page: indented lines that begin with $, each with the indented
// lines below it.
func commands(page string) (all []command) {
	for _, line := range strings.Split(page, "\n") {
		text, indented := strings.CutPrefix(line, "    ")
		switch typed, is := strings.CutPrefix(text, "$ "); {
		case indented && is:
			all = append(all, command{text: typed})
		case len(all) == 0:
		case indented:
			last := &all[len(all)-1]
			last.printed = append(last.printed, text)
		case line == "" && len(all[len(all)-1].printed) > 0:
			last := &all[len(all)-1]
			last.printed = append(last.printed, "")
		}
	}
	for i := range all {
		all[i].printed = strings.Split(strings.TrimSpace(strings.Join(all[i].printed, "\n")), "\n")
	}
	return all
}

// The tutorial's commands print what the page says.
func TestTutorial(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell to type the tutorial's commands in")
	}
	page, err := os.ReadFile("tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	program := filepath.Join(bin, "bimt")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/bimt").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"generated-laws.csv", "main.c"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	_, missing := exec.LookPath("cc")
	all := commands(string(page))
	if len(all) < 9 {
		t.Fatalf("the page has %d commands", len(all))
	}
	for _, c := range all {
		if missing != nil && (strings.HasPrefix(c.text, "cc ") || c.text == "./laws") {
			t.Logf("no C compiler is here: %q was not run", c.text)
			continue
		}
		c.run(t, dir)
	}
}

func (c command) run(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", c.text)
	cmd.Dir = dir
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", c.text, err, errors.String())
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	if !alikeButForGaps(got, c.printed) {
		t.Errorf("%s prints\n%s\nand not\n%s", c.text, out, strings.Join(c.printed, "\n"))
	}
}

// alikeButForGaps compares lines; a line of … in the page stands for any that are left out.
func alikeButForGaps(got, page []string) bool {
	switch {
	case len(page) == 0:
		return len(got) == 0
	case page[0] == "…":
		return alikeButForGaps(got, page[1:]) || len(got) > 0 && alikeButForGaps(got[1:], page)
	}
	return len(got) > 0 && alike(got[0], page[0]) && alikeButForGaps(got[1:], page[1:])
}

var number = regexp.MustCompile(`\d+(\.\d+)?(e[-+]?\d+)?`)

// alike compares two lines. Times may differ, and numbers with a fraction by a tenth or
// 0.005, and by how many digits they have: another processor adds in another order. So columns may be wider.
func alike(a, b string) bool {
	a, b = strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " ")
	if strings.Join(number.Split(a, -1), "#") != strings.Join(number.Split(b, -1), "#") {
		return false
	}
	x, y := number.FindAllString(a, -1), number.FindAllString(b, -1)
	for i := range x {
		u, errU := strconv.ParseFloat(x[i], 64)
		v, errV := strconv.ParseFloat(y[i], 64)
		whole := !strings.ContainsAny(x[i]+y[i], ".e")
		switch {
		case strings.HasPrefix(a, "time "):
		case errU != nil || errV != nil || whole && u != v || math.Abs(u-v) > max(0.1*math.Abs(v), 0.005):
			return false
		}
	}
	return true
}

func TestGaps(t *testing.T) {
	lines := func(s string) []string { return strings.Fields(s) }
	if !alikeButForGaps(lines("a b c d"), lines("a … d")) || !alikeButForGaps(lines("a"), lines("… a …")) || alikeButForGaps(lines("a b"), lines("a … c")) || alikeButForGaps(lines("a b"), lines("a")) {
		t.Error("gaps are taken for what they are not")
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"R² 0.9998 of the network", "R² 0.9994 of the network", true},
		{"R² 0.9998 of the network", "R² 0.85 of the network", false},
		{"15 of 500", "16 of 500", false},
		{"time  0.4 s: 100 relocations", "time  9.4 s: 7 relocations", true},
		{"2·√length", "2·length", false},
		{"loss 4.11e-4", "loss 4.3e-4", true},
		{"1       1 | 1.59     0 | 0", "1       1.01 | 1.59  0 | 0", true},
	} {
		if got := alike(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}
