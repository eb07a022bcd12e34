package op

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
)

// The kinds of stock Gorgonia operations. Theirs are the attributes named beside them;
// the others have none.
const (
	KindInput     Kind = "input" // a node without an operation: a parameter or an input
	KindConstant  Kind = "constant"
	KindAdd       Kind = "+"
	KindSub       Kind = "-"
	KindMul       Kind = "⊙" // element by element
	KindDiv       Kind = "÷"
	KindPow       Kind = "^"
	KindMatMul    Kind = "×"         // of matrices, or of a matrix and a vector: MatMulAttrs
	KindDot       Kind = "⋅"         // of two vectors
	KindOuter     Kind = "⊗"         // of two vectors
	KindTranspose Kind = "transpose" // TransposeAttrs
	KindSlice     Kind = "slice"     // SliceAttrs
	KindConcat    Kind = "concat"    // ConcatAttrs
	KindRepeat    Kind = "repeat"    // RepeatAttrs
	KindSum       Kind = "sum"       // SumAttrs
	KindMax       Kind = "max"       // SumAttrs
	KindSoftmax   Kind = "softmax"   // SoftmaxAttrs
	KindMap       Kind = "map"       // MapAttrs
	KindOther     Kind = "other"     // OtherAttrs
)

// MatMulAttrs say which operands of a KindMatMul are transposed first.
type MatMulAttrs struct{ TransposeA, TransposeB bool }

// TransposeAttrs are the dimensions in their new order.
type TransposeAttrs struct{ Dims Ints }

// SliceAttrs keep the places Start, Start + Step, … before End of dimension Dim, all of
// them if All is set. A single place leaves the dimension out.
type SliceAttrs struct {
	Dim              int
	All              bool
	Start, End, Step int
}

// ConcatAttrs say along which dimension the operands stand side by side.
type ConcatAttrs struct{ Dim int }

// RepeatAttrs say along which dimension the first operand is repeated.
type RepeatAttrs struct{ Dim int }

// SumAttrs are the dimensions that a sum or a maximum is taken over.
type SumAttrs struct{ Dims Ints }

// SoftmaxAttrs are the dimension that adds up to 1, and whether the logarithm is taken.
type SoftmaxAttrs struct {
	Dim int
	Log bool
}

// MapAttrs name the function of one variable that is applied to every element, in
// Gorgonia's words: "tanh", "exp", "square", "neg", "inv", ….
type MapAttrs struct{ Function string }

// OtherAttrs are what Gorgonia, or whoever wrote the operation, calls it.
type OtherAttrs struct{ Name string }

// stock reads what Gorgonia's own operations are from their types and what they print:
// their fields are private.
func stock(n *gorgonia.Node) Info {
	op := n.Op()
	if op == nil {
		return Info{Kind: KindInput}
	}
	text := op.String()
	switch name, _ := strings.CutPrefix(strings.TrimPrefix(fmt.Sprintf("%T", op), "*"), "gorgonia."); name {
	case "constantScalar", "constantTensor":
		return Info{Kind: KindConstant}
	case "elemBinOp":
		return pointwise(text)
	case "elemUnaryOp":
		return Info{KindMap, MapAttrs{Function: text}}
	case "linAlgBinOp":
		return product(text)
	case "reshapeOp":
		return Info{Kind: KindReshape}
	case "transposeOp":
		return Info{KindTranspose, TransposeAttrs{MakeInts(numbers(text)...)}}
	case "sumOp":
		return Info{KindSum, SumAttrs{MakeInts(numbers(text)...)}}
	case "maxOp":
		return Info{KindMax, SumAttrs{MakeInts(numbers(text)...)}}
	case "concatOp":
		return dimension(KindConcat, text, func(d int) Attrs { return ConcatAttrs{d} })
	case "repeatOp":
		return dimension(KindRepeat, text, func(d int) Attrs { return RepeatAttrs{d} })
	case "softmaxOp":
		return dimension(KindSoftmax, text, func(d int) Attrs { return SoftmaxAttrs{d, strings.Contains(text, "true")} })
	case "sliceOp":
		return slice(text)
	}
	return other(text)
}

func other(text string) Info { return Info{KindOther, OtherAttrs{text}} }

// pointwise reads "+ false".
func pointwise(text string) Info {
	sign, _, _ := strings.Cut(text, " ")
	switch k := Kind(sign); k {
	case KindAdd, KindSub, KindMul, KindDiv, KindPow:
		return Info{Kind: k}
	}
	return other(sign)
}

// product reads "Aᵀ × B" and "a ⋅ b".
func product(text string) Info {
	words := strings.Fields(text)
	if len(words) != 3 {
		return other(text)
	}
	switch k := Kind(words[1]); k {
	case KindMatMul, "×××": // the last of a batch
		return Info{KindMatMul, MatMulAttrs{strings.HasSuffix(words[0], "ᵀ"), strings.HasSuffix(words[2], "ᵀ")}}
	case KindDot, KindOuter:
		return Info{Kind: k}
	}
	return other(text)
}

// dimension reads the first number.
func dimension(k Kind, text string, attrs func(int) Attrs) Info {
	if n := numbers(text); len(n) > 0 {
		return Info{k, attrs(n[0])}
	}
	return other(text)
}

// slice reads "T[:, :, 1:2:1...]".
func slice(text string) Info {
	inside := strings.TrimSuffix(strings.TrimPrefix(text, "T["), "...]")
	parts := strings.Split(inside, ", ")
	a := SliceAttrs{Dim: len(parts) - 1}
	switch n := numbers(parts[a.Dim]); len(n) {
	case 0:
		a.All = true
	case 3:
		a.Start, a.End, a.Step = n[0], n[1], n[2]
	default:
		return other(text)
	}
	return Info{KindSlice, a}
}
