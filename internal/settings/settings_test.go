package settings_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/settings"
	"pgregory.net/rapid"
)

// shape is a kind with settings of its own.
type shape interface{ area() float64 }

type square struct {
	Side  float64 `yaml:"side" about:"of the square" min:"0"`
	Color string  `yaml:"color,omitempty" about:"of the square"`
}

func (s *square) area() float64 { return s.Side * s.Side }

type box struct {
	Wide  float64 `yaml:"wide" about:"of the box" min:"0"`
	High  float64 `yaml:"high,omitempty" about:"of the box" min:"0" max:"9"`
	Color string  `yaml:"color,omitempty" about:"of the box"`
}

func (b *box) area() float64 { return b.Wide * b.High }

func init() {
	settings.Register[shape]("square", &square{})
	settings.Register[shape]("box", &box{High: 2})
}

// part is an entry of a list.
type part struct {
	At     float64 `yaml:"at"`
	Factor float64 `yaml:"factor"`
	Note   string  `yaml:"note,omitempty"`
}

type extra struct {
	Depth int `yaml:"depth" about:"in layers" min:"1" max:"5"`
}

type config struct {
	Name  string               `yaml:"name" about:"of it all"`
	Steps int                  `yaml:"steps" about:"to do" min:"1"`
	Shape settings.Kind[shape] `yaml:"shape" about:"what is drawn"`
	Mode  string               `yaml:"mode,omitempty" about:"flat or deep" oneof:"- flat deep"`
	Seed  uint64               `yaml:"seed,omitempty" about:"of chance"`
	Quiet bool                 `yaml:"quiet,omitempty" about:"say nothing"`
	Names []string             `yaml:"names,omitempty" about:"of columns"`
	Range []float64            `yaml:"range,omitempty" about:"from, to"`
	Parts []part               `yaml:"parts,omitempty" about:"changes"`
	Made  map[string]string    `yaml:"made,omitempty" about:"with what"`
	Pen   string               `yaml:"pen,omitempty" about:"to draw with"`
	extra `yaml:",inline" when:"mode=deep"`
}

// Choices lists pens.
func (c *config) Choices(key string) []string {
	if key == "pen" {
		return []string{"", "ink", "lead"}
	}
	return nil
}

const valid = "name: a\nsteps: 3\nshape: box\nwide: 4\n"

func Example() {
	var c config
	err := settings.Decode([]byte("name: a\nsteps: 1.5\nshape: box\nwide: 4\n"), "mine.yaml", &c)
	fmt.Println(err)
	err = settings.Decode([]byte(valid), "mine.yaml", &c)
	fmt.Println(c.Shape, c.Shape.Of.area(), err)
	fmt.Println(settings.Set(&c, "side=3", "shape=square"), c.Shape.Of.area())
	text, err := settings.Encode(&c)
	fmt.Print(string(text), err)
	// Output:
	// mine.yaml:2:8: steps: want a whole number, have 1.5
	// box 8 <nil>
	// <nil> 9
	// # of it all
	// name: a
	// # to do
	// steps: 3
	// # what is drawn: box, square
	// shape: square
	// # of the square
	// side: 3.0
	// <nil>
}

