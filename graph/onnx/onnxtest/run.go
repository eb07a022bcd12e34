package onnxtest

import (
	"fmt"
	"math"
	"slices"
)

// Run computes the outputs for some inputs.
func (m *Model) Run(inputs map[string]*Tensor) (map[string]*Tensor, error) {
	values := map[string]*Tensor{}
	for name, t := range m.Initializers {
		values[name] = t
	}
	for _, in := range m.Inputs {
		t := inputs[in.Name]
		if t == nil || len(t.Dims) != len(in.Dims) || len(t.Data) != t.size() {
			return nil, fmt.Errorf("onnxtest: input %q wants %v", in.Name, in.Dims)
		}
		for d, n := range in.Dims {
			if n >= 0 && n != t.Dims[d] {
				return nil, fmt.Errorf("onnxtest: input %q has shape %v, want %v", in.Name, t.Dims, in.Dims)
			}
		}
		values[in.Name] = t
	}
	for _, n := range m.Nodes {
		if err := n.run(values); err != nil {
			return nil, fmt.Errorf("onnxtest: %s %q: %w", n.Operator, n.Outputs, err)
		}
	}
	out := map[string]*Tensor{}
	for _, o := range m.Outputs {
		if out[o.Name] = values[o.Name]; out[o.Name] == nil {
			return nil, fmt.Errorf("onnxtest: output %q is never computed", o.Name)
		}
	}
	return out, nil
}

func (n *Node) run(values map[string]*Tensor) error {
	var x []*Tensor
	for _, name := range n.Inputs {
		if values[name] == nil {
			return fmt.Errorf("%q is not there yet", name)
		}
		x = append(x, values[name])
	}
	if len(n.Outputs) != 1 || values[n.Outputs[0]] != nil {
		return fmt.Errorf("a node has one output of its own")
	}
	run := operators[n.Operator]
	if run == nil {
		return fmt.Errorf("the operator is not known")
	}
	t, err := run(n, x)
	values[n.Outputs[0]] = t
	return err
}

// one is an attribute of one number.
func (n *Node) one(name string, otherwise int) int {
	if v := n.Ints[name]; len(v) == 1 {
		return v[0]
	}
	return otherwise
}

type operator func(n *Node, x []*Tensor) (*Tensor, error)

var operators = map[string]operator{
	"Identity": func(_ *Node, x []*Tensor) (*Tensor, error) { return x[0], nil },
	"Cast":     func(_ *Node, x []*Tensor) (*Tensor, error) { return x[0], nil }, // to whole numbers
	"Add":      two(func(a, b float64) float64 { return a + b }),
	"Sub":      two(func(a, b float64) float64 { return a - b }),
	"Mul":      two(func(a, b float64) float64 { return a * b }),
	"Div":      two(func(a, b float64) float64 { return a / b }),
	"Pow":      two(math.Pow),
	"Sqrt":     each1(math.Sqrt), "Exp": each1(math.Exp), "Log": each1(math.Log), "Tanh": each1(math.Tanh), "Sin": each1(math.Sin),
	"Sigmoid":    each1(func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }),
	"Relu":       each1(func(v float64) float64 { return max(v, 0) }),
	"Neg":        each1(func(v float64) float64 { return -v }),
	"Reciprocal": each1(func(v float64) float64 { return 1 / v }),
	"Gemm":       gemm, "MatMul": matMul, "Gather": gather, "Transpose": transpose, "Reshape": reshape, "Slice": slice, "Concat": concat,
	"Tile": tile, "ReduceMean": reduce, "ReduceSum": reduce, "ReduceMax": reduce, "Softmax": softmax,
}

func two(f func(a, b float64) float64) operator {
	return func(_ *Node, x []*Tensor) (*Tensor, error) {
		dims, err := spread(x[0].Dims, x[1].Dims)
		if err != nil {
			return nil, err
		}
		return build(dims, func(i []int) float64 { return f(x[0].at(i), x[1].at(i)) }), nil
	}
}

