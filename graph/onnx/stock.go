package onnx

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
)

// pointwise are the operations whose operands are spread over each other.
var pointwise = []op.Kind{op.KindAdd, op.KindSub, op.KindMul, op.KindDiv, op.KindPow}

func elementwise(operator string) form {
	return func(b *builder, o *operation) (string, error) {
		if b.spread[o.in[0]] && b.spread[o.in[1]] {
			return "", fmt.Errorf("both operands are repeated for every row: the file's number of rows is free")
		}
		return b.add(operator, o.x...), nil
	}
}

func matMul(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.MatMulAttrs)
	x := slices.Clone(o.x)
	for i, flip := range []bool{a.TransposeA, a.TransposeB} {
		if rank := o.in[i].Dims(); flip && rank > 1 {
			dims := make([]int, rank)
			for d := range dims {
				dims[d] = d
			}
			dims[rank-1], dims[rank-2] = rank-2, rank-1
			x[i] = b.transpose(x[i], dims...)
		}
	}
	return b.add("MatMul", x...), nil
}

func transpose(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.TransposeAttrs)
	dims := a.Dims.Slice()
	if len(dims) != o.in[0].Dims() {
		return "", fmt.Errorf("the new order of %d dimensions is not known", o.in[0].Dims())
	}
	if b.varies[o.in[0]] && dims[0] != 0 {
		return "", fmt.Errorf("rows do not stay the first dimension")
	}
	return b.transpose(o.x[0], dims...), nil
}

// reshape leaves the number of rows open.
func reshape(b *builder, o *operation) (string, error) {
	dims := slices.Clone([]int(o.node.Shape()))
	if b.varies[o.in[0]] {
		if len(dims) == 0 || dims[0]%b.rows != 0 {
			return "", fmt.Errorf("rows do not stay the first dimension")
		}
		dims[0] = -1
	}
	b.whole[o.node] = b.whole[o.in[0]]
	return b.reshape(o.x[0], dims...), nil
}

func slice(b *builder, o *operation) (string, error) {
	a, ok := o.info.Attrs.(op.SliceAttrs)
	switch {
	case !ok:
		return "", fmt.Errorf("what is cut out is not known")
	case a.All:
		return o.x[0], nil
	case a.Dim == 0 && b.varies[o.in[0]]:
		return "", fmt.Errorf("rows are picked by their number, which is free in a file")
	case o.node.Dims() < o.in[0].Dims():
		return b.addWith("Gather", []string{o.x[0], b.one(a.Start)}, attribute{"axis", a.Dim}), nil
	}
	return b.add("Slice", o.x[0], b.ints(a.Start), b.ints(a.End), b.ints(a.Dim), b.ints(max(1, a.Step))), nil
}

func concat(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.ConcatAttrs)
	if a.Dim == 0 && b.varies[o.node] {
		return "", fmt.Errorf("rows are put below each other, whose number is free in a file")
	}
	return b.addWith("Concat", o.x, attribute{"axis", a.Dim}), nil
}

// repeat is left to the reader where it is for every row: operands of one row are spread.
func repeat(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.RepeatAttrs)
	in, out := o.in[0].Shape(), o.node.Shape()
	if a.Dim >= len(in) || len(in) != len(out) || in[a.Dim] != 1 {
		return "", fmt.Errorf("only what has a single place can be repeated, in dimension %d it has shape %v", a.Dim, in)
	}
	if a.Dim == 0 && out[0] == b.rows {
		b.spread[o.node] = true
		return o.x[0], nil
	}
	times := slices.Repeat([]int{1}, len(in))
	times[a.Dim] = out[a.Dim]
	return b.add("Tile", o.x[0], b.ints(times...)), nil
}

// sum is a sum or a maximum.
func sum(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.SumAttrs)
	dims := a.Dims.Slice()
	if b.varies[o.in[0]] && slices.Contains(dims, 0) {
		return "", fmt.Errorf("it is taken over the rows, whose number is free in a file")
	}
	var out string
	if o.info.Kind == op.KindMax {
		out = b.addWith("ReduceMax", o.x[:1], attribute{"axes", dims}, attribute{"keepdims", 0})
	} else {
		out = b.addWith("ReduceSum", []string{o.x[0], b.ints(dims...)}, attribute{"keepdims", 0})
	}
	if want := o.in[0].Dims() - len(dims); o.node.Dims() != want { // Gorgonia keeps a dimension of 1 here and there
		keep := slices.Clone([]int(o.node.Shape()))
		if b.varies[o.in[0]] && len(keep) > 0 {
			keep[0] = -1
		}
		out = b.reshape(out, keep...)
	}
	return out, nil
}

func softmax(b *builder, o *operation) (string, error) {
	a, ok := o.info.Attrs.(op.SoftmaxAttrs)
	if !ok || a.Dim == 0 && b.varies[o.in[0]] {
		return "", fmt.Errorf("it is taken over the rows, whose number is free in a file")
	}
	operator := "Softmax"
	if a.Log {
		operator = "LogSoftmax"
	}
	return b.addWith(operator, o.x[:1], attribute{"axis", a.Dim}), nil
}

// functions are those of one variable, by Gorgonia's names for them.
var functions = map[string]string{
	"abs": "Abs", "sign": "Sign", "ceil": "Ceil", "floor": "Floor", "sin": "Sin", "cos": "Cos", "exp": "Exp", "ln": "Log", "neg": "Neg",
	"sqrt": "Sqrt", "inv": "Reciprocal", "tanh": "Tanh", "sigmoid": "Sigmoid", "softplus": "Softplus",
}

func mapped(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.MapAttrs)
	x := o.x[0]
	switch a.Function {
	case "square":
		return b.add("Mul", x, x), nil
	case "cube":
		return b.add("Mul", b.add("Mul", x, x), x), nil
	case "log1p":
		return b.add("Log", b.add("Add", x, b.scalar(o.node, 1))), nil
	case "expm1":
		return b.add("Sub", b.add("Exp", x), b.scalar(o.node, 1)), nil
	}
	operator, ok := functions[a.Function]
	if !ok {
		return "", fmt.Errorf("the function has no form in ONNX")
	}
	return b.add(operator, x), nil
}

// other is the size of a dimension, by which Gorgonia's means divide and repetitions count. It
// is never the number of rows: what is taken over rows is refused.
func other(b *builder, o *operation) (string, error) {
	a, _ := o.info.Attrs.(op.OtherAttrs)
	var size int
	if n, err := fmt.Sscanf(a.Name, "SizeOf=%d", &size); n != 1 || err != nil {
		return "", fmt.Errorf("it has no form in ONNX")
	}
	b.varies[o.node] = false
	return b.scalar(o.node, float64(size)), nil
}
