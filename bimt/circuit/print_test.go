package circuit_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/gobimt/bimt/bimt/circuit"
)

// printed is what a format prints, the same both times it is asked.
func printed(t *testing.T, format string, c *circuit.Circuit, name string) string {
	t.Helper()
	for _, f := range circuit.Formats() {
		if f.Name != format {
			continue
		}
		var a, b bytes.Buffer
		if err := f.Print(&a, c, name); err != nil {
			t.Fatal(err)
		}
		if err := f.Print(&b, c, name); err != nil || a.String() != b.String() {
			t.Fatalf("printed twice, it differs: %v", err)
		}
		return a.String()
	}
	t.Fatalf("there is no format %q", format)
	return ""
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every activation is compiled, run on rows that are not in its table, and compared.
func TestGo(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module m\n\ngo 1.21\n")
	var imports, calls strings.Builder
	var want []float64
	for seed := range uint64(5) {
		c, _ := random(t, seed, 3, 6, 2)
		name := fmt.Sprint("net", seed)
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, dir, name+"/n.go", printed(t, "go", c, name))
		fmt.Fprintf(&imports, "\t%q\n", "m/"+name)
		fmt.Fprintf(&calls, "\tfmt.Println(%s.Predict([]float64{1, -2, 30}), %s.SelfTest() <= 1e-12)\n", name, name)
		want = append(want, eval(t, c, []float64{1, -2, 30})...)
	}
	write(t, dir, "main.go", "package main\n\nimport (\n\t\"fmt\"\n"+imports.String()+")\n\nfunc main() {\n"+calls.String()+"}\n")
	run(t, dir, "go", "vet", "./...")
	compare(t, run(t, dir, "go", "run", "."), want, "true", 5)
}

func compare(t *testing.T, out string, want []float64, passed string, times int) {
	t.Helper()
	if got := strings.Count(out, passed); got != times {
		t.Errorf("%d of %d self-tests pass:\n%s", got, times, out)
	}
	words := strings.Fields(strings.NewReplacer("[", " ", "]", " ", passed, " ").Replace(out))
	got := make([]float64, len(words))
	for i, w := range words {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			t.Fatal(err)
		}
		got[i] = v
	}
	if len(got) != len(want) {
		t.Fatalf("%d numbers, want %d:\n%s", len(got), len(want), out)
	}
	near(t, got, want, 1e-12)
}

func TestC(t *testing.T) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler (cc) is installed: the C that is printed was not compiled")
	}
	for seed := range uint64(5) {
		dir := t.TempDir()
		c, _ := random(t, seed, 3, 6, 2)
		write(t, dir, "net.h", printed(t, "c", c, "net"))
		write(t, dir, "main.c", `#include "net.h"
#include <stdio.h>
int main(void) {
  double in[3] = {1, -2, 30}, out[2];
  net(in, out);
  printf("%.17g %.17g %s\n", out[0], out[1], net_selftest() <= 1e-12 ? "passed" : "failed");
  return 0;
}
`)
		run(t, dir, compiler, "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", "main", "main.c", "-lm")
		compare(t, run(t, dir, filepath.Join(dir, "main")), eval(t, c, []float64{1, -2, 30}), "passed", 1)
	}
}

func TestJSON(t *testing.T) {
	c, _ := random(t, 3, 3, 6, 2)
	text := printed(t, "json", c, "net")
	back, err := circuit.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if again := printed(t, "json", back, "net"); again != text {
		t.Error("read and printed again, it differs")
	}
	changed := strings.Replace(text, `"weight": `, `"weight": 1`, 1)
	for want, text := range map[string]string{"changed by hand": changed, "format is": "{}", "no circuit's JSON": "x"} {
		if _, err := circuit.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one that says %q", err, want)
		}
	}
}

func TestSymPy(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err == nil {
		err = exec.Command(python, "-c", "import sympy").Run()
	}
	if err != nil {
		t.Skip("no Python with sympy is installed: the SymPy that is printed was not run")
	}
	const runAll = "import glob, runpy\nfor f in glob.glob('net*.py'): runpy.run_path(f, run_name='__main__')" // sympy takes long to load
	dir := t.TempDir()
	for seed := range uint64(5) {
		c, _ := random(t, seed, 2, 3, 2)
		write(t, dir, fmt.Sprintf("net%d.py", seed), printed(t, "sympy", c, "net"))
	}
	run(t, dir, python, "-c", runAll)
}

