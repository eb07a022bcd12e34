package graphtest

import (
	"math"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// probe is the scalar Σ p_i x_i with a fixed p, different for each number: it sends a
// gradient of many sizes and signs through what it stands on.
func probe(x *gorgonia.Node, number int) (*gorgonia.Node, error) {
	if x.Dtype() == tensor.Float32 {
		return newProbe[float32](x, number)
	}
	return newProbe[float64](x, number)
}

func weight[T graph.Float](i, number int) T {
	return T(1 + math.Sin(float64(i)*1.7+float64(number)*0.9)/2)
}

// probeAttrs tell probes apart.
type probeAttrs struct{ Number int }

func newProbe[T graph.Float](x *gorgonia.Node, number int) (*gorgonia.Node, error) {
	return op.Apply(op.Kernel[T]{
		Kind:  "probe",
		Attrs: probeAttrs{number},
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return tensor.Shape{}, nil },
		Wrt:   []bool{true},
		Run: func(out op.Array[T], in []op.Array[T], _ op.Block[T]) error {
			var sum T
			for i, v := range in[0].Data {
				sum += weight[T](i, number) * v
			}
			out.Data[0] = sum
			return nil
		},
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := probeGrad[T](in[0], grad, number)
			return gorgonia.Nodes{d}, err
		},
	}, x)
}

func probeGrad[T graph.Float](x, grad *gorgonia.Node, number int) (*gorgonia.Node, error) {
	return op.Apply(op.Kernel[T]{
		Kind:  op.Kind("probe").Gradient("x"),
		Attrs: probeAttrs{number},
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run: func(out op.Array[T], in []op.Array[T], _ op.Block[T]) error {
			for i := range out.Data {
				out.Data[i] = in[1].Data[0] * weight[T](i, number)
			}
			return nil
		},
	}, x, grad)
}
