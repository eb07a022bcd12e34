package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Tokens looks up rows of a table: table is (tokens, width); id is (batch, fold), one
// token number for each place, held as floats; the result is (batch, fold·width), the
// rows side by side. A token out of range is an error of the run.
func Tokens(table, id *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer guard(&err, KindTokens, table, id)
	if table.Dtype() == tensor.Float32 {
		return tokens[float32](table, id)
	}
	return tokens[float64](table, id)
}

func tokens[T Float](table, id *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind: KindTokens,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) {
			if len(in[0]) != 2 || len(in[1]) != 2 {
				return nil, fmt.Errorf("want a table (tokens, width) and ids (batch, fold), have %v and %v", in[0], in[1])
			}
			return tensor.Shape{in[1][0], in[1][1] * in[0][1]}, nil
		},
		Wrt: []bool{true, false},
		Cut: []bool{false, true},
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			e, w := in[0].Data, in[0].Cols()
			for i, v := range in[1].Data {
				t, err := tokenAt(v, b.First*in[1].Cols()+i, len(e)/w)
				if err != nil {
					return err
				}
				copy(out.Data[i*w:(i+1)*w], e[t*w:(t+1)*w])
			}
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return tokensTwin(in[0], in[1]) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := tokensGrad[T](in[0], in[1], grad)
			return gorgonia.Nodes{d, nil}, err
		},
	}, table, id)
}

// tokensGrad adds up, for each row of the table, the gradients of its copies.
func tokensGrad[T Float](table, id, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindTokens.Gradient("table"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:   []bool{false, true, true},
		Total: true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			if !b.Add {
				clear(out.Data)
			}
			g, w := in[2].Data, out.Cols()
			for i, v := range in[1].Data {
				t, err := tokenAt(v, b.First*in[1].Cols()+i, len(out.Data)/w)
				if err != nil {
					return err
				}
				row := out.Data[t*w : (t+1)*w]
				vec.Add(row, row, g[i*w:(i+1)*w])
			}
			return nil
		},
	}, table, id, grad)
}

func tokenAt[T Float](v T, place, tokens int) (int, error) {
	t := int(v)
	if T(t) != v || t < 0 || t >= tokens {
		return 0, fmt.Errorf("place %d has token %v, want a whole number from 0 to %d", place, v, tokens-1)
	}
	return t, nil
}