// The formulas of a sheet are computed by another interpreter, short ones and those with LET.
func TestSheet(t *testing.T) {
	lets := 0
	for seed := range uint64(5) {
		for _, width := range []int{2, 12} {
			c, _ := random(t, seed, 3, width, 2)
			cases, err := c.SelfTest()
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(printed(t, "sheet", c, "net"), "\n")
			for i, at := range []int{3, 6} {
				for _, k := range cases {
					near(t, []float64{cell(t, lines[at], k.In)}, k.Out[i:i+1], 1e-12)
				}
				if strings.HasPrefix(lines[at], "=LET") {
					lets++
				}
			}
		}
	}
	if lets == 0 || lets == 20 {
		t.Errorf("%d of 20 formulas use LET: one kind is not tested", lets)
	}
}

// cell computes a formula on one row.
func cell(t *testing.T, formula string, row []float64) float64 {
	t.Helper()
	env := map[string]any{"EXP": math.Exp, "TANH": math.Tanh, "MAX": math.Max}
	for i, v := range row {
		env[string(rune('A'+i))+"2"] = v
	}
	value := func(text string) float64 {
		v, err := expr.Eval(text, env)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return v.(float64)
	}
	body, ok := strings.CutPrefix(formula, "=LET(")
	if !ok {
		return value(formula[1:])
	}
	var parts []string
	depth, start := 0, 0
	for i, r := range body {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth == 0, r == ',' && depth == 0:
			parts, start = append(parts, strings.TrimSpace(body[start:i])), i+1
		case r == ')':
			depth--
		}
	}
	for len(parts) > 1 {
		env[parts[0]] = value(parts[1])
		parts = parts[2:]
	}
	return value(parts[0])
}

// The wires of a CSV give the same answers when they are followed.
func TestCSV(t *testing.T) {
	c, _ := random(t, 2, 3, 4, 2)
	r := csv.NewReader(strings.NewReader(printed(t, "csv", c, "net")))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	k := must(t, c)[1]
	value := map[string]float64{"bias": 1}
	for i, in := range c.Inputs {
		value["column "+in.Name] = k.In[i]
	}
	rows = append(rows[1:], nil)
	for i := 0; i+1 < len(rows); {
		to, act, z := rows[i][1], rows[i][3], 0.0
		for ; rows[i] != nil && rows[i][1] == to; i++ {
			w, err := strconv.ParseFloat(rows[i][2], 64)
			if err != nil {
				t.Fatal(err)
			}
			z += w * value[rows[i][0]]
		}
		value[to] = circuit.Apply(circuit.Activation(act), z)
	}
	near(t, []float64{value["column y_0"], value["column y_1"]}, k.Out, 1e-12)
}

func must(t *testing.T, c *circuit.Circuit) []circuit.Case {
	t.Helper()
	cases, err := c.SelfTest()
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// Every format holds the self-test's five rows, input for input and output for output.
func TestSelfTestIsInside(t *testing.T) {
	c, _ := random(t, 4, 3, 3, 2)
	for _, f := range circuit.Formats() {
		text := printed(t, f.Name, c, "net")
		for _, k := range must(t, c) {
			for _, v := range append(k.In, k.Out...) {
				if s, _ := json.Marshal(v); !strings.Contains(text, string(s)) {
					t.Errorf("%s does not hold %s of its self-test", f.Name, s)
				}
			}
		}
	}
}

func TestLaTeXAndDOT(t *testing.T) {
	c := planted()
	tex := printed(t, "latex", c.Shrink(), "net")
	for _, want := range []string{`x_{0} &= \text{a} \\`, `n_{0} &= z\,\sigma(z),\quad z = 1.0 + 1.0\,x_{0} - 2.0\,x_{1} \\`, "\\text{y0} &= n_{0} \\\\\n\\text{y1} &= n_{2}\n\\end{align*}"} {
		if !strings.Contains(tex, want) {
			t.Errorf("LaTeX lacks %s:\n%s", want, tex)
		}
	}
	dot := printed(t, "dot", c, "net")
	if got := strings.Count(dot, "->"); got != c.Wires()+len(c.Outputs) {
		t.Errorf("DOT has %d wires, want %d", got, c.Wires()+len(c.Outputs))
	}
}

func TestPrintErrors(t *testing.T) {
	c, _ := random(t, 4, 3, 3, 2)
	var b bytes.Buffer
	for _, name := range []string{"", "1net", "my net", "é"} {
		if circuit.C(&b, c, name) == nil || circuit.Go(&b, c, name) == nil {
			t.Errorf("%q passes for a function's name", name)
		}
	}
	wide, _ := random(t, 4, 3, 200, 1)
	if err := circuit.Sheet(&b, wide, "net"); err == nil || !strings.Contains(err.Error(), "a cell holds 8192") {
		t.Errorf("a formula too long for a cell: %v", err)
	}
	c.Outputs[0].From = 99
	for _, f := range circuit.Formats() {
		if f.Print(&b, c, "net") == nil {
			t.Errorf("%s prints a broken circuit", f.Name)
		}
	}
	if b.Len() > 0 {
		t.Errorf("something was written in spite of errors: %q", b.String())
	}
}