func TestErrorsOfFiles(t *testing.T) {
	for text, want := range map[string]string{
		"name: a\nsteps: 3\nshape: box\n":          `f.yaml: the key "wide" is missing (of the box)`,
		"name: a\nsteps: 3\nshape: bocks\n":        `f.yaml:3:8: unknown shape "bocks" (known: box, square)`,
		valid + "side: 2\n":                        "f.yaml:5:1: side: without effect on shape box: leave it out (it is for square)",
		valid + "sied: 2\n":                        `f.yaml:5:1: unknown key "sied"`,
		valid + "high: 10\n":                       "f.yaml:5:7: high: 10: give a number from 0 to 9",
		valid + "depth: 3\n":                       "f.yaml:5:8: depth: without effect on mode : leave it out (it is for deep)",
		valid + "mode: deep\n":                     `f.yaml: the key "depth" is missing (in layers)`,
		valid + "mode: deep\ndepth: 6\n":           "f.yaml:6:8: depth: 6 is too large: give at most 5",
		valid + "mode: steep\n":                    `f.yaml:5:7: unknown mode "steep" (did you mean "deep"?)`,
		valid + "pen: inc\n":                       `f.yaml:5:6: unknown pen "inc" (did you mean "ink"?)`,
		valid + "range: [1, .nan]\n":               "f.yaml:5:8: range: NaN: give a finite number",
		valid + "range: 3\n":                       "f.yaml:5:8: range: want a list such as [0, 1], have 3",
		valid + "names: {a: 1}\n":                  "names: want a list such as [a, b], have a mapping",
		valid + "quiet: yes\n":                     `f.yaml:5:8: quiet: want true or false, have the text "yes"`,
		valid + "seed: -1\n":                       "f.yaml:5:7: seed: want a whole number of 0 or more, have -1",
		valid + "seed: 1e30\n":                     "f.yaml:5:7: seed: 1e30 is too large",
		valid + "steps: 9223372036854775808\n":     "mapping key",
		"steps: 9223372036854775808\n":             "f.yaml:1:8: steps: 9223372036854775808 is too large",
		"seed: 18446744073709551616\n":             "seed: ",
		valid + "parts: [{at: 1}]\n":               "parts: an entry needs at and factor",
		valid + "parts: [{at: 1, note: x}]\n":      "parts: an entry needs at and factor",
		valid + "parts: [{at: 1, fctor: 2}]\n":     `unknown key of parts "fctor" (did you mean "factor"?)`,
		valid + "made: [a]\n":                      "f.yaml:5:7: made: want a mapping, have a list",
		valid + "name: b\n":                        "f.yaml:5:1: mapping key \"name\" already defined",
		valid + "range: !!float [1, 2]\n":          "line 5: !!float: leave it out",
		valid + "names: *a\n":                      "f.yaml:5:8: nothing above is called &a",
		valid + "names: &a [*a]\n":                 "names: want a text, have a list",
		"name: a\nsteps: 0\nshape: box\nwide: 4\n": "f.yaml:2:8: steps: 0 is too small: give at least 1",
		"- 1\n":       `the key "name" is missing`,
		"a: [1\n":     "f.yaml:1:",
		"a: 1\n---\n": "2 documents",
	} {
		err := settings.Decode([]byte(text), "f.yaml", &config{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestValuesOfFiles(t *testing.T) {
	text := valid + `"quiet": true
seed: 18446744073709551615
names: &n [x1, 2, "3", 1.50]
range: [1e-3, -2]
parts: [{at: 0, factor: 1}, {at: 1, factor: 2, note: slow}]
made: {go: 1.26, os: linux}
side: 0
mode: ""
`
	var c config
	if err := settings.Decode([]byte(text), "f.yaml", &c); err != nil {
		t.Fatal(err)
	}
	want := config{
		Name: "a", Steps: 3, Shape: settings.Kind[shape]{Name: "box", Of: &box{Wide: 4, High: 2}}, Seed: 1<<64 - 1, Quiet: true,
		Names: []string{"x1", "2", "3", "1.50"}, Range: []float64{1e-3, -2}, Parts: []part{{0, 1, ""}, {1, 2, "slow"}}, Made: map[string]string{"go": "1.26", "os": "linux"},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, want %+v", c, want)
	}
	if err := settings.Decode([]byte("x: &n [a]\n"+valid+"names: *n\n"), "f.yaml", &c); err == nil {
		t.Error("an anchor makes a key known")
	}
	if err := settings.Decode([]byte("range: &r [1, 2]\n"+valid+"parts: [{at: 1, factor: 2}]\nnames: []\n"), "f.yaml", &c); err != nil {
		t.Error(err)
	}
}

// A copy of settings is not changed with them, nor by what could not be set.
func TestSetChangesNoCopy(t *testing.T) {
	var c config
	if err := settings.Decode([]byte(valid), "f.yaml", &c); err != nil {
		t.Fatal(err)
	}
	before := c
	for _, s := range []string{"wide=-", "wide", "side=1", "sied=1", "shape=bocks", "wide=[1]", "wide=!!float 1", "wide: 1=2"} {
		if err := settings.Set(&c, s); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("--set %s: %v", s, err)
		}
	}
	if !reflect.DeepEqual(c, before) {
		t.Errorf("%+v became %+v", before, c)
	}
	if err := settings.Set(&c, "wide=5", "color=red"); err != nil {
		t.Fatal(err)
	}
	if err := settings.Put(&c, "high", 3.0); err != nil {
		t.Fatal(err)
	}
	if b := before.Shape.Of.(*box); b.Wide != 4 || b.High != 2 || c.Shape.Of.area() != 15 {
		t.Errorf("the copy is %+v, the changed one has the area %v", b, c.Shape.Of.area())
	}
	if err := settings.Set(&c, "shape=square"); err != nil {
		t.Fatal(err)
	}
	if got := c.Shape.Of.(*square); got.Color != "red" || got.Side != 0 {
		t.Errorf("another shape is %+v: want the color that both have", got)
	}
	if v, ok := settings.Get[string](&c, "color"); !ok || v != "red" {
		t.Errorf("color is %q, %v", v, ok)
	}
	if _, ok := settings.Get[int](&c, "wide"); ok || settings.Put(&c, "wide", 1.0) == nil || settings.Put(&c, "steps", 1.0) == nil {
		t.Error("a setting of another kind or type is there")
	}
}

// What is written is read back equal.
func TestEncodeIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab1.-:#'\"[]{}&*!|>%@`, \t\n\ré√nulltrue~"))).Filter(func(s string) bool { return strings.TrimSpace(s) == s })
		c := config{
			Name: text.Draw(t, "name"), Steps: rapid.IntRange(1, 1<<62).Draw(t, "steps"), Seed: rapid.Uint64().Draw(t, "seed"),
			Shape: settings.Kind[shape]{Name: "square", Of: &square{Side: rapid.Float64Range(0, 1e300).Draw(t, "side")}},
			Quiet: rapid.Bool().Draw(t, "quiet"), Range: rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 1, 4).Draw(t, "range"),
			Names: rapid.SliceOfN(rapid.StringMatching("[a-zé0-9_ ]*[a-z]"), 1, 4).Draw(t, "names"), Parts: []part{{rapid.Float64Range(0, 1).Draw(t, "at"), 2, ""}},
		}
		b, err := settings.Encode(&c)
		if err != nil {
			t.Fatal(err)
		}
		var again config
		if err := settings.Decode(b, "f.yaml", &again); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("%+v\n%+v\n%s", c, again, b)
		}
	})
}

