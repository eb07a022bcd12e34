package op

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Pick keeps the given places of one dimension of x, in the given order: the last place
// of every sequence, say. The dimension stays, with a size of len(places): of one place it
// is 1 (Reshape leaves it out). The same place may be given twice. Where x is computed row by
// row, for this alone, it is computed for what is picked: its node is left as it is, and
// not part of the result.
func Pick(x *gorgonia.Node, dim int, places ...int) (out *gorgonia.Node, err error) {
	defer guard(&err, KindPick, x)
	if _, err := pickShape(x.Shape(), dim, places); err != nil {
		return nil, fmt.Errorf("op: pick: %w", err)
	}
	p := &picking{dim: dim, places: slices.Clone(places), passed: map[*gorgonia.Node]bool{}, picked: map[*gorgonia.Node]*gorgonia.Node{}}
	return p.of(x)
}

func pick[T Float](x *gorgonia.Node, dim int, places []int) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindPick,
		Attrs: PickAttrs{dim, MakeInts(places...)},
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return pickShape(in[0], dim, places) },
		Wrt:   []bool{true},
		Cut:   []bool{dim > 0},
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			eachPick(in[0].Shape, dim, places, func(from, to, n int) {
				copy(out.Data[to:to+n], in[0].Data[from:from+n])
			})
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return pickTwin(in[0], dim, places) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := pickGrad[T](grad, in[0].Shape(), dim, places)
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}

// pickGrad puts gradients back where they were picked and zeros elsewhere.
func pickGrad[T Float](grad *gorgonia.Node, shape tensor.Shape, dim int, places []int) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindPick.Gradient("x"),
		Attrs: PickAttrs{dim, MakeInts(places...)},
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape.Clone(), nil },
		Cut:   []bool{dim > 0},
		Run: func(dx Array[T], in []Array[T], _ Block[T]) error {
			clear(dx.Data)
			eachPick(dx.Shape, dim, places, func(at, from, n int) {
				for i, g := range in[0].Data[from : from+n] {
					dx.Data[at+i] += g
				}
			})
			return nil
		},
	}, grad)
}

// eachPick calls do with where each run of n elements stands in the whole array and
// among what is picked.
func eachPick(shape tensor.Shape, dim int, places []int, do func(whole, picked, n int)) {
	n, outer := 1, 1
	for _, s := range shape[dim+1:] {
		n *= s
	}
	for _, s := range shape[:dim] {
		outer *= s
	}
	picked := 0
	for o := range outer {
		for _, p := range places {
			do((o*shape[dim]+p)*n, picked, n)
			picked += n
		}
	}
}

func pickShape(x tensor.Shape, dim int, places []int) (tensor.Shape, error) {
	if dim < 0 || dim >= len(x) {
		return nil, fmt.Errorf("there is no dimension %d in %v", dim, x)
	}
	if len(places) == 0 || slices.Min(places) < 0 || slices.Max(places) >= x[dim] {
		return nil, fmt.Errorf("want at least one place, each from 0 to %d", x[dim]-1)
	}
	out := x.Clone()
	out[dim] = len(places)
	return out, nil
}
