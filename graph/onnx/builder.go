package onnx

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// builder writes the nodes of a graph in the order they are computed.
type builder struct {
	nodes, initializers, inputs, outputs []message

	rows   int // of the inputs in the expression graph
	known  map[*gorgonia.Node]string
	varies map[*gorgonia.Node]bool // it depends on an input, so its first dimension is rows or a multiple
	whole  map[*gorgonia.Node]bool // its elements are numbers of tokens
	spread map[*gorgonia.Node]bool // repeated in the expression graph, but left for the reader to repeat
	used   map[string]int          // names, and how often they were asked for
	listed map[string]string       // whole numbers that are there already
}

func newBuilder() *builder {
	return &builder{known: map[*gorgonia.Node]string{}, varies: map[*gorgonia.Node]bool{}, whole: map[*gorgonia.Node]bool{},
		spread: map[*gorgonia.Node]bool{}, used: map[string]int{}, listed: map[string]string{}}
}

// name is the name asked for, with a number behind it if it is in use.
func (b *builder) name(want string) string {
	if !utf8.ValidString(want) {
		want = strings.ToValidUTF8(want, "?")
	}
	for {
		b.used[want]++
		if b.used[want] == 1 {
			return want
		}
		want = fmt.Sprintf("%s_%d", want, b.used[want])
	}
}

// add writes a node and gives its output.
func (b *builder) add(operator string, inputs ...string) string { return b.addWith(operator, inputs) }

func (b *builder) addWith(operator string, inputs []string, attributes ...attribute) string {
	out := b.name(strings.ToLower(operator))
	b.nodes = append(b.nodes, nodeOf(operator, out, inputs, attributes))
	return out
}

// ints is a constant list of whole numbers, in one dimension.
func (b *builder) ints(v ...int) string {
	key := fmt.Sprint(v)
	if name, ok := b.listed[key]; ok {
		return name
	}
	floats := make([]float64, len(v))
	for i, n := range v {
		floats[i] = float64(n)
	}
	name := b.name("numbers")
	b.initializers = append(b.initializers, tensorOf(name, int64s, []int{len(v)}, raw(int64s, floats)))
	b.listed[key] = name
	return name
}

// one is a constant whole number without dimensions.
func (b *builder) one(v int) string {
	key := fmt.Sprint("one ", v)
	if name, ok := b.listed[key]; ok {
		return name
	}
	name := b.name("number")
	b.initializers = append(b.initializers, tensorOf(name, int64s, nil, raw(int64s, []float64{float64(v)})))
	b.listed[key] = name
	return name
}

// floats is a constant of the type of like.
func (b *builder) floats(name string, like *gorgonia.Node, v []float64, dims ...int) string {
	name = b.name(name)
	kind := b.kindOf(like)
	b.initializers = append(b.initializers, tensorOf(name, kind, dims, raw(kind, v)))
	return name
}

// scalar is a constant without dimensions.
func (b *builder) scalar(like *gorgonia.Node, v float64) string {
	return b.floats("constant", like, []float64{v})
}

func (b *builder) reshape(x string, dims ...int) string { return b.add("Reshape", x, b.ints(dims...)) }

func (b *builder) transpose(x string, dims ...int) string {
	return b.addWith("Transpose", []string{x}, attribute{"perm", dims})
}

// gather takes places of a dimension.
func (b *builder) gather(x string, dim int, places ...int) string {
	return b.addWith("Gather", []string{x, b.ints(places...)}, attribute{"axis", dim})
}

// value gives the name of a node's value, after those of all it is computed from.
func (b *builder) value(n *gorgonia.Node) (string, error) {
	type visit struct {
		node *gorgonia.Node
		done bool
	}
	for todo := []visit{{node: n}}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, ok := b.known[v.node]; ok {
			continue
		}
		in := op.Children(v.node)
		if !v.done {
			todo = append(todo, visit{v.node, true})
			for _, c := range slices.Backward(in) {
				todo = append(todo, visit{node: c})
			}
			continue
		}
		name, err := b.apply(v.node, in)
		if err != nil {
			return "", err
		}
		b.known[v.node] = name
	}
	return b.known[n], nil
}

// apply writes one operation.
func (b *builder) apply(n *gorgonia.Node, in []*gorgonia.Node) (string, error) {
	if len(in) == 0 {
		return b.leaf(n)
	}
	o := operation{node: n, in: in, info: op.Of(n)}
	for _, c := range in {
		o.x = append(o.x, b.known[c])
		b.varies[n] = b.varies[n] || b.varies[c]
	}
	if err := b.fits(&o); err != nil {
		return "", err
	}
	form := forms[o.info.Kind]
	if form == nil || !o.known() {
		return b.twin(&o)
	}
	name, err := form(b, &o)
	if err != nil {
		return "", fmt.Errorf("%s: %w", o.info, err)
	}
	return name, nil
}

// operation is a node while it is written; x are its operands.
type operation struct {
	node *gorgonia.Node
	in   []*gorgonia.Node
	x    []string
	info op.Info
}

// known says that the activation, if there is one, is one of op's own.
func (o *operation) known() bool {
	act := op.Identity
	switch a := o.info.Attrs.(type) {
	case op.AffineAttrs:
		act = a.Activation
	case op.TokenSumAttrs:
		act = a.Activation
	}
	return slices.Contains([]op.Activation{op.Identity, op.SiLU, op.GELU, op.ReLU, op.Tanh}, act)
}

// twin writes an operation that has no form as its twin of stock nodes.
func (b *builder) twin(o *operation) (string, error) {
	if _, ours := o.node.Op().(op.Op); !ours {
		return "", fmt.Errorf("%s has no form in ONNX", o.info)
	}
	twin, err := op.Twin(o.node, o.in...)
	if err != nil {
		return "", fmt.Errorf("%s has no form in ONNX: %w", o.info, err)
	}
	name, err := b.value(twin)
	if err != nil {
		return "", fmt.Errorf("%s, as its twin: %w", o.info, err)
	}
	b.varies[o.node] = b.varies[twin]
	return name, nil
}

// fits reports operands that an operation can't take in a file.
func (b *builder) fits(o *operation) error {
	for i, c := range o.in {
		if b.whole[c] && !slices.Contains([]op.Kind{op.KindReshape, op.KindPick, op.KindTokens, op.KindTokenSum}, o.info.Kind) {
			return fmt.Errorf("%s computes with tokens: they can be looked up alone", o.info)
		}
		if b.spread[c] && !slices.Contains(pointwise, o.info.Kind) {
			return fmt.Errorf("%s reads operand %d, which is repeated for every row: the file's number of rows is free", o.info, i+1)
		}
	}
	return nil
}

// leaf is a parameter or a constant; inputs are known.
func (b *builder) leaf(n *gorgonia.Node) (string, error) {
	v := n.Value()
	if v == nil {
		return "", fmt.Errorf("%s has no value and is no input of the model", n.Name())
	}
	var data []float64
	switch d := v.Data().(type) {
	case []float64:
		data = d
	case []float32:
		data = widened(d...)
	case float64:
		data = []float64{d}
	case float32:
		data = widened(d)
	default:
		return "", fmt.Errorf("%s holds %T, which can't be written", n.Name(), d)
	}
	if size := n.Shape().TotalSize(); len(data) != size && n.Dims() > 0 {
		return "", fmt.Errorf("%s has %d elements of %d", n.Name(), len(data), size)
	}
	name := n.Name()
	if op.Of(n).Kind == op.KindConstant {
		name = "constant"
	}
	return b.floats(name, n, data, n.Shape()...), nil
}

func widened(v ...float32) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
