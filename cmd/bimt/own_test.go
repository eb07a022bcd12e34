package main

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	geometry "github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/bimt/runs"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network of one's own is saved in Go, relocated by the program, and opened in Go again:
// its wires are shorter, its outputs the same.
func TestRelocateANetworkOfOnesOwn(t *testing.T) {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), geometry.NewSpace()
	widths, names := []int{4, 6, 2}, []string{"inputs", "hidden1", "outputs"}
	mlp, err := nn.NewMLP(params, "linear", widths, op.SiLU, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var axes []*geometry.Axis
	for i, name := range names {
		axes = append(axes, space.Axis(name, geometry.Line(widths[i])))
	}
	for i, l := range mlp.Layers {
		if err := errors.Join(space.Connect(l.Weight, axes[i+1], axes[i]), space.Bias(l.Bias, axes[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	file, dir := filepath.Join(t.TempDir(), "mine.safetensors"), filepath.Join(t.TempDir(), "moved")
	if err := checkpoint.Save(file, params.All(), space, map[string]string{"author": "me"}); err != nil {
		t.Fatal(err)
	}
	status, _, msg := bimt(t, "relocate", file, "--experiment", "independence", "--set", "width=6", "--set", "depth=1", "--set", "dtype=float64", "--no-pictures", "--out", dir)
	if status != 0 {
		t.Fatalf("status %d: %s", status, msg)
	}
	r, err := runs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if was, is := space.ConnectionCost(1)-space.ConnectionCost(0), r.Space().ConnectionCost(1)-r.Space().ConnectionCost(0); !(is < was) {
		t.Errorf("wires of %v are %v after the relocation", was, is)
	}
	row := []float64{0.5, -0.4, 0.1, 0.8}
	got, err := r.Predict(row)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range byHand(mlp, row) {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("output %d is %v, want %v", i, got[i], want)
		}
	}
}

// byHand computes an MLP of SiLUs for one row.
func byHand(m *nn.MLP, x []float64) []float64 {
	for i, l := range m.Layers {
		w, y := l.Weight.Float64s(), l.Bias.Float64s()
		for row := range y {
			for column, v := range x {
				y[row] += w[row*len(x)+column] * v
			}
			if i < len(m.Layers)-1 {
				y[row] /= 1 + math.Exp(-y[row])
			}
		}
		x = y
	}
	return x
}
