package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const cars = "../../testdata/tables/cars.csv"

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A table trains without a name, its config.yaml repeats the run from another folder, and
// predictions come out of it.
func TestTableFromTrainToPrediction(t *testing.T) {
	dir := t.TempDir()
	first, again := filepath.Join(dir, "first"), filepath.Join(dir, "again")
	status, _, msg := bimt(t, "train", "--data", cars, "--inputs", "Horsepower, Year", "--outputs", "Miles_per_Gallon",
		"--steps", "30", "--set", "swap_every=10", "--no-pictures", "--out", first)
	if status != 0 || !strings.Contains(msg, "regression: Miles_per_Gallon holds") {
		t.Fatalf("status %d: %s", status, msg)
	}
	t.Chdir(dir)
	if status, _, msg := bimt(t, "train", filepath.Join(first, "config.yaml"), "--quiet", "--no-pictures", "--out", again); status != 0 {
		t.Fatal(msg)
	}
	for _, f := range []string{"metrics.csv", "model.safetensors", "config.yaml", "data.json"} {
		if read(t, first, f) != read(t, again, f) {
			t.Errorf("%s differs between two equal runs", f)
		}
	}
	rows := writeFile(t, "new.csv", "Year,Horsepower\n1975,90\n1999,90\n")
	status, out, msg := bimt(t, "predict", first, "--data", rows)
	lines := strings.Split(out, "\n")
	if status != 0 || len(lines) != 4 || lines[0] != "Miles_per_Gallon,outside" || !strings.HasSuffix(lines[2], ",Year") {
		t.Errorf("status %d, %q", status, out)
	}
	if !strings.Contains(msg, "2 rows predicted; 1 outside of the range trained on") || strings.Count(msg, "\n") != 1 {
		t.Errorf("stderr says %q", msg)
	}
	file := filepath.Join(dir, "p.csv")
	status, rest, msg := bimt(t, "predict", first, "--data", rows, "--out", file, "--quiet")
	if status != 0 || rest != "" || msg != "" || read(t, dir, "p.csv") != out {
		t.Errorf("status %d, printed %q, %q, wrote %q", status, rest, msg, read(t, dir, "p.csv"))
	}
}

func TestShownTableTrains(t *testing.T) {
	_, source, _ := bimt(t, "show", "table")
	source = strings.NewReplacer(`path: ""`, "path: "+writeFile(t, "t.csv", "a,\"b,c\",kind\n"+strings.Repeat("1,2,x\n2,1,y\n", 20)),
		"inputs: []", `inputs: ["b,c", a]`, "outputs: []", "outputs: [kind]", "steps: 5000", "steps: 3").Replace(source)
	mine := writeFile(t, "mine.yaml", source)
	out := filepath.Join(t.TempDir(), "run")
	if status, _, msg := bimt(t, "train", mine, "--quiet", "--no-pictures", "--out", out); status != 0 {
		t.Fatal(msg)
	}
	for _, want := range []string{"loss: cross-entropy", "task: classification", `inputs: ["b,c", a]`} {
		if !strings.Contains(read(t, out, "config.yaml"), want) {
			t.Errorf("config.yaml has no %q", want)
		}
	}
	for _, key := range []string{"train_accuracy", "test_accuracy"} {
		if !strings.Contains(read(t, out, "summary.json"), key) {
			t.Errorf("summary.json has no %s", key)
		}
	}
}

func TestBadTables(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	if status, _, msg := bimt(t, "train", "sharing", "--steps", "1", "--quiet", "--no-pictures", "--out", run); status != 0 {
		t.Fatal(msg)
	}
	rows := writeFile(t, "n.csv", "x1,x2,x3\n1,2,3\n")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "--data", cars}, "--outputs A,B; its columns are Name, Miles_per_Gallon"},
		{[]string{"train", "--outputs", "mpg"}, "--data FILE"},
		{[]string{"train", "--data", cars, "--outputs", "Miles_per_Galon"}, `did you mean "Miles_per_Gallon"`},
		{[]string{"train", "--data", cars, "--outputs", "a,,b"}, "write the names of columns as a,b,c"},
		{[]string{"train", "--data", "none.csv", "--outputs", "a"}, "none.csv"},
		{[]string{"train", "sharing", "--inputs", "x1"}, "sharing is no table"},
		{[]string{"train", "--data", cars, "--inputs", "Year", "--outputs", "Weight_in_lbs", "--set", "batch=5000"}, "batch"},
		{[]string{"train", "mnist", "--data", cars}, "it is a file"},
		{[]string{"train", "digits", "--data", cars}, "without effect on data digits: leave it out"},
		{[]string{"predict"}, "name the folder of one run"},
		{[]string{"predict", run}, "--data FILE"},
		{[]string{"predict", t.TempDir(), "--data", rows}, "data.json"},
		{[]string{"predict", run, "--data", "none.csv"}, "none.csv"},
		{[]string{"predict", run, "--data", rows, "--out", rows}, "choose another"},
		{[]string{"predict", run, "--data", rows, "--out", filepath.Join(run, "config.yaml", "p.csv")}, "can't write"},
	} {
		status, out, msg := bimt(t, c.args...)
		if status != statusUsage || out != "" || strings.Count(msg, "\n") != 1 || !strings.Contains(msg, c.want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q: want 2 and one line with %q", c.args, status, out, msg, c.want)
		}
	}
}

// A comparison of a table goes on where it was: what its settings leave to the data is
// the same in all runs.
func TestCompareTableTwice(t *testing.T) {
	args := []string{"compare", "table", "--data", cars, "--set", "inputs=[Year]", "--set", "outputs=[Miles_per_Gallon]",
		"--methods", "l1,bimt", "--seeds", "1", "--steps", "2", "--quiet", "--out", filepath.Join(t.TempDir(), "cmp")}
	for range 2 {
		if status, _, msg := bimt(t, args...); status != 0 {
			t.Fatal(msg)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for list, want := range map[string]string{"a, b,c": "[a b c]", `"a,b",c`: "[a,b c]", "a": "[a]"} {
		if got, err := columnNames(list); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q is %v (%v), want %s", list, got, err, want)
		}
	}
}
