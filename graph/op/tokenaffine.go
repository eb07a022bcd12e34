package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TokenAffine is Affine(Tokens(table, id), w, b, act), with every token multiplied once
// and not once for every row it is in: with W_c the columns of W that read copy c,
//
//	out[row] = act(b + Σ_c P_c[id[row, c]]),  P_c = table·W_cᵀ.
//
// table is (tokens, width); id is (batch, fold), held as floats; w is (out, fold·width);
// b is (out), or nil for none; the result is (batch, out). It pays if there are fewer
// tokens than rows.
func TokenAffine(table, id, w, b *gorgonia.Node, act Activation) (out *gorgonia.Node, err error) {
	defer guard(&err, KindTokenSum, table, id, w)
	if err := act.Check(); err != nil {
		return nil, fmt.Errorf("op: affine of tokens: %w", err)
	}
	if table.Dtype() == tensor.Float32 {
		return tokenAffine[float32](table, id, w, b, act)
	}
	return tokenAffine[float64](table, id, w, b, act)
}

func tokenAffine[T Float](table, id, w, b *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	p, err := tokenProducts[T](table, w, b)
	if err != nil {
		return nil, err
	}
	return Apply(Kernel[T]{
		Kind:  KindTokenSum,
		Attrs: TokenSumAttrs{act},
		Shape: tokenSumShape,
		Wrt:   []bool{true, false},
		Cut:   []bool{false, true},
		Work:  perRow(id.Shape()) * w.Shape()[0],
		Keeps: slopes(act, w.Shape()[0]),
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			if err := sumTokens(out, in[0], in[1], b); err != nil {
				return err
			}
			activate(act, out.Data, b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return tokenSumTwin(in[0], in[1], act) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dz, err := slopeTimes[T](act, out, grad)
			if err != nil {
				return nil, err
			}
			dp, err := tokenSumsGrad[T](in[0], in[1], dz)
			return gorgonia.Nodes{dp, nil}, err
		},
	}, p, id)
}

// sumTokens adds up, for every row, the products of its tokens.
func sumTokens[T Float](out, p, id Array[T], b Block[T]) error {
	fold, tokens, m := p.Shape[0], p.Shape[1], p.Shape[2]
	var sum []T // of the copies of this row so far
	for i, v := range id.Data {
		t, err := tokenAt(v, b.First*fold+i, tokens)
		if err != nil {
			return err
		}
		row, c := out.Data[i/fold*m:][:m], i%fold
		switch one := p.Data[(c*tokens+t)*m:][:m]; {
		case fold == 1:
			copy(row, one)
		case c == 0:
			sum = one
		default:
			vec.Add(row, sum, one)
			sum = row
		}
	}
	return nil
}

// tokenSumsGrad adds up, for each token of each copy, the gradients of the rows it is
// in: (fold, tokens, out).
func tokenSumsGrad[T Float](p, id, dz *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindTokenSum.Gradient("products"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:   []bool{false, true, true},
		Total: true,
		Work:  perRow(id.Shape()) * perRow(dz.Shape()),
		Run: func(dp Array[T], in []Array[T], b Block[T]) error {
			if !b.Add {
				clear(dp.Data)
			}
			fold, tokens, m := dp.Shape[0], dp.Shape[1], dp.Shape[2]
			for i, v := range in[1].Data {
				t, err := tokenAt(v, b.First*fold+i, tokens)
				if err != nil {
					return err
				}
				sum := dp.Data[(i%fold*tokens+t)*m:][:m]
				vec.Add(sum, sum, in[2].Data[i/fold*m:][:m])
			}
			return nil
		},
	}, p, id, dz)
}

func tokenSumShape(in []tensor.Shape) (tensor.Shape, error) {
	p, id := in[0], in[1]
	if len(id) != 2 || id[1] != p[0] {
		return nil, fmt.Errorf("want ids (batch, %d) for weights that read %d tokens, have %v", p[0], p[0], id)
	}
	return tensor.Shape{id[0], p[2]}, nil
}

// tokenProducts is P_c = table·W_cᵀ for every copy c, with b added to P_0: (fold,
// tokens, out).
func tokenProducts[T Float](table, w, b *gorgonia.Node) (*gorgonia.Node, error) {
	in, wrt := gorgonia.Nodes{table, w}, []bool{true, true}
	if b != nil {
		in, wrt = append(in, b), append(wrt, true)
	}
	return Apply(Kernel[T]{
		Kind:  KindTokenProducts,
		Attrs: TokenProductsAttrs{b != nil},
		Shape: tokenProductsShape,
		Wrt:   wrt,
		Run: func(p Array[T], in []Array[T], _ Block[T]) error {
			eachCopy(p, in[0], in[1], func(p, w []T, tokens, out, width, stride int) {
				blas.Gemm(false, true, tokens, out, width, 1, in[0].Data, width, w, stride, 0, p, out)
			})
			if len(in) == 3 {
				vec.AddBias(p.Data, p.Shape[1], p.Shape[2], in[2].Data)
			}
			return nil
		},
		Twin: tokenProductsTwin,
		Grad: func(in gorgonia.Nodes, _, dp *gorgonia.Node) (gorgonia.Nodes, error) {
			return tokenProductsGrad[T](in, dp)
		},
	}, in...)
}

// eachCopy calls do with P_c and W_c for every copy, and their sizes; stride is that of
// W_c.
func eachCopy[T Float](p, table, w Array[T], do func(p, w []T, tokens, out, width, stride int)) {
	fold, tokens, out, width := p.Shape[0], p.Shape[1], p.Shape[2], table.Cols()
	for c := range fold {
		do(p.Data[c*tokens*out:][:tokens*out], w.Data[c*width:], tokens, out, width, fold*width)
	}
}

func tokenProductsShape(in []tensor.Shape) (tensor.Shape, error) {
	table, w := in[0], in[1]
	if len(table) != 2 || len(w) != 2 || w[1]%table[1] != 0 {
		return nil, fmt.Errorf("want a table (tokens, width) and W (out, fold·width), have %v and %v", table, w)
	}
	if len(in) == 3 && !in[2].Eq(tensor.Shape{w[0]}) {
		return nil, fmt.Errorf("b %v does not fit W %v: its size is W's first", in[2], w)
	}
	return tensor.Shape{w[1] / table[1], table[0], w[0]}, nil
}
