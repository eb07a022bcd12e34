package op_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Bump is exp(−x²/2σ²) of every element: an operation that this package does not have.
func Bump(x *gorgonia.Node, sigma float64) (*gorgonia.Node, error) {
	if x.Dtype() == tensor.Float32 {
		return bump[float32](x, sigma)
	}
	return bump[float64](x, sigma)
}

// bumpAttrs are all that the result depends on beside x.
type bumpAttrs struct{ Sigma float64 }

const kindBump op.Kind = "bump"

func bump[T op.Float](x *gorgonia.Node, sigma float64) (*gorgonia.Node, error) {
	rows := x.Shape()[0]
	return op.Apply(op.Kernel[T]{
		Kind:  kindBump,
		Attrs: bumpAttrs{sigma},
		Shape: sameShape,
		Cut:   []bool{true},                        // x, row by row
		Keeps: []int{x.Shape().TotalSize() / rows}, // the slope of every element of a row
		Run: func(out op.Array[T], in []op.Array[T], b op.Block[T]) error {
			for i, v := range in[0].Data {
				y := T(math.Exp(-float64(v*v) / (2 * sigma * sigma)))
				if b.Keep != nil { // nil where nothing is differentiated
					b.Keep[0][i] = -y * v / T(sigma*sigma)
				}
				out.Data[i] = y
			}
			return nil
		},
		Wrt: []bool{true},
		Grad: func(_ gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := op.Apply(op.Kernel[T]{
				Kind: kindBump.Gradient("x"), Attrs: bumpAttrs{sigma}, Shape: sameShape, Cut: []bool{true, true}, KeptBy: out,
				Run: func(dx op.Array[T], in []op.Array[T], b op.Block[T]) error {
					for i, g := range in[0].Data {
						dx.Data[i] = g * b.Keep[0][i]
					}
					return nil
				},
			}, grad, out)
			return gorgonia.Nodes{dx}, err
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			half := gorgonia.NewConstant(T(-1 / (2 * sigma * sigma)))
			return gorgonia.Exp(gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Square(in[0])), half)))
		},
	}, x)
}

func sameShape(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil }

// An operation of a user's own, in blocks, with a slope that it keeps for its gradient.
func ExampleApply() {
	g := gorgonia.NewGraph()
	x, err := graph.Input(g, tensor.Float64, "x", 1, 3)
	if err != nil {
		log.Fatal(err)
	}
	y, err := Bump(x, 2)
	if err != nil {
		log.Fatal(err)
	}
	s, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{y}})
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(x, 0.0, 1, 2); err != nil {
		log.Fatal(err)
	}
	if err := s.Run(); err != nil {
		log.Fatal(err)
	}
	v, err := s.Float64s(y)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(op.Of(y))
	fmt.Printf("%.3f\n", v)
	// Output:
	// bump {Sigma:2}
	// [1.000 0.882 0.607]
}
