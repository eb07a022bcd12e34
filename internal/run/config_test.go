package run

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/settings"
	"pgregory.net/rapid"
)

// Every catalogued experiment reads, checks, and is the same after it was written.
func TestCatalogSurvivesEncoding(t *testing.T) {
	for _, name := range Names() {
		c, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Experiment != name {
			t.Errorf("%s calls itself %s", name, c.Experiment)
		}
		b, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(b, "encoded "+name)
		if err != nil {
			t.Errorf("%v\n%s", err, b)
			continue
		}
		if !reflect.DeepEqual(c, again) {
			t.Errorf("%s changed by being written:\n%+v\n%+v", name, c, again)
		}
	}
}

func TestEveryKeyHasAComment(t *testing.T) {
	for _, k := range settings.Keys(&Config{}) {
		if k.Name == "" || k.About == "" {
			t.Errorf("setting %q has the comment %q: tag it", k.Name, k.About)
		}
	}
}

// What --set changes is what a file would say.
func TestSetIsWhatAFileSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := Load("independence")
		if err != nil {
			t.Fatal(err)
		}
		rate, steps := rapid.Float64Range(0, 1).Draw(t, "rate"), rapid.IntRange(1, 1e6).Draw(t, "steps")
		want := *c
		want.LearningRate, want.Steps = rate, steps
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := Decode(b, "file")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if key, value, ok := strings.Cut(line, ": "); ok && (key == "learning_rate" || key == "steps") {
				if err := c.Set(key + "=" + value); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !reflect.DeepEqual(c, read) || c.LearningRate != rate {
			t.Fatalf("%+v\n%+v", c, read)
		}
	})
}

// Seeds are short, and -fuzzminimizetime 1x keeps it from spending its time on making them shorter.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("experiment: a\ndata: spirals\nturns: 1.5\nmodel: mlp\nwidth: 2\nlambda_changes: [{at: 0.5, factor: 2}]\n"))
	f.Add([]byte("experiment: a\ndata: text\npath: b\nsample_length: 9\nmodel: transformer\nheads: 2\ncausal: true\nmade_with: {go: 1}\n"))
	f.Add([]byte("data: formula\ninputs: [x1]\nformulas: [2x1]\nrange: &r [-1, 1]\nnoise: 1e-3\n"))
	f.Add([]byte("a: [1\n"))
	f.Add([]byte("lambda_changes: [{at: 0.5, factor: 2}]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		start := time.Now()
		c, err := Decode(b, "fuzz.yaml")
		if took := time.Since(start); took > time.Minute { // a machine may be busy
			t.Errorf("%d bytes took %v", len(b), took)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
			return
		}
		if err := c.Check(); err != nil {
			t.Errorf("decoded what does not check: %v", err)
		}
	})
}
