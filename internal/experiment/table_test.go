package experiment

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/task"
	"gonum.org/v1/gonum/mat"
)

const cars = "../../testdata/tables/cars.csv"

const carInputs = "inputs=[Cylinders, Displacement, Horsepower, Weight_in_lbs, Acceleration, Year]"

// of gives the settings of a table.
func of(c *Config) *task.Table { return c.Data.Of.(*task.Table) }

// file writes a CSV and gives the setting that names it.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return "path=" + path
}

// numbersTable has columns a, b, the sum a + b/100 + ½, a class by name and by number.
func numbersTable(rows int) string {
	var b strings.Builder
	b.WriteString("a,b,sum,kind,number\n")
	for i := range rows {
		a, c := float64(i%7), 1000+100*float64(i%5)
		fmt.Fprintf(&b, "%v,%v,%v,%s,%d\n", a, c, a+c/100+0.5, []string{"low", "high"}[i%2], i%3)
	}
	return b.String()
}

func TestTableIsFoundOut(t *testing.T) {
	path := file(t, numbersTable(60))
	for _, w := range []struct {
		outputs, task, loss string
		inputs, classes     int
	}{
		{"outputs=[sum]", "regression", "mse", 2, 0},
		{"outputs=[sum, b]", "regression", "mse", 1, 0},
		{"outputs=[kind]", "classification", "cross-entropy", 2, 2},
		{"outputs=[number]", "classification", "cross-entropy", 2, 3},
	} {
		c := loaded(t, "table", path, "inputs=[a, b]", w.outputs)
		if w.inputs == 1 {
			if err := c.Set("inputs=[a]"); err != nil {
				t.Fatal(err)
			}
		}
		d := data(t, c)
		if of(c).Task != w.task || c.Loss != w.loss || len(d.Inputs) != w.inputs || d.Classes != w.classes || len(d.Notes) != 1 {
			t.Errorf("%s: %s by %s of %v, %d classes, notes %q", w.outputs, of(c).Task, c.Loss, d.Inputs, d.Classes, d.Notes)
		}
		if d.Train.Rows != 48 || d.Test.Rows != 12 {
			t.Errorf("%d and %d rows", d.Train.Rows, d.Test.Rows)
		}
	}
	c := loaded(t, "table", path, "inputs=[a]", "outputs=[number]", "task=regression")
	if d := data(t, c); d.Classes != 0 || c.Loss != "mse" {
		t.Errorf("a regression that was asked for has %d classes and the loss %s", d.Classes, c.Loss)
	}
	c = loaded(t, "table", file(t, "a,k\n"+strings.Repeat("1,1\n2,2b\n", 9)), "outputs=[k]", "task=classification")
	if d := data(t, c); d.Classes != 2 || d.Outputs[1] != "2b" || of(c).Inputs[0] != "a" {
		t.Errorf("classes %v of %v", d.Outputs, of(c).Inputs)
	}
	c = loaded(t, "table", path, "inputs=[a]", "outputs=[kind]", "loss=mse")
	if d := data(t, c); len(d.Train.Y) != 2*d.Train.Rows {
		t.Errorf("a squared error on %d answers of %d rows", len(d.Train.Y), d.Train.Rows)
	}
}

