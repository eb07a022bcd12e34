package graph_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// wide is a loss on a batch so large that it is cut in groups and these in blocks, over
// every blockwise operation with a state or a total.
func wide(t *testing.T, rows int) (x *inputs, loss *gorgonia.Node) {
	t.Helper()
	const width, classes = 64, 40
	data := graphtest.Random("x", rows, width)
	data.Constant = true
	class := make([]float64, rows)
	for i := range class {
		class[i] = float64(i * 7 % classes)
	}
	small := func(in graphtest.Input) graphtest.Input {
		for i := range in.Data {
			in.Data[i] /= 8
		}
		return in
	}
	x = newGraph(t, []graphtest.Input{
		data, graphtest.Numbers("class", []int{rows}, class...),
		small(graphtest.Random("w0", width, width)), graphtest.Random("b0", width),
		graphtest.Random("scale", width), graphtest.Random("shift", width),
		small(graphtest.Random("w1", classes, width)), graphtest.Random("b1", classes),
	})
	n := x.nodes
	h := must(op.Affine(n[0], n[2], n[3], op.SiLU))(t)
	h = must(op.LayerNorm(h, n[4], n[5], 1e-5))(t)
	h = must(gorgonia.Add(h, must(op.Affine(h, n[2], n[3], op.GELU))(t)))(t)
	loss = must(op.CrossEntropy(must(op.Affine(h, n[6], n[7], op.Identity))(t), n[1]))(t)
	return x, loss
}

// The bits of a batch that is cut do not depend on the number of workers, nor on what is
// kept.
func TestRegionWorkers(t *testing.T) {
	defer graph.SetWorkers(0)
	var want [][]float64
	for i, workers := range []int{1, 2, 3, 8, 1, 2, 3, 8} {
		graph.SetWorkers(workers)
		x, loss := wide(t, 1501)
		s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Lean: i >= 4}))(t)
		for range 3 {
			check(t, s.Run())
			got := [][]float64{{s.Scalar(loss)}}
			for _, p := range x.params.All() {
				got = append(got, p.Gradient())
			}
			if want == nil {
				want = got
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("other bits with %d workers", workers)
			}
		}
	}
}

// A batch that is cut gives what the TapeMachine gives, which takes it whole.
func TestRegionIsWhole(t *testing.T) {
	for _, rows := range []int{1, 2, 37, 1501} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			x, loss := wide(t, rows)
			s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Lean: true}))(t)
			check(t, s.Run())
			y, whole := wide(t, rows)
			var params gorgonia.Nodes
			for _, p := range y.params.All() {
				params = append(params, p.Node())
			}
			grads := must(gorgonia.Grad(whole, params...))(t)
			machine := gorgonia.NewTapeMachine(y.g)
			defer machine.Close()
			check(t, machine.RunAll())
			for i, p := range x.params.All() {
				want := must(graph.Float64s(grads[i].Value()))(t)
				for j, g := range p.Gradient() {
					if math.Abs(g-want[j]) > 1e-12*math.Max(1, math.Abs(want[j])) {
						t.Fatalf("gradient of %s[%d] is %v, want %v", p.Name(), j, g, want[j])
					}
				}
			}
		})
	}
}

// Errors and panics in a block name the operation and the place in the batch, the first
// one if there are several.
func TestRegionReportsError(t *testing.T) {
	x, loss := wide(t, 1501)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All()}))(t)
	class := must(graph.Float64s(x.nodes[1].Value()))(t)
	class[700], class[1300] = -1, 40
	check(t, graph.Feed(x.nodes[1], class...))
	wantError(t, s.Run(), "cross-entropy", "row 700 has class -1")
	class[700], class[1300] = 0, 0
	check(t, graph.Feed(x.nodes[1], class...))
	check(t, s.Run())
}

// Nothing is allocated by a run in groups.
func TestRegionAllocates(t *testing.T) {
	x, loss := wide(t, 1501)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All()}))(t)
	check(t, s.Run())
	if n := testing.AllocsPerRun(10, func() { check(t, s.Run()) }); n > 0 {
		t.Errorf("%v allocations in a run", n)
	}
}

// A lean session keeps what it was asked for, and says so of the rest.
func TestLeanKeepsOutputs(t *testing.T) {
	x, loss := wide(t, 1501)
	n := x.nodes
	first := must(op.Affine(n[0], n[2], n[3], op.SiLU))(t) // one node with that of the loss
	scaled := must(op.LayerNorm(first, n[4], n[5], 1e-5))(t)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Outputs: []*gorgonia.Node{first}, Lean: true}))(t)
	check(t, s.Run())
	got := must(s.Float64s(first))(t)
	_, err := s.Float64s(scaled)
	wantError(t, err, "layer norm", "lean", "output")

	all := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{first, scaled}}))(t)
	check(t, all.Run())
	if want := must(all.Float64s(first))(t); !slices.Equal(got, want) {
		t.Error("a lean session has other outputs")
	}
}

// Where a NaN begins is found although a lean session has not kept it.
func TestLeanNamesNonFinite(t *testing.T) {
	x, loss := wide(t, 1501)
	s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Lean: true}))(t)
	w := x.params.Get("w1")
	v := w.Float64s()
	for i := range v {
		v[i] = 1e308
	}
	check(t, w.Set(v))
	wantError(t, s.Run(), "affine {Activation:identity Bias:true} of w1 b1", "elements are not finite") // infinite, or NaN where a kernel adds up both infinities
	check(t, w.Set(make([]float64, len(v))))
	check(t, s.Run())
}

// Rows that are read outside of the region are kept, with what belongs to them.
func TestLeanWithStockOperations(t *testing.T) {
	loss := func(lean bool) [][]float64 {
		x, _ := wide(t, 1501)
		n := x.nodes
		h := must(op.Affine(n[0], n[2], n[3], op.Tanh))(t)
		h = must(gorgonia.Square(must(gorgonia.Sigmoid(h))(t)))(t) // Gorgonia's own code
		loss := must(op.CrossEntropy(must(op.Affine(h, n[6], n[7], op.Identity))(t), n[1]))(t)
		params := x.get("w0", "b0", "w1", "b1")
		s := must(graph.Compile(graph.Program{Loss: loss, Params: params, Lean: lean}))(t)
		check(t, s.Run())
		got := [][]float64{{s.Scalar(loss)}}
		for _, p := range params {
			got = append(got, p.Gradient())
		}
		return got
	}
	if !slices.EqualFunc(loss(true), loss(false), slices.Equal) {
		t.Error("other bits in a lean session")
	}
}
