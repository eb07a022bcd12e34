package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ReorderRows is Reorder of the first dimension of w (n, …).
func ReorderRows(w *gorgonia.Node, order *Order, d Direction) (out *gorgonia.Node, err error) {
	defer guard(&err, KindReorderRows, w)
	if w.Dtype() == tensor.Float32 {
		return reorderRows[float32](w, order, d)
	}
	return reorderRows[float64](w, order, d)
}

func reorderRows[T Float](w *gorgonia.Node, order *Order, d Direction) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindReorderRows,
		Attrs: ReorderAttrs{order, d},
		Shape: func(in []tensor.Shape) (tensor.Shape, error) {
			if s := in[0]; len(s) == 0 || s[0] != len(order.At) {
				return nil, fmt.Errorf("the order has %d places, the first dimension is that of %v", len(order.At), s)
			}
			return in[0].Clone(), nil
		},
		Wrt: []bool{true},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			n := len(out.Data) / len(order.At)
			for place, thing := range order.At {
				to, from := place, thing
				if d == FromPlaces {
					to, from = thing, place
				}
				copy(out.Data[to*n:(to+1)*n], in[0].Data[from*n:])
			}
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return selected(in[0], d.sources(order), len(order.At), in[0].Shape().TotalSize()/len(order.At))
		},
		Grad: func(_ gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dw, err := reorderRows[T](grad, order, d.opposite())
			return gorgonia.Nodes{dw}, err
		},
	}, w)
}
