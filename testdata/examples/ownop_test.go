package examples

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// snakeAttrs are all that snake depends on beside x.
type snakeAttrs struct{ Frequency float64 }

const kindSnake op.Kind = "snake"

// snake is x + sin²(a·x)/a, an activation for what repeats (Liu, Hartwig, Ueda 2020, arXiv
// 2006.08195), for any frequency a: an operation that the library does not have.
func snake[T op.Float](x *gorgonia.Node, a float64) (*gorgonia.Node, error) {
	return op.Apply(op.Kernel[T]{
		Kind: kindSnake, Attrs: snakeAttrs{a}, Shape: same,
		Cut: []bool{true}, // row by row
		Run: func(out op.Array[T], in []op.Array[T], _ op.Block[T]) error {
			for i, v := range in[0].Data {
				s := math.Sin(a * float64(v))
				out.Data[i] = v + T(s*s/a)
			}
			return nil
		},
		Wrt: []bool{true},
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := snakeGradient[T](in[0], grad, a)
			return gorgonia.Nodes{dx}, err
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			s := try(gorgonia.Square(try(gorgonia.Sin(try(gorgonia.Mul(in[0], gorgonia.NewConstant(T(a))))))))
			return gorgonia.Add(in[0], try(gorgonia.Mul(s, gorgonia.NewConstant(T(1/a)))))
		},
	}, x)
}

// snakeGradient is (1 + sin(2a·x)) · grad.
func snakeGradient[T op.Float](x, grad *gorgonia.Node, a float64) (*gorgonia.Node, error) {
	return op.Apply(op.Kernel[T]{
		Kind: kindSnake.Gradient("x"), Attrs: snakeAttrs{a}, Shape: same, Cut: []bool{true, true},
		Run: func(dx op.Array[T], in []op.Array[T], _ op.Block[T]) error {
			for i, v := range in[0].Data {
				dx.Data[i] = T(1+math.Sin(2*a*float64(v))) * in[1].Data[i]
			}
			return nil
		},
	}, x, grad)
}

func same(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil }

// A network of snakes learns two waves.
func TestOwnOperation(t *testing.T) {
	const batch = 64
	n, random := newNetwork(), rng()
	x, h, y := n.space.Axis("x", bimt.Line(2)), n.space.Axis("h", bimt.Line(10)), n.space.Axis("y", bimt.Line(2))
	up := n.connect(try(nn.NewLinear(n.params, "up", 2, 10, op.Identity, random)), h, x)
	down := n.connect(try(nn.NewLinear(n.params, "down", 10, 2, op.Identity, random)), y, h)
	var xs, ys []float64
	for range batch {
		a, b := 4*random.Float64()-2, 4*random.Float64()-2
		xs, ys = append(xs, a, b), append(ys, math.Sin(2*a), math.Cos(2*b))
	}
	hidden := try(snake[float64](try(up.Apply(try(x.ToPlaces(n.input("x", xs, batch, 2))))), 1.5)) // (batch, 10)
	n.out = try(y.FromPlaces(try(down.Apply(hidden))))
	n.loss, n.below = try(op.MSE(n.out, n.input("y", ys, batch, 2))), 0.02
	n.labels = draw.Labels{x: {"a", "b"}, y: {"sin 2a", "cos 2b"}}
	check(t, n)
}

// The operation keeps every law, in both precisions: twin, gradient, hash, blocks.
func TestSnakeLaws(t *testing.T) {
	with := func(a float64) graphtest.Build {
		return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			if in[0].Dtype() == tensor.Float32 {
				return snake[float32](in[0], a)
			}
			return snake[float64](in[0], a)
		}
	}
	graphtest.Check(t, graphtest.Case{
		Name: "snake", Inputs: []graphtest.Input{graphtest.Random("x", 5, 3)}, Op: with(2),
		Variants: []graphtest.Case{{Name: "faster", Op: with(3)}},
	})
}
