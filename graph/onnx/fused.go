package onnx

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// form writes an operation.
type form func(b *builder, o *operation) (string, error)

// forms are all that are known, by kind. In each, shapes of what it makes stand behind the line.
var forms = map[op.Kind]form{
	op.KindAffine:           affine,
	op.KindLayerNorm:        layerNorm,
	op.KindRMSNorm:          rmsNorm,
	op.KindAttentionPattern: attentionPattern,
	op.KindAttentionMix:     attentionMix,
	op.KindRope:             rope,
	op.KindTokens:           tokens,
	op.KindTokenProducts:    tokenProducts,
	op.KindTokenSum:         tokenSum,
	op.KindAddPositions:     addPositions,
	op.KindPick:             pick,
	op.KindReorder:          reorder,
	op.KindReorderRows:      reorder,
	op.KindReshape:          reshape,
	op.KindAdd:              elementwise("Add"),
	op.KindSub:              elementwise("Sub"),
	op.KindMul:              elementwise("Mul"),
	op.KindDiv:              elementwise("Div"),
	op.KindPow:              elementwise("Pow"),
	op.KindMatMul:           matMul,
	op.KindDot:              elementwise("MatMul"),
	op.KindTranspose:        transpose,
	op.KindSlice:            slice,
	op.KindConcat:           concat,
	op.KindRepeat:           repeat,
	op.KindSum:              sum,
	op.KindMax:              sum,
	op.KindSoftmax:          softmax,
	op.KindMap:              mapped,
	op.KindOther:            other,
}

// affine is act(x·Wᵀ + b).
func affine(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.AffineAttrs)
	if o.in[0].Dims() == 2 {
		return b.activation(a.Activation, b.addWith("Gemm", o.x, attribute{"transB", 1}), o.node), nil
	}
	z := b.add("MatMul", o.x[0], b.transpose(o.x[1], 1, 0)) // (…, out)
	if a.Bias {
		z = b.add("Add", z, o.x[2])
	}
	return b.activation(a.Activation, z, o.node), nil
}

// activation applies one of op's own.
func (b *builder) activation(a op.Activation, z string, like *gorgonia.Node) string {
	switch a {
	case op.SiLU:
		if b.kindOf(like) == float32s {
			return b.add("Mul", z, b.add("Sigmoid", z))
		}
		// onnxruntime makes one operator of a product with Sigmoid, and has it for float32 alone.
		return b.add("Div", z, b.add("Add", b.add("Exp", b.add("Neg", z)), b.scalar(like, 1)))
	case op.ReLU:
		return b.add("Relu", z)
	case op.Tanh:
		return b.add("Tanh", z)
	case op.GELU:
		cubic := b.add("Mul", b.add("Mul", b.add("Mul", z, z), z), b.scalar(like, 0.044715))
		t := b.add("Tanh", b.add("Mul", b.add("Add", z, cubic), b.scalar(like, math.Sqrt(2/math.Pi))))
		return b.add("Mul", b.add("Mul", z, b.scalar(like, 0.5)), b.add("Add", t, b.scalar(like, 1)))
	}
	return z
}

func layerNorm(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.LayerNormAttrs)
	centred := b.add("Sub", o.x[0], b.meanOfLast(o.x[0]))
	hat := b.add("Div", centred, b.rootMeanSquare(centred, o.node, a.Epsilon))
	return b.add("Add", b.add("Mul", hat, o.x[1]), o.x[2]), nil
}

func rmsNorm(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.RMSNormAttrs)
	return b.add("Mul", b.add("Div", o.x[0], b.rootMeanSquare(o.x[0], o.node, a.Epsilon)), o.x[1]), nil
}

func (b *builder) meanOfLast(x string) string {
	return b.addWith("ReduceMean", []string{x}, attribute{"axes", []int{-1}}, attribute{"keepdims", 1})
}

func (b *builder) rootMeanSquare(x string, like *gorgonia.Node, epsilon float64) string {
	return b.add("Sqrt", b.add("Add", b.meanOfLast(b.add("Mul", x, x)), b.scalar(like, epsilon)))
}

// tokens are rows of a table side by side.
func tokens(b *builder, o *operation) (string, error) {
	rows := b.addWith("Gather", []string{o.x[0], b.ids(o, 1)}, attribute{"axis", 0}) // (batch, fold, width)
	return b.reshape(rows, -1, o.node.Shape()[1]), nil
}

// ids are numbers of tokens as whole numbers.
func (b *builder) ids(o *operation, operand int) string {
	if b.whole[o.in[operand]] {
		return o.x[operand]
	}
	return b.addWith("Cast", []string{o.x[operand]}, attribute{"to", int64s})
}

// tokenProducts are table·W_cᵀ for every copy c, with b added to the first: (fold, tokens, out).
func tokenProducts(b *builder, o *operation) (string, error) {
	out, width := o.in[1].Shape()[0], o.in[0].Shape()[1]
	fold := o.in[1].Shape()[1] / width
	parts := b.transpose(b.reshape(o.x[1], out, fold, width), 1, 2, 0) // (fold, width, out)
	p := b.add("MatMul", o.x[0], parts)
	if a, _ := o.info.Attrs.(op.TokenProductsAttrs); a.Bias {
		first := make([]float64, fold)
		first[0] = 1
		p = b.add("Add", p, b.add("Mul", b.floats("first", o.node, first, fold, 1, 1), o.x[2]))
	}
	return p, nil
}

// tokenSum adds up the products of a row's tokens.
func tokenSum(b *builder, o *operation) (string, error) {
	id, total := b.ids(o, 1), ""
	for c := range o.in[0].Shape()[0] {
		of := b.addWith("Gather", []string{o.x[0], b.one(c)}, attribute{"axis", 0}) // (tokens, out)
		at := b.addWith("Gather", []string{id, b.one(c)}, attribute{"axis", 1})     // (batch)
		one := b.addWith("Gather", []string{of, at}, attribute{"axis", 0})          // (batch, out)
		if total != "" {
			one = b.add("Add", total, one)
		}
		total = one
	}
	a, _ := o.info.Attrs.(op.TokenSumAttrs)
	return b.activation(a.Activation, total, o.node), nil
}

func addPositions(b *builder, o *operation) (string, error) {
	table := o.x[1]
	if time := o.in[0].Shape()[1]; o.in[1].Shape()[0] > time {
		table = b.add("Slice", table, b.ints(0), b.ints(time), b.ints(0), b.ints(1)) // (time, width)
	}
	return b.add("Add", o.x[0], table), nil
}

func pick(b *builder, o *operation) (string, error) {
	a, ok := o.info.Attrs.(op.PickAttrs)
	if !ok || a.Dim == 0 && b.varies[o.in[0]] {
		return "", fmt.Errorf("rows are picked by their number, which is free in a file")
	}
	b.whole[o.node] = b.whole[o.in[0]]
	return b.gather(o.x[0], a.Dim, a.Places.Slice()...), nil
}

// reorder writes the order as it stands.
func reorder(b *builder, o *operation) (string, error) {
	a, ok := o.info.Attrs.(op.ReorderAttrs)
	if !ok {
		return "", fmt.Errorf("the order is not known")
	}
	sources := slices.Clone(a.Order.At)
	if a.Direction == op.FromPlaces {
		sources = a.Order.Inverse()
	}
	dim := o.in[0].Dims() - 1
	if o.info.Kind == op.KindReorderRows {
		dim = 0
	}
	return b.gather(o.x[0], dim, sources...), nil
}