// The settings that are written repeat the data, and what was standardised comes back.
func TestTableRepeats(t *testing.T) {
	c := loaded(t, "table", file(t, numbersTable(60)), "inputs=[b, a]", "outputs=[sum]")
	d := data(t, c)
	b, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(b, "config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	e := data(t, again)
	if !reflect.DeepEqual(d.Train, e.Train) || !reflect.DeepEqual(d.Test, e.Test) || !filepath.IsAbs(of(c).Path) || !reflect.DeepEqual(c, again) {
		t.Error("the written settings make other data, or change by it")
	}
	mean, square := 0.0, 0.0
	for _, v := range d.Train.Y {
		mean, square = mean+v/48, square+v*v/48
	}
	if math.Abs(mean) > 1e-12 || math.Abs(square-1) > 1e-12 {
		t.Errorf("outputs have mean %v and square %v", mean, square)
	}
	y, err := d.InUnits(d.Test.Y)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range y {
		x, _ := d.Test.Row(i)
		b, a := x[0]*d.InScale.Std[0]+d.InScale.Mean[0], x[1]*d.InScale.Std[1]+d.InScale.Mean[1]
		if math.Abs(a+b/100+0.5-v) > 1e-9 {
			t.Fatalf("row %d: %v + %v/100 + ½ is not %v", i, a, b, v)
		}
	}
	plain := loaded(t, "table", "path="+of(c).Path, "inputs=[b, a]", "outputs=[sum]", "standardise=false")
	p := data(t, plain)
	if got, err := p.InUnits(p.Test.Y); err != nil || !reflect.DeepEqual(got, p.Test.Y) || p.InScale.Min[0] != 1000 {
		t.Errorf("not standardised: %v became %v (%v), range from %v", p.Test.Y, got, err, p.InScale.Min)
	}
}

func TestTablesThatCantBe(t *testing.T) {
	good := numbersTable(60)
	for _, w := range []struct {
		text string
		set  []string
		want string
	}{
		{good, []string{"inputs=[a]"}, "its columns are a, b, sum"},
		{"a,b\nx,1\ny,2\n", []string{"outputs=[b]"}, "other columns"},
		{good, []string{"outputs=[sun]"}, `did you mean "sum"`},
		{good, []string{"inputs=[a]", "outputs=[sum]", "batch=49"}, "at most 48"},
		{good, []string{"inputs=[a]", "outputs=[sum, b]", "task=classification"}, "a classification has one"},
		{good, []string{"inputs=[a]", "outputs=[kind]", "task=regression"}, "numbers are needed"},
		{good, []string{"inputs=[a]", "outputs=[sum]", "loss=cross-entropy"}, "use mse"},
		{good, []string{"inputs=[a]", "outputs=[sum]", "train_fraction=1"}, "train_fraction"},
		{"a,b\n1,2\n2,2\n3,2\n4,2\n", []string{"outputs=[b]"}, "only one class"},
		{"a,b\n1,2.5\n2,2.5\n3,2.5\n4,2.5\n", []string{"outputs=[b]"}, "nothing to learn"},
		{"a,b\n1,2.5\n2,2.5\n3,2.5\n4,2.5\n", []string{"outputs=[b]", "standardise=false"}, "nothing to learn"},
		{"a,b\n1,x\n2,x\n3,x\n", []string{"outputs=[b]"}, "only one class"},
		{"a,b\n1,2\n,2\n", []string{"outputs=[b]"}, "t.csv:3:1"},
		{"a,b\n1,2.5\n", []string{"outputs=[b]"}, "at least 2"},
		{"a\n1.5\n2\n", []string{"outputs=[a]"}, "--inputs"},
		{"a,b\n1,2\n3,Inf\n", []string{"outputs=[b]"}, "finite"},
		{"", []string{"outputs=[b]"}, "empty"},
	} {
		_, err := loaded(t, "table", append(w.set, file(t, w.text))...).MakeData(context.Background())
		if err == nil || !strings.Contains(err.Error(), w.want) {
			t.Errorf("%v: %v, want %q", w.set, err, w.want)
		}
	}
	if _, err := loaded(t, "table", "outputs=[a]").MakeData(context.Background()); err == nil || !strings.Contains(err.Error(), "--data FILE") {
		t.Errorf("no file: %v", err)
	}
}

func TestMissingRowsAreSaid(t *testing.T) {
	text := numbersTable(60) + "1,,2,low,1\n"
	c := loaded(t, "table", file(t, text), "inputs=[a, b]", "outputs=[sum]", "drop_missing=true")
	d := data(t, c)
	if d.Train.Rows+d.Test.Rows != 60 || !strings.Contains(strings.Join(d.Notes, "; "), "1 row with missing values is left out, the first on line 62") {
		t.Errorf("%d rows, notes %q", d.Train.Rows+d.Test.Rows, d.Notes)
	}
}

// leastSquares is the held-out R² of a linear fit.
func leastSquares(t *testing.T, d *task.Data) float64 {
	t.Helper()
	design := func(s task.Set) *mat.Dense {
		n := task.Size(s.XShape)
		m := mat.NewDense(s.Rows, n+1, nil)
		for i := range s.Rows {
			x, _ := s.Row(i)
			m.SetRow(i, append([]float64{1}, x...))
		}
		return m
	}
	var w, out mat.Dense
	if err := w.Solve(design(d.Train), mat.NewDense(d.Train.Rows, 1, d.Train.Y)); err != nil {
		t.Fatal(err)
	}
	out.Mul(design(d.Test), &w)
	return d.Score(d.Test, out.RawMatrix().Data).R2[0]
}

// A table that no one prepared trains to a better held-out R² than a linear fit, with
// few weights.
func TestCarsBeatALinearFit(t *testing.T) {
	var linear, network float64
	const seeds = 3
	for seed := range seeds {
		r := small(t, "table", "path="+cars, carInputs, "outputs=[Miles_per_Gallon]", fmt.Sprint("seed=", seed), "steps=2000", "log_every=2000")
		res, err := r.Train(context.Background(), nil)
		if err != nil || res.Err != nil {
			t.Fatal(err, res.Err)
		}
		linear += leastSquares(t, r.Data) / seeds
		network += res.Test.R2[0] / seeds
		if active, total := ActiveWeights(r.Network.Space, ActiveAbove); active > total/10 {
			t.Errorf("seed %d: %d of %d weights are active", seed, active, total)
		}
	}
	t.Logf("held-out R²: linear %.3f, network %.3f", linear, network)
	if network < linear+0.02 {
		t.Errorf("held-out R²: linear %.3f, network %.3f", linear, network)
	}
}
