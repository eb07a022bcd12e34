package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// AddPositions adds the same table to every sequence, out[b] = x[b] + table: x is (batch,
// time, width) and table (at least time, width), one row for each place.
func AddPositions(x, table *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer guard(&err, KindAddPositions, x, table)
	if x.Dtype() == tensor.Float32 {
		return addPositions[float32](x, table)
	}
	return addPositions[float64](x, table)
}

func addPositions[T Float](x, table *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAddPositions,
		Shape: positionsShape,
		Wrt:   []bool{true, true},
		Cut:   []bool{true, false},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			batch := out.Shape[0]
			copy(out.Data, in[0].Data)
			vec.AddBias(out.Data, batch, len(out.Data)/batch, in[1].Data[:len(out.Data)/batch])
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return positionsTwin(in[0], in[1]) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := positionsGrad[T](grad, in[1].Shape())
			return gorgonia.Nodes{grad, d}, err
		},
	}, x, table)
}

// positionsGrad adds up the gradients of all sequences; places that no sequence reaches
// get 0.
func positionsGrad[T Float](grad *gorgonia.Node, shape tensor.Shape) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAddPositions.Gradient("table"),
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   []bool{true},
		Total: true,
		Run: func(d Array[T], in []Array[T], b Block[T]) error {
			batch := in[0].Shape[0]
			n := len(in[0].Data) / batch
			addRows(d.Data[:n], in[0].Data, batch, b)
			clear(d.Data[n:])
			return nil
		},
	}, grad)
}

func positionsShape(in []tensor.Shape) (tensor.Shape, error) {
	x, table := in[0], in[1]
	if len(x) != 3 || len(table) != 2 || x[2] != table[1] {
		return nil, fmt.Errorf("want x (batch, time, width) and a table (places, width), have %v and %v", x, table)
	}
	if x[1] > table[0] {
		return nil, fmt.Errorf("sequences of %d places, but positions for %d only", x[1], table[0])
	}
	return x.Clone(), nil
}
