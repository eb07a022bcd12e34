package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"pgregory.net/rapid"
)

// roundTrip reads links from a file, writes and reads each again, and prints what comes out.
const roundTrip = `
import { readFileSync } from 'node:fs';
const { writeLink, readLink } = await import(process.argv[2]);
const links = JSON.parse(readFileSync(process.argv[3], 'utf8'));
process.stdout.write(JSON.stringify(links.map((l) => readLink('#' + writeLink(l)))));
`

// link is a Link of src/play/settings.js.
type link struct {
	Experiment string         `json:"experiment"`
	Settings   map[string]any `json:"settings"`
	Hide       []string       `json:"hide"`
	Scene      int            `json:"scene"`
}

// A link brings back the settings that it was made of, whatever is typed into them.
func TestLinksKeepSettings(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node here: the property of links is left out")
	}
	number := rapid.Map(rapid.Float64Range(-1e9, 1e9), func(v float64) any { return v + 0 }) // no −0
	word := rapid.Map(rapid.StringMatching(`[^\x00-\x1f]{0,20}`), func(s string) any { return s })
	texts := rapid.Map(rapid.SliceOfN(rapid.StringMatching(`[a-z0-9;\\&=#%+*^(). π²]{1,12}`), 1, 4), func(s []string) any { return s })
	links := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) link {
		l := link{Experiment: rapid.SampledFrom([]string{"independence", "spirals", "addition", "formula", "points"}).Draw(t, "experiment"), Settings: map[string]any{}, Hide: []string{}}
		for _, kind := range []struct {
			keys  []string
			value *rapid.Generator[any]
		}{{[]string{"seed", "lambda", "learning_rate"}, number}, {[]string{"method", "path"}, word}, {[]string{"inputs", "formulas"}, texts}} {
			for _, key := range kind.keys {
				if rapid.Bool().Draw(t, key) {
					l.Settings[key] = kind.value.Draw(t, key)
				}
			}
		}
		l.Scene = rapid.IntRange(0, 7).Draw(t, "scene")
		return l
	}), 200, 200)
	all := links.Example(1)
	in, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"run.mjs": []byte(roundTrip), "links.json": in} {
		if err := os.WriteFile(dir+"/"+name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	module, err := os.ReadFile(here + "/src/play/settings.js")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/settings.mjs", module, 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), node, "run.mjs", "./settings.mjs", "links.json")
	c.Dir = dir
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var back []link
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		want, _ := json.Marshal(all[i])
		got, _ := json.Marshal(back[i])
		if string(want) != string(got) {
			t.Errorf("%s came back as %s", want, got)
		}
	}
}