func TestKeys(t *testing.T) {
	c := config{Shape: settings.Kind[shape]{Name: "box", Of: &box{}}}
	var names []string
	for _, k := range settings.Keys(&c) {
		names = append(names, k.Name)
		if k.Name == "pen" && len(k.Choices) != 3 || k.Name == "depth" && (k.When != "mode=deep" || k.Max != "5") || k.About == "" {
			t.Errorf("%+v", k)
		}
	}
	if got := strings.Join(names, " "); got != "name steps shape wide high color mode seed quiet names range parts made pen depth" {
		t.Error(got)
	}
}

func TestDecodeOver(t *testing.T) {
	c := config{Name: "before", Steps: 7}
	if err := settings.Set(&c, "shape=box"); err != nil {
		t.Fatal(err)
	}
	if err := settings.DecodeOver([]byte("name: mine\n"), "f.yaml", &c); err != nil || c.Name != "mine" || c.Steps != 7 {
		t.Errorf("%+v, %v", c, err)
	}
	err := settings.Decode([]byte("name: mine\n"), "f.yaml", &config{})
	if m := (*settings.MissingError)(nil); !errors.As(err, &m) || m.File != "f.yaml" || m.Key == "" {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]string{"name: a\nextends: b\n": "b", "name: extends\n": "", "extends: [b]\n": "", "extends: [": "", "extends: 3\n": "3"} {
		if got := settings.Word([]byte(text), "f.yaml", "extends"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Text tells settings apart that differ in anything, and only those.
func TestText(t *testing.T) {
	type inner struct {
		List []string `yaml:"list,omitempty"`
	}
	type all struct {
		Name  string `yaml:"name"`
		inner `yaml:",inline"`
		Rate  float64 `yaml:"rate"`
	}
	text := func(a all) string {
		b, err := settings.Text(&a)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	one := all{Name: "a", inner: inner{[]string{"x", "y"}}, Rate: 0.1}
	if got := text(one); got != "name=\"a\"\nlist=[\"x\",\"y\"]\nrate=0.1\n" {
		t.Errorf("%q", got)
	}
	for _, other := range []all{{Name: "a"}, {Name: "a\nlist=1", Rate: 0.1}, {Name: "a", inner: inner{[]string{"x,y"}}, Rate: 0.1}, {Name: "a", inner: one.inner, Rate: math.Nextafter(0.1, 1)}} {
		if text(other) == text(one) {
			t.Errorf("%+v and %+v have the same text", one, other)
		}
	}
}
