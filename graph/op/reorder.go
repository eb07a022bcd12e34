package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Order is a permutation that can change between runs without a recompile. At[i] is
// what stands at place i.
type Order struct {
	// Name tells people what is ordered.
	Name string
	// At is the permutation; write to it between runs.
	At []int
}

// NewOrder makes the order of n things that stand where they began.
func NewOrder(name string, n int) *Order {
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	return &Order{Name: name, At: at}
}

// String is the name.
func (o *Order) String() string { return o.Name }

// Inverse gives for each thing the place where it stands.
func (o *Order) Inverse() []int {
	inv := make([]int, len(o.At))
	for i, t := range o.At {
		inv[t] = i
	}
	return inv
}

// Direction says which way Reorder goes.
type Direction string

// ToPlaces takes things in their first order and puts them at their places,
// FromPlaces takes them from their places and gives them back in their first order.
const (
	ToPlaces   Direction = "to places"
	FromPlaces Direction = "from places"
)

// opposite undoes d.
func (d Direction) opposite() Direction {
	if d == ToPlaces {
		return FromPlaces
	}
	return ToPlaces
}

// sources are, for each index of the result, where it comes from as the order stands now.
func (d Direction) sources(o *Order) []int {
	if d == ToPlaces {
		return o.At
	}
	return o.Inverse()
}

// Reorder permutes the last dimension of x (…, n) by an order as it stands in each
// run. From places, of an Affine of a matrix of more rows than columns that no one else reads, it is an
// Affine by ReorderRows of the weights and biases.
func Reorder(x *gorgonia.Node, order *Order, d Direction) (out *gorgonia.Node, err error) {
	defer guard(&err, KindReorder, x)
	if out, err := reorderOfAffine(x, order, d); out != nil || err != nil {
		return out, err
	}
	if x.Dtype() == tensor.Float32 {
		return reorder[float32](x, order, d)
	}
	return reorder[float64](x, order, d)
}

func reorder[T Float](x *gorgonia.Node, order *Order, d Direction) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindReorder,
		Attrs: ReorderAttrs{order, d},
		Shape: func(in []tensor.Shape) (tensor.Shape, error) {
			if s := in[0]; len(s) == 0 || s[len(s)-1] != len(order.At) {
				return nil, fmt.Errorf("the order has %d places, the last dimension is that of %v", len(order.At), s)
			}
			return in[0].Clone(), nil
		},
		Wrt: []bool{true},
		Cut: batched(x.Shape(), true),
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			n := len(order.At)
			for i := 0; i < len(out.Data); i += n {
				to, from := out.Data[i:i+n], in[0].Data[i:i+n]
				for place, thing := range order.At {
					if d == ToPlaces {
						to[place] = from[thing]
					} else {
						to[thing] = from[place]
					}
				}
			}
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) {
			return selected(in[0], d.sources(order), len(order.At), 1)
		},
		Grad: func(_ gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := reorder[T](grad, order, d.opposite())
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}
