package op

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gorgonia.org/gorgonia"
)

// Kind names what an operation computes.
type Kind string

// The operations of this package. Theirs are the attributes named beside them; the
// others have none.
const (
	KindAffine           Kind = "affine"            // AffineAttrs
	KindAttentionPattern Kind = "attention pattern" // Attention
	KindAttentionMix     Kind = "attention mix"     // MixAttrs
	KindLayerNorm        Kind = "layer norm"        // LayerNormAttrs
	KindRMSNorm          Kind = "RMS norm"          // RMSNormAttrs
	KindRope             Kind = "rope"              // Rotary
	KindTokens           Kind = "tokens"
	KindTokenProducts    Kind = "token products" // TokenProductsAttrs
	KindTokenSum         Kind = "token sum"      // TokenSumAttrs
	KindPick             Kind = "pick"           // PickAttrs
	KindAddPositions     Kind = "add positions"
	KindReorder          Kind = "reorder"      // ReorderAttrs
	KindReorderRows      Kind = "reorder rows" // ReorderAttrs
	KindReshape          Kind = "reshape"      // stock Gorgonia's too
	KindMSE              Kind = "MSE"
	KindCrossEntropy     Kind = "cross-entropy" // of each row; their mean is a KindMean
	KindMean             Kind = "mean"
	KindDropoutMask      Kind = "dropout mask"    // DropoutAttrs
	KindCost             Kind = "connection cost" // CostAttrs
)

// Operations that only gradients are made of, beside those that [Kind.Gradient] names.
const (
	KindSlope       Kind = "slope" // slopeAttrs
	KindSumRows     Kind = "sum of rows"
	KindHeadProduct Kind = "product by head" // headProductAttrs
)

// Gradient is the kind of an operation that computes the gradient of k by one of its
// operands.
func (k Kind) Gradient(by string) Kind { return "gradient of " + k + " by " + Kind(by) }

// Attrs are the constants of an operation: a comparable value, nil if there are none.
// Its printing, with that of the kind, is the operation's name and hash, so every field
// that changes the result is in it. What it points at may change between runs.
type Attrs any

// Info is what a node is. Two nodes of equal Info and equal operands compute the same.
type Info struct {
	Kind  Kind
	Attrs Attrs
}

// Of reads what n is, of this package's operations and of stock Gorgonia's alike.
func Of(n *gorgonia.Node) Info {
	if n == nil {
		return Info{}
	}
	if op, ok := n.Op().(interface{ Info() Info }); ok {
		return op.Info()
	}
	return stock(n)
}

// String is the name of the operation: "affine {Activation:silu Bias:true}".
func (i Info) String() string {
	if i.Attrs == nil {
		return string(i.Kind)
	}
	return fmt.Sprintf("%s %+v", i.Kind, i.Attrs)
}

// hash is String with every type, and addresses in place of names.
func (i Info) hash() string { return fmt.Sprintf("%q %#v", i.Kind, i.Attrs) }

// check reports attributes that can't be told apart.
func (i Info) check() error {
	if i.Kind == "" {
		return fmt.Errorf("an operation needs a kind: give it one of your own")
	}
	if i.Attrs != nil && !reflect.TypeOf(i.Attrs).Comparable() {
		return fmt.Errorf("attributes of type %T can't be compared: hold slices as op.Ints or as text", i.Attrs)
	}
	return nil
}

// Ints is a list of whole numbers that can be compared.
type Ints string

// MakeInts lists v.
func MakeInts(v ...int) Ints {
	words := make([]string, len(v))
	for i, x := range v {
		words[i] = strconv.Itoa(x)
	}
	return Ints(strings.Join(words, ","))
}

// Slice is the list as a slice.
func (l Ints) Slice() []int { return numbers(string(l)) }

// numbers are all whole numbers in a text, in order.
func numbers(s string) []int {
	var out []int
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r != '-' && (r < '0' || r > '9') }) {
		if v, err := strconv.Atoi(w); err == nil {
			out = append(out, v)
		}
	}
	return out
}
