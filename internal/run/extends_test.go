package run

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A few lines on top of an experiment are all settings, and so are those on top of a file.
func TestExtends(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mine := put("mine.yaml", "experiment: wide\nextends: independence\nwidth: 30\nformulas: [x1, x2]\n")
	c, err := Load(mine)
	if err != nil {
		t.Fatal(err)
	}
	want := loaded(t, "independence", "experiment=wide", "width=30", "formulas=[x1, x2]")
	want.Description = ""
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, want %+v", c, want)
	}
	b, err := c.Encode()
	if err != nil || strings.Contains(string(b), "extends") {
		t.Errorf("%v:\n%s", err, b)
	}
	if again, err := Decode(b, "config.yaml"); err != nil || !reflect.DeepEqual(c, again) {
		t.Errorf("written and read: %+v, %v", again, err)
	}
	put("more.yaml", "extends: mine.yaml\nsteps: 7\n")
	if more, err := Load(filepath.Join(dir, "more.yaml")); err != nil || more.Experiment != "more" || more.Width != 30 || more.Steps != 7 {
		t.Errorf("%+v, %v", more, err)
	}
	moons := put("moons.yaml", "extends: independence\ndata: two-moons\ntrain_rows: 9\n")
	if _, err := Load(moons); err != nil {
		t.Errorf("other data: %v", err)
	}
	for text, want := range map[string]string{
		"extends: independance\n":                      `independence`,
		"extends: no.yaml\n":                           "there is no such file",
		"extends: bad.yaml\n":                          "extends itself",
		"extends: independence\nwitdh: 3\n":            "bad.yaml:2:1",
		"extends: independence\nwidth: three\n":        "bad.yaml:2:8",
		"experiment: a\ndata: two-moons\nmodel: mlp\n": "`extends: independence`",
	} {
		if _, err := Load(put("bad.yaml", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
