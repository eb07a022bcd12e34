package run

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/task"
)

func TestWrongTypes(t *testing.T) {
	for _, w := range []struct{ assignment, want string }{
		{"steps=1.5", "steps: want a whole number, have 1.5"},
		{`width="30"`, `width: want a whole number, have the text "30"`},
		{"width=", "width: want a whole number, have nothing"},
		{"width=null", "width: want a whole number, have nothing"},
		{"width=[3, 4]", "width: want a whole number, have a list"},
		{"seed=yes", `seed: want a whole number, have the text "yes"`},
		{`learning_rate="1"`, `learning_rate: want a number, have the text "1"`},
		{"lambda={a: 1}", "lambda: want a number, have a mapping"},
		{"range=[0, high]", `range: want a number, have the text "high"`},
		{"lambda_changes=3", "lambda_changes: want a list such as [{at: …, factor: …}], have 3"},
		{"lambda_changes=[{at: 0.5}]", "lambda_changes: an entry needs at and factor"},
		{"lambda_changes=[{at: 0.5, factr: 2}]", `unknown key of lambda_changes "factr" (did you mean "factor"?)`},
		{"lambda_changes=[{at: 0.5, factor: high}]", `factor: want a number, have the text "high"`},
	} {
		c, err := Load("independence")
		if err != nil {
			t.Fatal(err)
		}
		before := *c
		err = c.Set(w.assignment)
		if err == nil || !strings.Contains(err.Error(), w.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("--set %s: %v, want %q", w.assignment, err, w.want)
		}
		if c.Width != before.Width || c.Steps != before.Steps || len(c.LambdaAt) != len(before.LambdaAt) {
			t.Errorf("--set %s changed something", w.assignment)
		}
		key, value, _ := strings.Cut(w.assignment, "=")
		text := "data: formula\n" + key + ": " + value + "\n"
		if _, err := Decode([]byte(text), "x.yaml"); err == nil || !strings.Contains(err.Error(), w.want) || !strings.Contains(err.Error(), "x.yaml:2:") {
			t.Errorf("%q: %v, want x.yaml:2: and %q", text, err, w.want)
		}
	}
}

func TestSettingsThatCantBe(t *testing.T) {
	for _, w := range []struct{ assignment, want string }{
		{"width=0", "width: 0 is too small: give at least 1"},
		{"depth=1001", "depth: 1001 is too large: give at most 1000"},
		{"charge_biases_from=1.5", "charge_biases_from: 1.5: give a number from 0 to 1"},
		{"lambda=-1", "lambda: -1: give a number of at least 0"},
		{"lambda=.inf", "lambda: +Inf: give a number of at least 0"},
		{"lambda_changes=[{at: 2, factor: 1}]", "a change at 2 of the run"},
		{"lambda_changes=[{at: 0, factor: -100}]", "a factor of -100: give at least 0"},
		{"method=bmit", `unknown method "bmit" (did you mean "bimt"?)`},
		{"swap_strategy=best", `unknown swap_strategy "best"`},
		{"activation=silo", `did you mean "silu"?`},
		{"loss=mee", `unknown loss "mee" (did you mean "mse"?)`},
		{"model=mpl", `did you mean "mlp"?`},
		{"experiment=..", `".." is no name for a folder`},
		{`experiment="a\e[2J"`, "is no name for a folder"},
		{"experiment=" + strings.Repeat("a", 151), "give at most 150"},
	} {
		c := loaded(t, "independence", w.assignment)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%s: %v, want %q", w.assignment, err, w.want)
		}
	}
}

// Words that choose data are taken first; what both data sets have is kept.
func TestOtherData(t *testing.T) {
	c := loaded(t, "independence")
	if err := c.Set("noise=0.2", "data=two-moons", "test_rows=7"); err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if m := c.Data.Of.(*task.Moons); m.Noise != 0.2 || m.TrainRows != 100 || m.TestRows != 7 {
		t.Errorf("%+v", m)
	}
	if d := data(t, c); d.Train.Rows != 100 || d.Loss != task.MSE {
		t.Errorf("%d rows by %s", d.Train.Rows, d.Loss.Name)
	}
}

func TestRightTypes(t *testing.T) {
	c, err := Load("independence")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"steps=2e4", "learning_rate=1", "lambda=1e-3", "lambda_changes=[{at: 0, factor: 2}]", "lambda_changes=[]", "range=[0, 1.5]"} {
		if err := c.Set(s); err != nil {
			t.Errorf("--set %s: %v", s, err)
		}
	}
	if c.Steps != 20000 || c.LearningRate != 1 || len(c.LambdaAt) != 0 || c.Data.Of.(*task.Formula).Range[1] != 1.5 {
		t.Errorf("steps %d, learning rate %v, changes %v, range %v", c.Steps, c.LearningRate, c.LambdaAt, c.Data.Of)
	}
}

func TestFileThatIsNoSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "big.yaml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 1<<34); err != nil { // sparse
		t.Fatal(err)
	}
	if _, err := Load(file); err == nil || !strings.Contains(err.Error(), "bimt show") {
		t.Errorf("a file of 16 GiB: %v", err)
	}
}

func TestKeysWithoutEffect(t *testing.T) {
	for _, w := range []struct{ name, assignment, want string }{
		{"s4", "noise=0.1", "noise: without effect on data permutations: leave it out (it is for formula, spirals, three-moons, two-moons)"},
		{"independence", "heads=4", "heads: without effect on model mlp: leave it out (it is for transformer)"},
		{"independence", "sample_length=4", "sample_length: without effect on data formula: leave it out (it is for text)"},
		{"s4", "train_rows=100", "train_rows: without effect on data permutations"},
		{"table", "modulus=7", "modulus: without effect on data table"},
		{"table", "modulus=0", ""},
		{"two-moons", "noise=0.3", ""},
		{"in-context", "heads=2", ""},
	} {
		c, err := Load(w.name)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(c.Set(w.assignment), c.Check()); (err == nil) != (w.want == "") || err != nil && !strings.Contains(err.Error(), w.want) {
			t.Errorf("%s with %s: %v, want %q", w.name, w.assignment, err, w.want)
		}
	}
}
