package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/exec"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"pgregory.net/rapid"
)

// residual adds affine maps to nodes that came before, as the two draws of each step say:
// what is mapped, and what it is added to. One may be the other, and both may be read again.
// The loss adds up those of the nodes that no step reads.
func residual(t *testing.T, steps [][2]int) (x *inputs, loss *gorgonia.Node) {
	const width = 36 // more columns than a product does at once
	in := []graphtest.Input{graphtest.Random("x", 5, width), graphtest.Numbers("class", []int{5}, 0, 3, 1, 2, 1)}
	for i := range steps {
		in = append(in, graphtest.Random(fmt.Sprint("w", i), width, width), graphtest.Random(fmt.Sprint("b", i), width))
	}
	x = newGraph(t, in)
	nodes, read := gorgonia.Nodes{x.nodes[0]}, map[int]bool{}
	for i, s := range steps {
		term := must(op.Affine(nodes[s[0]], x.nodes[2+2*i], x.nodes[3+2*i], op.Identity))(t)
		nodes = append(nodes, must(gorgonia.Add(nodes[s[1]], term))(t))
		read[s[0]], read[s[1]] = true, true
	}
	for i, n := range nodes {
		if read[i] {
			continue
		}
		part := must(op.CrossEntropy(n, x.nodes[1]))(t)
		if loss == nil {
			loss = part
		} else {
			loss = must(gorgonia.Add(loss, part))(t)
		}
	}
	return x, loss
}

// A sum that takes the place of what is added to has the bits of one with room of its own:
// whoever else reads that has read it before.
func TestSumsOnTop(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var steps [][2]int
		for i := range rapid.IntRange(1, 6).Draw(r, "steps") {
			at := rapid.IntRange(0, i)
			steps = append(steps, [2]int{at.Draw(r, "mapped"), at.Draw(r, "added to")})
		}
		gradients := func(lean bool) (all [][]float64) {
			x, loss := residual(t, steps)
			s := must(graph.Compile(graph.Program{Loss: loss, Params: x.params.All(), Lean: lean, Cut: exec.Cut{Groups: 2, Rows: 1}}))(t)
			for range 2 {
				check(t, s.Run())
			}
			forward := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{loss}, Lean: lean, Cut: exec.Cut{Groups: 2, Rows: 1}}))(t)
			check(t, forward.Run())
			all = append(all, []float64{s.Scalar(loss), forward.Scalar(loss)})
			for _, p := range x.params.All() {
				all = append(all, p.Gradient())
			}
			return all
		}
		if lean, stored := gradients(true), gradients(false); !slices.EqualFunc(lean, stored, slices.Equal) {
			r.Fatalf("steps %v: %v, want %v", steps, lean, stored)
		}
	})
}
