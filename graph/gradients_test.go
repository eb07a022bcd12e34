package graph_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"gorgonia.org/gorgonia"
)

// stockOperations are Gorgonia's of one and of two arrays that have a gradient and that
// Compile accepts.
var stockOperations = map[string]func(a, b *gorgonia.Node) (*gorgonia.Node, error){
	"abs": one(gorgonia.Abs), "sin": one(gorgonia.Sin), "cos": one(gorgonia.Cos), "exp": one(gorgonia.Exp), "log": one(gorgonia.Log),
	"neg": one(gorgonia.Neg), "square": one(gorgonia.Square), "sqrt": one(gorgonia.Sqrt), "inverse": one(gorgonia.Inverse),
	"cube": one(gorgonia.Cube), "tanh": one(gorgonia.Tanh), "sigmoid": one(gorgonia.Sigmoid), "log1p": one(gorgonia.Log1p),
	"expm1": one(gorgonia.Expm1), "softplus": one(gorgonia.Softplus), "rectify": one(gorgonia.Rectify), "mish": one(gorgonia.Mish),
	"reciprocal of the root": func(a, _ *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.Inverse(gorgonia.Must(gorgonia.Sqrt(a)))
	},
	"softmax":     func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.SoftMax(a, 1) },
	"log softmax": func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.LogSoftMax(a, 1) },
	"leaky relu":  func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.LeakyRelu(a, 0.1) },
	"sum":         func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Sum(a, 1) },
	"mean":        func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Mean(a, 0) },
	"max":         func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Max(a, 1) },
	"transpose":   func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Transpose(a) },
	"slice":       func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Slice(a, nil, gorgonia.S(1, 3)) },
	"add":         gorgonia.Add, "sub": gorgonia.Sub, "product": gorgonia.HadamardProd, "quotient": gorgonia.HadamardDiv, "power": gorgonia.Pow,
	"matrix product": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.Mul(a, gorgonia.Must(gorgonia.Transpose(b)))
	},
	"concat": func(a, b *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Concat(1, a, b) },
	"row + rows": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.BroadcastAdd(a, gorgonia.Must(gorgonia.Slice(b, gorgonia.S(0))), nil, []byte{0})
	},
	"rows - column": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.BroadcastSub(a, gorgonia.Must(gorgonia.Sum(b, 1)), nil, []byte{1})
	},
	"rows / column": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.BroadcastHadamardDiv(a, gorgonia.Must(gorgonia.Sum(b, 1)), nil, []byte{1})
	},
	"rows * column": func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.BroadcastHadamardProd(a, gorgonia.Must(gorgonia.Sum(b, 1)), nil, []byte{1})
	},
}

func one(f func(*gorgonia.Node) (*gorgonia.Node, error)) func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
	return func(a, _ *gorgonia.Node) (*gorgonia.Node, error) { return f(a) }
}

// Stock operations keep the laws of this package's own: gradients by finite differences
// among them.
func TestStockGradients(t *testing.T) {
	positive := func(name string) graphtest.Input {
		in := graphtest.Random(name, 3, 4)
		for i, v := range in.Data {
			in.Data[i] = math.Abs(v)
		}
		return in
	}
	for name, build := range stockOperations {
		graphtest.Check(t, graphtest.Case{
			Name:   name,
			Inputs: []graphtest.Input{positive("a"), positive("b")},
			Op: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
				out, err := build(in[0], in[1])
				if err != nil {
					return nil, err
				}
				return gorgonia.Add(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(in[0], in[1])))), gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(out)))))
			},
			Allocs:    math.Inf(1),
			Tolerance: 1e-12,
		})
	}
}

// What Gorgonia gets wrong is refused by name, with what to use; it is let pass where no
// gradient goes through it.
func TestCompileRefusesWrongGradients(t *testing.T) {
	for name, c := range map[string]struct {
		op    func(*gorgonia.Node) (*gorgonia.Node, error)
		words []string
	}{
		"log2":         {gorgonia.Log2, []string{"log2", "gorgonia.Log"}},
		"inverse root": {gorgonia.InverseSqrt, []string{"invSqrt", "gorgonia.Inverse"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := newGraph(t, []graphtest.Input{graphtest.Numbers("x", []int{2}, 1, 4), {Name: "w", Shape: []int{2}, Data: []float64{1, 2}}})
			loss := must(gorgonia.Sum(must(c.op(x.nodes[1]))(t)))(t)
			_, err := graph.Compile(graph.Program{Loss: loss, Params: x.params.All()})
			wantError(t, err, c.words...)
			must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{loss}}))(t)
			data := must(gorgonia.Sum(must(gorgonia.HadamardProd(x.nodes[1], must(c.op(x.nodes[0]))(t)))(t)))(t)
			must(graph.Compile(graph.Program{Loss: data, Params: x.params.All()}))(t)
		})
	}
}

func TestCompileRefusesStockDropout(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 2)})
	drop := must(gorgonia.Dropout(x.nodes[0], 0.5))(t)
	_, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{drop}})
	wantError(t, err, "op.Dropout")
}
