package onnx

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Model is what Write writes.
type Model struct {
	Name    string
	Inputs  []Input
	Outputs []Output
	// Metadata are the file's metadata_props, which viewers show.
	Metadata map[string]string
	// Producer and Version say what made the file.
	Producer, Version string
}

// Input is a node without an operation that is fed: (rows, …).
type Input struct {
	Name string
	Node *gorgonia.Node
	// Tokens says that it holds numbers of tokens.
	Tokens bool
	// Units are what a user of the file feeds, if not what the network reads.
	Units *Units
}

// Output is a node that is computed: (rows, …).
type Output struct {
	Name string
	Node *gorgonia.Node
	// Units are what a user of the file is given, if not what the network writes.
	Units *Units
}

// Units say how the columns of a table, the last dimension, become what a network reads:
// (column − Mean)/Std, of the column's decimal logarithm where Log says so. Of outputs it is
// undone. Log may be nil.
type Units struct {
	Mean, Std []float64
	Log       []bool
}

// Write writes a model. Nothing is written after an error of the model.
func Write(w io.Writer, m Model) error {
	file, err := encode(&m)
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	if _, err := w.Write(file); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

func encode(m *Model) (message, error) {
	if len(m.Inputs) == 0 || len(m.Outputs) == 0 {
		return nil, fmt.Errorf("a model has inputs and outputs, this has %d and %d", len(m.Inputs), len(m.Outputs))
	}
	b := newBuilder()
	for i := range m.Inputs {
		if err := b.input(&m.Inputs[i]); err != nil {
			return nil, err
		}
	}
	for i := range m.Outputs {
		if err := b.output(&m.Outputs[i]); err != nil {
			return nil, err
		}
	}
	var graph message
	for _, n := range b.nodes {
		graph.bytes(1, n)
	}
	graph.text(2, cmp.Or(m.Name, "network"))
	for _, t := range b.initializers {
		graph.bytes(5, t)
	}
	for _, v := range b.inputs {
		graph.bytes(11, v)
	}
	for _, v := range b.outputs {
		graph.bytes(12, v)
	}
	return m.file(graph)
}

// file is the ModelProto.
func (m *Model) file(graph message) (message, error) {
	const irVersion, opset = 7, 13
	var file, set message
	file.number(1, irVersion)
	file.text(2, m.Producer)
	file.text(3, m.Version)
	file.bytes(7, graph)
	set.text(1, "")
	set.number(2, opset)
	file.bytes(8, set)
	for _, key := range slices.Sorted(maps.Keys(m.Metadata)) {
		if !utf8.ValidString(key + m.Metadata[key]) {
			return nil, fmt.Errorf("metadata %q are no text in UTF-8", key)
		}
		var entry message
		entry.text(1, key)
		entry.text(2, m.Metadata[key])
		file.bytes(14, entry)
	}
	return file, nil
}

// input declares an input and brings it to the network's units.
func (b *builder) input(in *Input) error {
	if in.Node == nil || in.Node.Op() != nil || in.Node.Dims() < 1 {
		return fmt.Errorf("input %q is no node that is fed rows", in.Name)
	}
	if rows := in.Node.Shape()[0]; b.rows == 0 {
		b.rows = rows
	} else if b.rows != rows {
		return fmt.Errorf("input %q has %d rows, others %d", in.Name, rows, b.rows)
	}
	name := b.name(cmp.Or(in.Name, in.Node.Name()))
	kind := b.kindOf(in.Node)
	if in.Tokens {
		kind = int64s
		b.whole[in.Node] = true
	}
	b.inputs = append(b.inputs, valueOf(name, kind, in.Node.Shape()))
	b.varies[in.Node] = true
	if u := in.Units; u != nil {
		var err error
		if name, err = b.toNetwork(name, in.Node, u); err != nil {
			return fmt.Errorf("input %q: %w", in.Name, err)
		}
	}
	b.known[in.Node] = name
	return nil
}

// output computes an output, in the units of the data, under its name.
func (b *builder) output(o *Output) error {
	if o.Node == nil {
		return fmt.Errorf("output %q is missing", o.Name)
	}
	v, err := b.value(o.Node)
	if err != nil {
		return fmt.Errorf("output %q: %w", o.Name, err)
	}
	if s := o.Node.Shape(); !b.varies[o.Node] || len(s) == 0 || s[0] != b.rows {
		return fmt.Errorf("output %q has no row for each row of the inputs", o.Name)
	}
	if o.Units != nil {
		if v, err = b.fromNetwork(v, o.Node, o.Units); err != nil {
			return fmt.Errorf("output %q: %w", o.Name, err)
		}
	}
	name := b.name(cmp.Or(o.Name, "output"))
	b.nodes = append(b.nodes, nodeOf("Identity", name, []string{v}, nil))
	b.outputs = append(b.outputs, valueOf(name, b.kindOf(o.Node), o.Node.Shape()))
	return nil
}

// kindOf is the type of a node's elements.
func (b *builder) kindOf(n *gorgonia.Node) int {
	if n.Dtype() == tensor.Float32 {
		return float32s
	}
	return float64s
}
