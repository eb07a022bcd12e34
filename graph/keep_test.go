package graph_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/exec"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// kept is x² row by row, which keeps 2x for its gradient and notes how many numbers it was
// given room for; −1 for none.
func kept(x *gorgonia.Node, room *int) (*gorgonia.Node, error) {
	same := func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil }
	return op.Apply(op.Kernel[float64]{
		Kind: "square that keeps", Shape: same, Cut: []bool{true}, Keeps: []int{x.Shape()[1]},
		Run: func(out op.Array[float64], in []op.Array[float64], b op.Block[float64]) error {
			*room = -1
			for i, v := range in[0].Data {
				out.Data[i] = v * v
			}
			if b.Keep != nil {
				*room = len(b.Keep[0])
				for i, v := range in[0].Data {
					b.Keep[0][i] = 2 * v
				}
			}
			return nil
		},
		Wrt: []bool{true},
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := op.Apply(op.Kernel[float64]{
				Kind: "gradient of square that keeps", Shape: same, Cut: []bool{true, true}, KeptBy: out,
				Run: func(dx op.Array[float64], in []op.Array[float64], b op.Block[float64]) error {
					for i, g := range in[0].Data {
						dx.Data[i] = g * b.Keep[0][i]
					}
					return nil
				},
			}, grad, out)
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}

// Room for what an operation keeps is made if something reads it, and for one block if it
// is read there.
func TestKeepsWhatIsRead(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 6, 2)})
	room := 0
	square := must(kept(x.nodes[0], &room))(t)
	eval := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{square}}))(t)
	check(t, eval.Run())
	if room != -1 {
		t.Errorf("room for %d numbers that no one reads", room)
	}
	loss := must(op.MSE(square, must(graph.Input(x.g, tensor.Float64, "zeros", 6, 2))(t)))(t)
	train := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Cut: exec.Cut{Groups: 1, Rows: 2}}))(t)
	check(t, train.Run())
	if room != 4 {
		t.Errorf("room for %d numbers, want two rows of two", room)
	}
	for i, v := range x.params.Get("x").Float64s() {
		if want := 4 * v * v * v / 12; !near(x.params.Get("x").Gradient()[i], want) {
			t.Errorf("gradient %v, want %v", x.params.Get("x").Gradient()[i], want)
		}
	}
	check(t, eval.Run())
	if room != -1 {
		t.Error("a session without a loss keeps what another reads")
	}
}

func near(a, b float64) bool { return a-b < 1e-12 && b-a < 1e-12 }

// A caller changes a node right after it is computed; what reads it sees the change, in
// blocks and at once, in either element type.
func TestOverwrite(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		g := gorgonia.NewGraph()
		params := graph.NewParams(g, dtype)
		w := must(params.New("w", 2, 2))(t)
		check(t, w.Set([]float64{1, 0, 0, 1}))
		x := must(graph.Input(g, dtype, "x", 3, 2))(t)
		check(t, graph.Feed(x, 1.0, 2, 3, 4, 5, 6))
		h := must(op.Affine(x, w.Node(), nil, op.Identity))(t)
		out := must(op.Affine(h, w.Node(), nil, op.ReLU))(t)
		sum := must(gorgonia.Sum(out))(t)
		var seen []float64
		s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out, sum}, Lean: true, Cut: exec.Cut{Groups: 3, Rows: 1},
			Overwrite: map[*gorgonia.Node]func([]float64){h: func(v []float64) { seen = append(seen[:0], v...); v[1], v[4] = 0, 0 }}}))(t)
		for range 2 {
			check(t, s.Run())
			if got := must(s.Float64s(out))(t); !slices.Equal(got, []float64{1, 0, 3, 4, 0, 6}) || s.Scalar(sum) != 14 {
				t.Errorf("%v: got %v, sum %v", dtype, got, s.Scalar(sum))
			}
			if !slices.Equal(seen, []float64{1, 2, 3, 4, 5, 6}) {
				t.Errorf("%v: the function was given %v", dtype, seen)
			}
		}
		_, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{h}, Overwrite: map[*gorgonia.Node]func([]float64){out: func([]float64) {}}})
		wantError(t, err, "affine", "not computed")
		_, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{h}, Overwrite: map[*gorgonia.Node]func([]float64){x: func([]float64) {}}})
		wantError(t, err, "x", "not computed")
	}
}

func TestCompileWantsParams(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 2)})
	loss := must(gorgonia.Sum(x.nodes[0]))(t)
	_, err := graph.Compile(graph.Program{Loss: loss})
	wantError(t, err, "loss", "Params")
}
