package graph_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Stock operations give the same under a Session, which computes sums and products by
// loops of its own, as under Gorgonia's TapeMachine.
func TestStockOperations(t *testing.T) {
	m := gorgonia.Must
	for name, build := range map[string]func(a, b, v, s *gorgonia.Node) *gorgonia.Node{
		"a + b":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Add(a, b)) },
		"a − b":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Sub(a, b)) },
		"a ⊙ b":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.HadamardProd(a, b)) },
		"a ÷ b":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.HadamardDiv(a, b)) },
		"a ⊙ a":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.HadamardProd(a, a)) },
		"a ⊙ scalar":      func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.HadamardProd(a, s)) },
		"scalar − a":      func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Sub(s, a)) },
		"a − scalar":      func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Sub(a, s)) },
		"scalar · scalar": func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Mul(s, s)) },
		"a + constant":    func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Add(a, gorgonia.NewConstant(0.25))) },
		"a > b":           func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Gt(a, b, true)) },
		"a · bᵀ":          func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Mul(a, m(gorgonia.Transpose(b)))) },
		"aᵀ + bᵀ": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(gorgonia.Add(m(gorgonia.Transpose(a)), m(gorgonia.Transpose(b))))
		},
		"column + column": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(gorgonia.Add(m(gorgonia.Slice(a, nil, gorgonia.S(1))), m(gorgonia.Slice(b, nil, gorgonia.S(0)))))
		},
		"columns ⊙ column": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(gorgonia.HadamardProd(m(gorgonia.Slice(a, nil, gorgonia.S(0, 2))), m(gorgonia.Slice(b, nil, gorgonia.S(1, 3)))))
		},
		"rows + v":      func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.BroadcastAdd(a, v, nil, []byte{0})) },
		"Σ a over rows": func(a, b, v, s *gorgonia.Node) *gorgonia.Node { return m(gorgonia.Add(m(gorgonia.Sum(a, 0)), v)) },
		"reshape, outer": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(gorgonia.OuterProd(m(gorgonia.Reshape(a, []int{6})), v))
		},
		"exp, tanh, abs": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(gorgonia.Abs(m(gorgonia.Tanh(m(gorgonia.Exp(a))))))
		},
		"affine of aᵀ": func(a, b, v, s *gorgonia.Node) *gorgonia.Node {
			return m(op.Affine(m(gorgonia.Transpose(m(gorgonia.Transpose(a)))), b, m(gorgonia.Slice(v, gorgonia.S(0, 2))), op.SiLU))
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := newGraph(t, []graphtest.Input{graphtest.Random("a", 2, 3), graphtest.Random("b", 2, 3), graphtest.Random("v", 3), graphtest.Scalar("s", 0.7)})
			out := build(x.nodes[0], x.nodes[1], x.nodes[2], x.nodes[3])
			s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{out}}))(t)
			check(t, s.Run())
			check(t, s.Run())
			got := must(s.Float64s(out))(t)

			var read gorgonia.Value
			gorgonia.Read(out, &read)
			machine := gorgonia.NewTapeMachine(x.g)
			defer func() { check(t, machine.Close()) }()
			check(t, machine.RunAll())
			want := must(graph.Float64s(read))(t)
			if len(got) != len(want) {
				t.Fatalf("%d elements, want %d", len(got), len(want))
			}
			for i := range want {
				if math.Abs(got[i]-want[i]) > 1e-15 {
					t.Errorf("element %d is %v, want %v", i, got[i], want[i])
				}
			}
		})
	}
}
