package sweep

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"pgregory.net/rapid"
)

// tinyPlan varies short runs of independence.
func tinyPlan(t *testing.T, vary ...string) *Plan {
	t.Helper()
	p := &Plan{Bases: []*run.Config{config(t, "independence", "steps=20", "width=6", "log_every=5", "swap_every=5")}, Vary: vary}
	if err := p.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// values are those of one column of all jobs.
func values(t *testing.T, p *Plan, key string) []string {
	t.Helper()
	jobs, err := p.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.Index(p.Varies(), key)
	var all []string
	for _, j := range jobs {
		all = append(all, j.Varied[i])
	}
	return all
}

func TestVary(t *testing.T) {
	for text, want := range map[string]string{
		"lambda=1e-4,0.1":            "1e-4 0.1",
		"seed=8..11":                 "8 9 10 11",
		"lambda=1e-4..1e-2:log:3":    "0.0001 0.001 0.01",
		"locality=0..1:5":            "0 0.25 0.5 0.75 1",
		"width=10..20:3":             "10 15 20",
		"method=l1,bimt":             "l1 bimt",
		"range=[-1, 1],[-2, 2]":      "[-1, 1] [-2, 2]",
		`formulas=[x1,"x2+x3"],[x1]`: `[x1,"x2+x3"] [x1]`,
	} {
		key, _, _ := strings.Cut(text, "=")
		if got := strings.Join(values(t, &Plan{Bases: tinyPlan(t).Bases, Vary: []string{text}}, key), " "); got != want {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
	}
}

func TestBadPlans(t *testing.T) {
	for text, want := range map[string]string{
		"lambda":                    "KEY=a,b,c",
		"lambda=":                   "KEY=a,b,c",
		"lamda=1,2":                 `did you mean "lambda"`,
		"lambda=0..1":               "how many points",
		"lambda=0..1:log:3":         "above 0",
		"lambda=1..0:3":             "must be larger",
		"lambda=0..1:1":             "at least 2",
		"lambda=0..1:x":             "how many points",
		"lambda=0..1:draw":          "--draw 50",
		"width=0,5":                 "width",
		"seed=0..1e18":              "more than",
		"experiment=sharing,s4":     "bimt sweep A B",
		"lambda=1e-4..inf:3":        "lambda",
		"method=l1,bimd":            "bimt",
		"width=1..1e6":              "memory",
		"seed=0..9999999:x:y":       "how many",
		"steps=1,2:draw":            "--draw 50",
		"seed=0..4000000:2000000:3": "how many",
	} {
		p := &Plan{Bases: tinyPlan(t).Bases, Vary: []string{text}}
		if text == "width=1..1e6" { // together with others
			p.Vary, want = append(p.Vary, "depth=0..999"), "runs are more than"
		}
		if _, err := p.Jobs(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	twice := &Plan{Bases: tinyPlan(t).Bases, Vary: []string{"seed=1,2", "seed=3,4"}}
	if _, err := twice.Jobs(); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a setting twice: %v", err)
	}
	if _, err := (&Plan{}).Jobs(); err == nil {
		t.Error("a plan of nothing")
	}
}

// The first seed of all experiments and settings comes before the second.
func TestSeedsFirst(t *testing.T) {
	p := tinyPlan(t, "lambda=1e-3,1e-2", "seed=0,1")
	p.Bases = append(p.Bases, config(t, "sharing"))
	jobs, err := p.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, j := range jobs {
		got = append(got, strings.Join(j.Varied, "/"))
	}
	want := "independence/0/1e-3 independence/0/1e-2 sharing/0/1e-3 sharing/0/1e-2 independence/1/1e-3 independence/1/1e-2 sharing/1/1e-3 sharing/1/1e-2"
	if strings.Join(got, " ") != want || strings.Join(p.Varies(), " ") != "experiment seed lambda" {
		t.Errorf("%v of %v, want %s", got, p.Varies(), want)
	}
}

// A Latin hypercube has one value of each setting in each part, whatever the seed; every point meets every seed.
func TestDraws(t *testing.T) {
	base := tinyPlan(t).Bases
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(r, "draws")
		p := &Plan{Bases: base, Vary: []string{"lambda=1e-4..1e-2:log:draw", "locality=0..2:draw", "method=l1,bimt,swap:draw", "seed=0,1"},
			Draws: n, Latin: rapid.Bool().Draw(r, "latin"), Seed: rapid.Uint64().Draw(r, "seed")}
		jobs, err := p.Jobs()
		if err != nil {
			r.Fatal(err)
		}
		taken := map[int]bool{}
		for _, j := range jobs {
			if j.Config.Seed != 0 {
				continue
			}
			x := math.Log(j.Config.Lambda/1e-4) / math.Log(100)
			if x < -1e-5 || x > 1+1e-5 || j.Config.Locality < 0 || j.Config.Locality > 2 {
				r.Fatalf("outside: %v", j.Varied)
			}
			taken[min(int(x*float64(n)+1e-4), n-1)] = true // six digits are kept
		}
		if p.Latin && len(taken) < n-1 {
			r.Errorf("%d of %d parts are hit", len(taken), n)
		}
		if again, err := p.Jobs(); err != nil || len(again) != len(jobs) || again[len(jobs)-1].Name != jobs[len(jobs)-1].Name {
			r.Errorf("drawn again, it differs: %v", err)
		}
	})
}

// Whatever a --vary holds, it is refused or gives runs, and no panic.
func FuzzVary(f *testing.F) {
	for _, s := range []string{"lambda=1e-4..1e-2:log:5", "seed=0..99", "a=[1,2],{x: ',}'}", "width=..:", "seed=1:draw", "lambda=0x1p-3..1:2", "seed=-5..5"} {
		f.Add(s)
	}
	base, err := run.Load("two-moons")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseVary(text, base)
		if err == nil && !v.drawn && len(v.Values) == 0 {
			t.Errorf("%q gives nothing", text)
		}
		if v.drawn && err == nil {
			for _, part := range []float64{0, 0.5, 0.999} {
				v.at(part)
			}
		}
	})
}

