package bimt_test

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/golden"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestGoldenMLPRegression(t *testing.T) { testGoldenMLP(t, "mlp_regression.json") }
func TestGoldenMLPTokens(t *testing.T)     { testGoldenMLP(t, "mlp_tokens.json") }
func TestGoldenMLPGrid(t *testing.T)       { testGoldenMLP(t, "mlp_grid.json") }

// Further files of the form may stand beside the three.
func TestGoldenMLPOthers(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(golden.Dir(), "mlp*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		if name := filepath.Base(p); !slices.Contains([]string{"mlp_regression.json", "mlp_tokens.json", "mlp_grid.json"}, name) {
			t.Run(name, func(t *testing.T) { testGoldenMLP(t, name) })
		}
	}
	if _, err := os.Stat(golden.Dir()); err != nil {
		t.Fatal(err)
	}
}

func testGoldenMLP(t *testing.T, name string) {
	var file golden.MLP
	if err := golden.Read(name, &file); err != nil {
		t.Fatal(err)
	}
	golden.EachBLAS(t, blas.Use, func(t *testing.T) {
		m := newGoldenMLP(t, &file)
		t.Run("coordinates", m.coordinates)
		t.Run("first step", m.firstStep)
		t.Run("trajectory", m.trajectory)
		t.Run("relocation", m.relocation)
	})
}

// goldenMLP is the recorded network, built with the library's parts.
type goldenMLP struct {
	*golden.MLP
	params  *graph.Params
	table   *graph.Param
	axes    []*bimt.Axis
	space   *bimt.Space
	out     *gorgonia.Node
	loss    *gorgonia.Node
	penalty *bimt.Penalty
	session *graph.Session
}

func newGoldenMLP(t *testing.T, f *golden.MLP) *goldenMLP {
	t.Helper()
	g := gorgonia.NewGraph()
	m := &goldenMLP{MLP: f, params: graph.NewParams(g, tensor.Float64)}
	rng := rand.New(rand.NewPCG(1, 2))
	m.space = bimt.NewSpace(bimt.LayerDistance(f.LayerDistance), bimt.Reduce(bimt.Reduction(f.Reduction)))
	x := must(graph.Input(g, tensor.Float64, "x", f.X.Shape...))(t)
	y := must(graph.Input(g, tensor.Float64, "y", f.Y.Shape...))(t)
	check(t, graph.Feed(x, f.X.Data...))
	check(t, graph.Feed(y, f.Y.Data...))
	for i := range f.Widths {
		m.axes = append(m.axes, m.axis(i))
	}
	var err error
	if f.Tokens > 0 {
		e := must(nn.NewEmbedding(m.params, "embedding", f.Tokens, f.Widths[0]/f.Fold, rng))(t)
		m.table = e.Table
		check(t, m.space.Embed(e.Table, m.axes[0]))
		x, err = e.Apply(x)
	} else {
		x, err = m.axes[0].ToPlaces(x)
	}
	check(t, err)
	act := op.SiLU
	if f.Activation != "" {
		act = op.Activation(f.Activation)
	}
	mlp := must(nn.NewMLP(m.params, "linear", f.Widths, act, rng))(t)
	for i, l := range mlp.Layers {
		charged := i < len(mlp.Layers)-1 || f.LastLayerLocality
		check(t, m.space.Connect(l.Weight, m.axes[i+1], m.axes[i], bimt.Locality(charged)))
		check(t, m.space.Bias(l.Bias, m.axes[i+1]))
	}
	m.out = must(m.axes[len(m.axes)-1].FromPlaces(must(mlp.Apply(x))(t)))(t)
	if f.Loss == "mse" {
		m.loss = must(op.MSE(m.out, y))(t)
	} else {
		m.loss = must(op.CrossEntropy(m.out, y))(t)
	}
	m.penalty = must(m.space.Penalize(m.loss))(t)
	check(t, m.penalty.Set(f.Lambda, f.Locality, f.BiasPenalised))
	m.session = must(graph.Compile(graph.Program{Loss: m.penalty.Total, Params: m.params.All(), Outputs: []*gorgonia.Node{m.out}}))(t)
	m.load(t, f.Initial)
	return m
}

// axis lays out layer i as its geometry says, or, if that is none of ours, at the
// recorded points. Pixels (the inputs of anything but a line) stay.
func (m *goldenMLP) axis(i int) *bimt.Axis {
	n := m.Widths[i]
	if i == 0 {
		n /= m.Fold
	}
	name := "layer" + string(rune('0'+i))
	side := int(math.Round(math.Sqrt(float64(n))))
	switch {
	case m.Geometry == "line":
		return m.space.Axis(name, bimt.Line(n))
	case m.Geometry == "grid+ring" && i == len(m.Widths)-1:
		return m.space.Axis(name, bimt.Ring(n))
	}
	layout := bimt.Grid(side, side)
	if m.Geometry != "grid+ring" {
		layout = m.recorded(i, n)
	}
	if i == 0 {
		return m.space.Axis(name, layout, bimt.Fixed())
	}
	return m.space.Axis(name, layout)
}

