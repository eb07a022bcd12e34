package op

import (
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// tokenProductsGrad is dtable = Σ_c dP_c·W_c, dW_c = dP_cᵀ·table, db = Σ_tokens dP_0: every
// row has one token in copy 0.
func tokenProductsGrad[T Float](in gorgonia.Nodes, dp *gorgonia.Node) (gorgonia.Nodes, error) {
	dtable, err := productsByTable[T](in[0], in[1], dp)
	if err != nil {
		return nil, err
	}
	dw, err := productsByWeights[T](in[0], in[1], dp)
	if err != nil || len(in) == 2 {
		return gorgonia.Nodes{dtable, dw}, err
	}
	db, err := productsByBias[T](in[2], dp)
	return gorgonia.Nodes{dtable, dw, db}, err
}

func productsByTable[T Float](table, w, dp *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindTokenProducts.Gradient("table"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run: func(dtable Array[T], in []Array[T], _ Block[T]) error {
			var beta T
			eachCopy(in[2], in[0], in[1], func(dp, w []T, tokens, out, width, stride int) {
				blas.Gemm(false, false, tokens, width, out, 1, dp, out, w, stride, beta, dtable.Data, width)
				beta = 1
			})
			return nil
		},
	}, table, w, dp)
}

func productsByWeights[T Float](table, w, dp *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindTokenProducts.Gradient("W"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[1].Clone(), nil },
		Run: func(dw Array[T], in []Array[T], _ Block[T]) error {
			eachCopy(in[2], in[0], dw, func(dp, dw []T, tokens, out, width, stride int) {
				blas.Gemm(true, false, out, width, tokens, 1, dp, out, in[0].Data, width, 0, dw, stride)
			})
			return nil
		},
	}, table, w, dp)
}

func productsByBias[T Float](b, dp *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindTokenProducts.Gradient("b"),
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run: func(db Array[T], in []Array[T], _ Block[T]) error {
			vec.ColSums(db.Data, in[1].Data, in[1].Shape[1], in[1].Shape[2])
			return nil
		},
	}, b, dp)
}