// The id of a run says all that its bits depend on, and nothing else.
func TestID(t *testing.T) {
	dir := t.TempDir()
	table := func(folder, text string) string {
		path := filepath.Join(dir, folder, "points.csv")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rows := "a,b\n" + strings.Repeat("1,2\n3,5\n", 20)
	id := func(settings ...string) string {
		t.Helper()
		name, err := newIDs().of(config(t, "table", append([]string{"outputs=[b]"}, settings...)...))
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	one := id("path=" + table("x", rows))
	if other := id("path="+table("y", rows), "description=of another name"); one != other {
		t.Errorf("the same table elsewhere: %s and %s", one, other)
	}
	for what, other := range map[string]string{
		"another table": id("path=" + table("z", rows+"1,2\n")),
		"a seed":        id("path="+table("x", rows), "seed=7"),
		"steps":         id("path="+table("x", rows), "steps=7"),
	} {
		if one == other {
			t.Errorf("%s makes no other id", what)
		}
	}
	if _, err := newIDs().of(config(t, "table", "path="+filepath.Join(dir, "none.csv"))); err == nil || !strings.Contains(err.Error(), "path") {
		t.Errorf("a table that is not there: %v", err)
	}
	if _, err := strconv.ParseUint(one, 16, 64); err != nil {
		t.Error(err)
	}
}

// A setting that names a file is known to be one, so that runs are told apart by its content, and orders can't name
// any.
func TestFilesAreKnown(t *testing.T) {
	for _, name := range run.Names() {
		for _, k := range settings.Keys(config(t, name)) {
			about := " " + strings.Map(func(r rune) rune {
				if r == ';' || r == ',' || r == ':' {
					return ' '
				}
				return r
			}, k.About) + " "
			names := strings.Contains(about, " file ") || strings.Contains(about, " folder ") && k.Name != "experiment"
			if names && k.Name != "extends" && !slices.Contains(run.FileKeys(), k.Name) {
				t.Errorf("%s of %s (%s) may name a file: add it to run.FileKeys", k.Name, name, k.About)
			}
		}
	}
}

// Before a sweep begins, one run of each experiment is looked at in earnest: the first.
func TestFirst(t *testing.T) {
	base := config(t, "two-moons", "steps=200")
	for _, p := range []*Plan{
		{Bases: []*run.Config{base}, Vary: []string{"lambda=1e-4,1e-3", "seed=3..5"}},
		{Bases: []*run.Config{base}, Vary: []string{"width=4,5", "lambda=0..1:draw", "seed=2,1"}, Draws: 3},
		{Bases: []*run.Config{base}},
	} {
		jobs, err := p.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		first, err := p.first(base)
		if err != nil || first.Seed != jobs[0].Config.Seed || first.Lambda != jobs[0].Config.Lambda || first.Steps != 200 {
			t.Errorf("%v: %+v, %v", p.Vary, first, err)
		}
	}
}