func each1(f func(float64) float64) operator {
	return func(_ *Node, x []*Tensor) (*Tensor, error) {
		return build(x[0].Dims, func(i []int) float64 { return f(x[0].at(i)) }), nil
	}
}

// gemm is x·Wᵀ + b.
func gemm(n *Node, x []*Tensor) (*Tensor, error) {
	if n.one("transB", 0) != 1 || len(x[0].Dims) != 2 || x[0].Dims[1] != x[1].Dims[1] {
		return nil, fmt.Errorf("%v and %v: want x·Wᵀ", x[0].Dims, x[1].Dims)
	}
	return build([]int{x[0].Dims[0], x[1].Dims[0]}, func(i []int) float64 {
		sum := 0.0
		if len(x) == 3 {
			sum = x[2].at(i)
		}
		for k := range x[0].Dims[1] {
			sum += x[0].at([]int{i[0], k}) * x[1].at([]int{i[1], k})
		}
		return sum
	}), nil
}

func matMul(_ *Node, x []*Tensor) (*Tensor, error) {
	a, b := x[0].Dims, x[1].Dims
	if len(a) < 2 || len(b) < 2 || a[len(a)-1] != b[len(b)-2] {
		return nil, fmt.Errorf("%v and %v don't fit", a, b)
	}
	dims, err := spread(a[:len(a)-2], b[:len(b)-2])
	if err != nil {
		return nil, err
	}
	rank := len(dims)
	return build(append(dims, a[len(a)-2], b[len(b)-1]), func(i []int) float64 {
		sum := 0.0
		left, right := slices.Clone(i), slices.Clone(i)
		for k := range a[len(a)-1] {
			left[rank+1], right[rank] = k, k
			sum += x[0].at(left) * x[1].at(right)
		}
		return sum
	}), nil
}

func softmax(n *Node, x []*Tensor) (*Tensor, error) {
	d, err := x[0].axis(n.one("axis", -1))
	if err != nil {
		return nil, err
	}
	return build(x[0].Dims, func(i []int) float64 {
		sum, own, most := 0.0, x[0].at(i), math.Inf(-1)
		j := slices.Clone(i)
		for j[d] = range x[0].Dims[d] {
			most = max(most, x[0].at(j))
		}
		for j[d] = range x[0].Dims[d] {
			sum += math.Exp(x[0].at(j) - most)
		}
		return math.Exp(own-most) / sum
	}), nil
}

func reduce(n *Node, x []*Tensor) (*Tensor, error) {
	axes := slices.Clone(n.Ints["axes"])
	if len(x) == 2 {
		axes = x[1].ints()
	}
	kept := slices.Clone(x[0].Dims)
	for k, a := range axes {
		d, err := x[0].axis(a)
		if err != nil {
			return nil, err
		}
		axes[k], kept[d] = d, 1
	}
	t := build(kept, func(i []int) float64 { return x[0].over(i, axes, n.Operator) })
	if n.one("keepdims", 1) == 0 {
		t.Dims = nil
		for d, size := range x[0].Dims {
			if !slices.Contains(axes, d) {
				t.Dims = append(t.Dims, size)
			}
		}
	}
	return t, nil
}

// over reduces the elements along some dimensions.
func (t *Tensor) over(at, axes []int, how string) float64 {
	var dims []int
	for _, d := range axes {
		dims = append(dims, t.Dims[d])
	}
	sum, most := 0.0, math.Inf(-1)
	j := slices.Clone(at)
	all := build(dims, func(i []int) float64 {
		for k, d := range axes {
			j[d] = i[k]
		}
		return t.at(j)
	})
	for _, v := range all.Data {
		sum, most = sum+v, max(most, v)
	}
	switch how {
	case "ReduceMax":
		return most
	case "ReduceMean":
		return sum / float64(len(all.Data))
	}
	return sum
}
