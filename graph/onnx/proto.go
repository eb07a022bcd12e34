package onnx

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers of fields are those of onnx.proto (github.com/onnx/onnx, version 1.8, IR 7).

// message is a protocol buffer while it is written.
type message []byte

func (m *message) text(field protowire.Number, s string) {
	*m = protowire.AppendString(protowire.AppendTag(*m, field, protowire.BytesType), s)
}

func (m *message) bytes(field protowire.Number, b []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), b)
}

func (m *message) number(field protowire.Number, v int) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

// The types of elements.
const (
	float32s = 1
	int64s   = 7
	float64s = 11
)

// tensorOf is a TensorProto.
func tensorOf(name string, kind int, dims []int, raw []byte) message {
	var m message
	for _, d := range dims {
		m.number(1, d)
	}
	m.number(2, kind)
	m.text(8, name)
	m.bytes(9, raw)
	return m
}

// raw are numbers as a TensorProto holds them.
func raw(kind int, v []float64) (b []byte) {
	for _, x := range v {
		switch kind {
		case float32s:
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(x)))
		case int64s:
			b = binary.LittleEndian.AppendUint64(b, uint64(int64(x)))
		default:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	return b
}

// attribute is a constant of a node.
type attribute struct {
	name  string
	value any // int, []int
}

func (a attribute) message() (m message) {
	m.text(1, a.name)
	kind := 0
	switch v := a.value.(type) {
	case int:
		m.number(3, v)
		kind = 2
	case []int:
		for _, n := range v {
			m.number(8, n)
		}
		kind = 7
	}
	m.number(20, kind)
	return m
}

// nodeOf is a NodeProto of one output.
func nodeOf(operator, output string, inputs []string, attributes []attribute) (m message) {
	for _, in := range inputs {
		m.text(1, in)
	}
	m.text(2, output)
	m.text(3, output)
	m.text(4, operator)
	for _, a := range attributes {
		m.bytes(5, a.message())
	}
	return m
}

// valueOf is a ValueInfoProto; its first dimension is the number of rows.
func valueOf(name string, kind int, dims []int) (m message) {
	var shape message
	for i, d := range dims {
		var dim message
		if i == 0 {
			dim.text(2, "rows")
		} else {
			dim.number(1, d)
		}
		shape.bytes(1, dim)
	}
	var tensor, of message
	tensor.number(1, kind)
	tensor.bytes(2, shape)
	of.bytes(1, tensor)
	m.text(1, name)
	m.bytes(2, of)
	return m
}