func (m *goldenMLP) recorded(i, n int) bimt.Layout {
	var p [][]float64
	c := m.coordinatesOf(i)
	for j := range n {
		p = append(p, c.Data[j*c.Shape[1]:(j+1)*c.Shape[1]])
	}
	return bimt.Points(p)
}

func (m *goldenMLP) coordinatesOf(i int) golden.Array {
	if i < len(m.Coordinates.In) {
		return m.Coordinates.In[i]
	}
	return m.Coordinates.Out[i-1]
}

func (m *goldenMLP) load(t *testing.T, values map[string]golden.Array) {
	t.Helper()
	if len(values) != len(m.params.All()) {
		t.Fatalf("the file has %d parameters, the network %d", len(values), len(m.params.All()))
	}
	for name, v := range values {
		p := m.params.Get(path(name))
		if p == nil {
			t.Fatalf("the network has no parameter %s", name)
		}
		check(t, p.Set(v.Data))
	}
}

func (m *goldenMLP) compareParams(t *testing.T, want map[string]golden.Array) {
	t.Helper()
	for name, v := range want {
		check(t, golden.Compare(name, m.params.Get(path(name)).Float64s(), v.Data))
	}
}

func (m *goldenMLP) coordinates(t *testing.T) {
	for i, a := range m.axes {
		want := m.coordinatesOf(i)
		var got []float64
		for range want.Shape[0] / a.Len() {
			for j := range a.Len() {
				got = append(got, a.Layout().Point(j)...)
			}
		}
		check(t, golden.Compare(a.Name(), got, want.Data))
	}
}

func (m *goldenMLP) firstStep(t *testing.T) {
	check(t, m.session.Run())
	check(t, golden.Compare("output", must(m.session.Float64s(m.out))(t), m.First.Output.Data))
	check(t, golden.Compare("loss, cost", []float64{m.session.Scalar(m.loss), m.session.Scalar(m.penalty.Cost)}, []float64{m.First.Loss, m.First.Cost}))
	for name, want := range m.First.Gradient {
		check(t, golden.Compare("gradient of "+name, m.params.Get(path(name)).Gradient(), want.Data))
	}
	if m.First.CostNoWire != nil {
		check(t, m.penalty.Set(m.Lambda, 0, m.BiasPenalised))
		check(t, m.session.Run())
		check(t, golden.Compare("cost without locality", []float64{m.session.Scalar(m.penalty.Cost)}, []float64{*m.First.CostNoWire}))
		check(t, m.penalty.Set(m.Lambda, m.Locality, m.BiasPenalised))
	}
}

func (m *goldenMLP) trajectory(t *testing.T) {
	adam := must(nn.NewAdamW(m.params.All(), nn.AdamWConfig{}))(t)
	tr := nn.Trainer{Session: m.session, Loss: m.loss, Optimizer: adam, Rate: nn.Constant(m.LearningRate), Steps: len(m.Trajectory)}
	tr.After(nn.Always, func(s *nn.Step) error {
		w := m.Trajectory[s.Index]
		return golden.Compare("loss, cost, total",
			[]float64{s.Loss, m.session.Scalar(m.penalty.Cost), m.session.Scalar(m.penalty.Total)}, []float64{w.Loss, w.ConnectionCost, w.Total})
	})
	if _, err := tr.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	m.compareParams(t, m.Trained)
}

func (m *goldenMLP) relocation(t *testing.T) {
	m.load(t, m.Trained)
	r := &m.Relocation
	for i, a := range m.axes {
		check(t, golden.Compare("importance on "+a.Name(), m.space.Importance(a), r.ScoresBefore[i].Data))
	}
	check(t, golden.Compare("cost before", []float64{m.space.ConnectionCost(r.Locality)}, []float64{r.CostBefore}))
	check(t, m.session.Run())
	before := must(m.session.Float64s(m.out))(t)
	must(m.space.Relocate(bimt.Relocation{Strategy: bimt.Greedy, Locality: r.Locality, TopK: m.TopK}))(t)
	check(t, golden.Compare("cost after", []float64{m.space.ConnectionCost(r.Locality)}, []float64{r.CostAfter}))
	check(t, m.session.Run())
	check(t, golden.Compare("output", must(m.session.Float64s(m.out))(t), before))

	in, out := m.axes[0].Order(), m.axes[len(m.axes)-1].Order()
	if !slices.Equal(in, r.InPerm) || !slices.Equal(out, r.OutPerm) {
		t.Errorf("orders %v and %v, want %v and %v", in, out, r.InPerm, r.OutPerm)
	}
	params := maps.Clone(r.Params)
	if m.table != nil { // the record leaves the table as it was and remembers the order; we move its columns
		a := params["embedding"]
		want := golden.Array{Shape: a.Shape, Data: slices.Clone(a.Data)}
		check(t, graph.Permute(want.Data, want.Shape, 1, r.InPerm))
		params["embedding"] = want
	}
	m.compareParams(t, params)
}

// path is the library's name of a recorded parameter.
func path(recorded string) string {
	if recorded == "embedding" {
		return "embedding.weight"
	}
	return recorded
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[V any](v V, err error) func(*testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		check(t, err)
		return v
	}
}
