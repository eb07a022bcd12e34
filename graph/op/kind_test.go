package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Of reads stock Gorgonia's operations; a new version of Gorgonia that prints them in
// other words fails here.
func TestOfStockOperations(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("a", 2, 3), graphtest.Random("b", 2, 3), graphtest.Random("v", 3), graphtest.Random("deep", 2, 3, 4)})
	a, b, v, deep := x.nodes[0], x.nodes[1], x.nodes[2], x.nodes[3]
	m := gorgonia.Must
	one := gorgonia.NewConstant(1.0)
	for _, c := range []struct {
		node  *gorgonia.Node
		kind  op.Kind
		attrs op.Attrs
	}{
		{a, op.KindInput, nil},
		{one, op.KindConstant, nil},
		{gorgonia.NewConstant(tensor.New(tensor.WithBacking([]float64{1, 2}))), op.KindConstant, nil},
		{m(gorgonia.Add(a, b)), op.KindAdd, nil},
		{m(gorgonia.Sub(a, b)), op.KindSub, nil},
		{m(gorgonia.HadamardProd(a, b)), op.KindMul, nil},
		{m(gorgonia.Mul(a, one)), op.KindMul, nil},
		{m(gorgonia.HadamardDiv(a, b)), op.KindDiv, nil},
		{m(gorgonia.Pow(a, b)), op.KindPow, nil},
		{m(gorgonia.Gt(a, b, true)), op.KindOther, op.OtherAttrs{Name: ">"}},
		{m(gorgonia.Mul(a, m(gorgonia.Transpose(b)))), op.KindMatMul, op.MatMulAttrs{}},
		{m(gorgonia.Mul(a, v)), op.KindMatMul, op.MatMulAttrs{}},
		{m(gorgonia.BatchedMatMul(deep, m(gorgonia.Transpose(deep, 0, 2, 1)))), op.KindMatMul, op.MatMulAttrs{}},
		{m(gorgonia.Mul(v, v)), op.KindDot, nil},
		{m(gorgonia.OuterProd(v, v)), op.KindOuter, nil},
		{m(gorgonia.Transpose(deep, 2, 0, 1)), op.KindTranspose, op.TransposeAttrs{Dims: op.MakeInts(2, 0, 1)}},
		{m(gorgonia.Slice(a, gorgonia.S(1))), op.KindSlice, op.SliceAttrs{Dim: 0, Start: 1, End: 2}},
		{m(gorgonia.Slice(deep, nil, nil, gorgonia.S(0, 4, 2))), op.KindSlice, op.SliceAttrs{Dim: 2, Start: 0, End: 4, Step: 2}},
		{m(gorgonia.Concat(1, a, b)), op.KindConcat, op.ConcatAttrs{Dim: 1}},
		{m(gorgonia.Sum(deep, 0, 2)), op.KindSum, op.SumAttrs{Dims: op.MakeInts(0, 2)}},
		{m(gorgonia.Max(a, 1)), op.KindMax, op.SumAttrs{Dims: op.MakeInts(1)}},
		{m(gorgonia.SoftMax(a, 1)), op.KindSoftmax, op.SoftmaxAttrs{Dim: 1}},
		{m(gorgonia.LogSoftMax(b, 0)), op.KindSoftmax, op.SoftmaxAttrs{Dim: 0, Log: true}},
		{m(gorgonia.Reshape(a, tensor.Shape{6})), op.KindReshape, nil},
		{m(gorgonia.Tanh(a)), op.KindMap, op.MapAttrs{Function: "tanh"}},
		{m(gorgonia.Inverse(a)), op.KindMap, op.MapAttrs{Function: "inv"}},
	} {
		if got := op.Of(c.node); got != (op.Info{Kind: c.kind, Attrs: c.attrs}) {
			t.Errorf("%v is %v, want %v %v", c.node.Op(), got, c.kind, c.attrs)
		}
	}
}

// A broadcast repeats its smaller operand.
func TestOfBroadcast(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("a", 2, 3), graphtest.Random("v", 3)})
	sum := gorgonia.Must(gorgonia.BroadcastAdd(x.nodes[0], x.nodes[1], nil, []byte{0}))
	repeats := 0
	for _, n := range sum.Graph().AllNodes() {
		if op.Of(n) == (op.Info{Kind: op.KindRepeat, Attrs: op.RepeatAttrs{Dim: 0}}) {
			repeats++
		}
	}
	if repeats != 1 {
		t.Errorf("%d repeats in a broadcast, want 1", repeats)
	}
}

// Attributes of this package's operations are comparable and print what they are.
func TestOf(t *testing.T) {
	x := newGraph(t, []graphtest.Input{graphtest.Random("x", 2, 3), graphtest.Random("w", 4, 3)})
	order := op.NewOrder("inputs", 3)
	m := gorgonia.Must
	for _, c := range []struct {
		node *gorgonia.Node
		info op.Info
		text string
	}{
		{m(op.Affine(x.nodes[0], x.nodes[1], nil, op.SiLU)), op.Info{Kind: op.KindAffine, Attrs: op.AffineAttrs{Activation: op.SiLU}}, "affine {Activation:silu Bias:false}"},
		{m(op.Pick(x.nodes[0], 1, 2, 0)), op.Info{Kind: op.KindPick, Attrs: op.PickAttrs{Dim: 1, Places: op.MakeInts(2, 0)}}, "pick {Dim:1 Places:2,0}"},
		{m(op.Reorder(x.nodes[0], order, op.ToPlaces)), op.Info{Kind: op.KindReorder, Attrs: op.ReorderAttrs{Order: order, Direction: op.ToPlaces}}, "reorder {Order:inputs Direction:to places}"},
		{m(op.Reshape(x.nodes[0], 6)), op.Info{Kind: op.KindReshape}, "reshape"},
	} {
		if got := op.Of(c.node); got != c.info || got.String() != c.text {
			t.Errorf("got %v, want %s", got, c.text)
		}
	}
	if got := op.MakeInts(2, -1, 30).Slice(); len(got) != 3 || got[0] != 2 || got[1] != -1 || got[2] != 30 {
		t.Errorf("a list of 2, −1, 30 is read as %v", got)
	}
	type list []int
	_, err := op.Apply(op.Kernel[float64]{Kind: "mine", Attrs: list{}}, x.nodes[0])
	wantError(t, err, "mine", "compared")
	_, err = op.Apply(op.Kernel[float64]{}, x.nodes[0])
	wantError(t, err, "kind")
}
