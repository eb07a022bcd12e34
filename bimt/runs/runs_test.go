package runs_test

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/bimt/runs"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func try[V any](v V, err error) func(*testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		must(t, err)
		return v
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Logits are those that the program made its probabilities of.
func TestPredictIsThatOfTheProgram(t *testing.T) {
	const folder = "../../testdata/before/modular-addition"
	r := try(runs.Open(folder))(t)
	file := try(os.Open(filepath.Join(folder, "predictions.csv")))(t)
	defer file.Close()
	want := try(csv.NewReader(file).ReadAll())(t)[1:]
	logits := try(r.Predict([]float64{0, 0, 1, 4, 3, 2}))(t) // pairs.csv
	for row, fields := range want {
		total := 0.0
		for _, v := range logits[row*5 : row*5+5] {
			total += math.Exp(v)
		}
		for class := range 5 {
			p := try(strconv.ParseFloat(fields[1+class], 64))(t)
			if got := math.Exp(logits[row*5+class]) / total; math.Abs(got-p) > 1e-6 {
				t.Errorf("row %d, class %d: probability %v, want %v", row, class, got, p)
			}
		}
	}
	if _, err := r.Predict([]float64{1, 2, 3}); err == nil || !strings.Contains(err.Error(), "whole rows of 2") {
		t.Errorf("one row and a half: %v", err)
	}
	if _, err := runs.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "bimt train") {
		t.Errorf("an empty folder: %v", err)
	}
}

// own is a network of one's own, with the parameters that an experiment of this width and
// depth 2 names.
type own struct {
	params *graph.Params
	space  *bimt.Space
	x, out *gorgonia.Node
}

func newOwn(t *testing.T, seed uint64) *own {
	n := &own{params: graph.NewParams(gorgonia.NewGraph(), tensor.Float64), space: bimt.NewSpace()}
	widths := []int{4, 6, 6, 2}
	mlp := try(nn.NewMLP(n.params, "linear", widths, op.SiLU, rand.New(rand.NewPCG(seed, 1))))(t)
	axes := make([]*bimt.Axis, len(widths))
	for i, name := range []string{"inputs", "hidden1", "hidden2", "outputs"} {
		axes[i] = n.space.Axis(name, bimt.Line(widths[i]))
	}
	for i, l := range mlp.Layers {
		must(t, n.space.Connect(l.Weight, axes[i+1], axes[i]))
		must(t, n.space.Bias(l.Bias, axes[i+1]))
	}
	n.x = try(graph.Input(n.params.Graph(), tensor.Float64, "x", 1, 4))(t)
	n.out = try(axes[3].FromPlaces(try(mlp.Apply(try(axes[0].ToPlaces(n.x))(t)))(t)))(t)
	return n
}

func (n *own) predict(t *testing.T, row []float64) []float64 {
	t.Helper()
	must(t, graph.Feed(n.x, row...))
	s := try(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n.out}}))(t)
	must(t, s.Run())
	return try(s.Float64s(n.out))(t)
}

// A network of one's own is saved, relocated as `bimt relocate` does it, opened as a run,
// and loaded into a network of one's own again: always with the same outputs.
func TestThereAndBackAgain(t *testing.T) {
	n, row, dir := newOwn(t, 1), []float64{0.3, -0.2, 0.9, -0.7}, t.TempDir()
	want := n.predict(t, row)
	file := filepath.Join(dir, "mine.safetensors")
	must(t, checkpoint.Save(file, n.params.All(), n.space, nil))

	c := try(run.Load("independence"))(t)
	must(t, c.Set("width=6", "depth=2", "dtype=float64", "init="+file))
	r := try(run.OpenWeights(t.Context(), c))(t)
	result := try(r.Relocate(run.Move{Strategy: "spectral", Locality: 1}))(t)
	if !(result.WireCostAfter < result.WireCostBefore) {
		t.Errorf("the wires cost %v before and %v after: the test shows little", result.WireCostBefore, result.WireCostAfter)
	}
	folder := filepath.Join(dir, "moved")
	f := try(run.Create(folder, false))(t)
	must(t, f.WriteRelocated(r, result))
	must(t, f.Close())

	opened := try(runs.Open(folder))(t)
	x := try(opened.Input("mine", 1))(t)
	out := try(opened.Apply(x))(t)
	must(t, graph.Feed(x, row...))
	s := try(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
	must(t, s.Run())
	again := newOwn(t, 2)
	try(checkpoint.Load(filepath.Join(folder, run.ModelFile), again.params.All(), again.space))(t)
	for name, got := range map[string][]float64{
		"the run": try(s.Float64s(out))(t), "Predict": try(opened.Predict(row))(t), "one's own": again.predict(t, row),
	} {
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-12 {
				t.Errorf("%s says %v, want %v", name, got, want)
				break
			}
		}
	}
}
