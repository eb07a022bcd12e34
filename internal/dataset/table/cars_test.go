package table

import (
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/internal/dataset"
	"gonum.org/v1/gonum/mat"
)

const carsFile = "../../../testdata/tables/cars.csv"

var carInputs = []string{"Cylinders", "Displacement", "Horsepower", "Weight_in_lbs", "Acceleration", "Year"}

// leastSquares fits the train rows and returns R² on the test rows.
func leastSquares(t *testing.T, features, y dataset.Matrix, train, test []int) float64 {
	t.Helper()
	a, b := features.Select(train), y.Select(train)
	var w mat.Dense
	if err := w.Solve(mat.NewDense(a.Rows, a.Cols, a.Data), mat.NewDense(b.Rows, 1, b.Data)); err != nil {
		t.Fatal(err)
	}
	held, truth := features.Select(test), y.Select(test)
	var out mat.Dense
	out.Mul(mat.NewDense(held.Rows, held.Cols, held.Data), &w)
	mean := mat.Sum(mat.NewDense(truth.Rows, 1, truth.Data)) / float64(truth.Rows)
	var rest, all float64
	for i, v := range truth.Data {
		rest += (v - out.At(i, 0)) * (v - out.At(i, 0))
		all += (v - mean) * (v - mean)
	}
	return 1 - rest/all
}

// polynomial returns 1, the columns of x, and, if square, their products.
func polynomial(x dataset.Matrix, square bool) dataset.Matrix {
	out := dataset.Matrix{Rows: x.Rows}
	for i := range x.Rows {
		row := append([]float64{1}, x.Row(i)...)
		for j, v := range x.Row(i) {
			for _, u := range x.Row(i)[j:] {
				if square {
					row = append(row, u*v)
				}
			}
		}
		out.Cols = len(row)
		out.Data = append(out.Data, row...)
	}
	return out
}

func TestCarsAreNotLinear(t *testing.T) {
	cars, err := Read(carsFile, Options{Inputs: carInputs, Outputs: []string{"Miles_per_Gallon"}})
	if err != nil {
		t.Fatal(err)
	}
	if cars.Rows != 392 {
		t.Fatalf("%d rows", cars.Rows)
	}
	if task, reason, err := DetectTask(cars.Columns[6:]); err != nil || task != Regression {
		t.Errorf("%v because %s, %v", task, reason, err)
	}
	x, err := cars.Matrix(carInputs...)
	if err != nil {
		t.Fatal(err)
	}
	y, err := cars.Matrix("Miles_per_Gallon")
	if err != nil {
		t.Fatal(err)
	}
	scaling, err := FitScaling(carInputs, x)
	if err != nil {
		t.Fatal(err)
	}
	if x, err = scaling.Apply(x); err != nil {
		t.Fatal(err)
	}
	var linear, quadratic float64
	for seed := range uint64(10) {
		train, test, err := dataset.Split(rand.New(rand.NewPCG(seed, 0)), cars.Rows, 0.8)
		if err != nil {
			t.Fatal(err)
		}
		linear += leastSquares(t, polynomial(x, false), y, train, test) / 10
		quadratic += leastSquares(t, polynomial(x, true), y, train, test) / 10
	}
	t.Logf("held-out R²: linear %.3f, quadratic %.3f", linear, quadratic)
	if quadratic < linear+0.03 || quadratic < 0.8 {
		t.Errorf("held-out R²: linear %.3f, quadratic %.3f", linear, quadratic)
	}
}

func TestCarsOriginIsAClass(t *testing.T) {
	cars, err := Read(carsFile, Options{Inputs: carInputs, Outputs: []string{"Origin"}})
	if err != nil {
		t.Fatal(err)
	}
	origin := cars.Columns[6]
	if task, reason, err := DetectTask(cars.Columns[6:]); err != nil || task != Classification {
		t.Errorf("%v because %s, %v", task, reason, err)
	}
	classes, err := NewClasses(origin)
	if err != nil || len(classes) != 3 || classes[0] != "Europe" || classes[2] != "USA" {
		t.Fatalf("classes %v, %v", classes, err)
	}
	labels, err := classes.Encode(origin, cars.Where)
	if err != nil || labels[0] != 2 {
		t.Errorf("first car is of class %d, %v", labels[0], err)
	}
}
