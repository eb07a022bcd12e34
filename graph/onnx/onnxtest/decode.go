package onnxtest

import (
	"encoding/binary"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Model is a file as it was read.
type Model struct {
	IRVersion, Opset int
	Metadata         map[string]string
	Nodes            []Node
	Initializers     map[string]*Tensor
	Inputs, Outputs  []Value
}

// Node is an operation.
type Node struct {
	Operator        string
	Inputs, Outputs []string
	Ints            map[string][]int // attributes
}

// Value is an input or an output: Type is 1 for float32, 7 for whole numbers, 11 for float64.
// A dimension without a size is −1.
type Value struct {
	Name string
	Type int
	Dims []int
}

// field is one field of a message.
type field struct {
	number protowire.Number
	value  int
	bytes  []byte
}

func fields(b []byte) (all []field, err error) {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		b = b[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			v, k := protowire.ConsumeVarint(b)
			f.value, n = int(v), k
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		default:
			return nil, fmt.Errorf("field %d has a type that package onnx does not write", number)
		}
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		b, all = b[n:], append(all, f)
	}
	return all, nil
}

// each calls do with every field of a message.
func each(b []byte, do func(f field) error) error {
	all, err := fields(b)
	for _, f := range all {
		if err == nil {
			err = do(f)
		}
	}
	return err
}

// Decode reads a file.
func Decode(file []byte) (*Model, error) {
	m := &Model{Metadata: map[string]string{}, Initializers: map[string]*Tensor{}}
	err := each(file, func(f field) error {
		switch f.number {
		case 1:
			m.IRVersion = f.value
		case 7:
			return m.graph(f.bytes)
		case 8:
			return each(f.bytes, func(f field) error {
				if f.number == 2 {
					m.Opset = f.value
				}
				return nil
			})
		case 14:
			pair := [3]string{}
			err := each(f.bytes, func(f field) error { pair[f.number%3] = string(f.bytes); return nil })
			m.Metadata[pair[1]] = pair[2]
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("onnxtest: %w", err)
	}
	return m, nil
}

func (m *Model) graph(b []byte) error {
	return each(b, func(f field) error {
		switch f.number {
		case 1:
			n, err := node(f.bytes)
			m.Nodes = append(m.Nodes, n)
			return err
		case 5:
			name, t, err := tensor(f.bytes)
			if m.Initializers[name] != nil {
				err = fmt.Errorf("two initializers are called %q", name)
			}
			m.Initializers[name] = t
			return err
		case 11, 12:
			v, err := value(f.bytes)
			if f.number == 11 {
				m.Inputs = append(m.Inputs, v)
			} else {
				m.Outputs = append(m.Outputs, v)
			}
			return err
		}
		return nil
	})
}

func node(b []byte) (n Node, err error) {
	n.Ints = map[string][]int{}
	return n, each(b, func(f field) error {
		switch f.number {
		case 1:
			n.Inputs = append(n.Inputs, string(f.bytes))
		case 2:
			n.Outputs = append(n.Outputs, string(f.bytes))
		case 4:
			n.Operator = string(f.bytes)
		case 5:
			name, v := "", []int(nil)
			err := each(f.bytes, func(f field) error {
				switch f.number {
				case 1:
					name = string(f.bytes)
				case 3, 8:
					v = append(v, f.value)
				}
				return nil
			})
			n.Ints[name] = v
			return err
		}
		return nil
	})
}

func tensor(b []byte) (name string, t *Tensor, err error) {
	t = &Tensor{}
	kind, raw := 0, []byte(nil)
	err = each(b, func(f field) error {
		switch f.number {
		case 1:
			t.Dims = append(t.Dims, f.value)
		case 2:
			kind = f.value
		case 8:
			name = string(f.bytes)
		case 9:
			raw = f.bytes
		}
		return nil
	})
	if err != nil {
		return name, t, err
	}
	size := map[int]int{1: 4, 7: 8, 11: 8}[kind]
	if size == 0 || len(raw) != size*t.size() {
		return name, t, fmt.Errorf("initializer %q of type %d has %d bytes for %v", name, kind, len(raw), t.Dims)
	}
	for ; len(raw) > 0; raw = raw[size:] {
		switch kind {
		case 1:
			t.Data = append(t.Data, float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))))
		case 7:
			t.Data = append(t.Data, float64(int64(binary.LittleEndian.Uint64(raw))))
		default:
			t.Data = append(t.Data, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
	}
	return name, t, nil
}

func value(b []byte) (v Value, err error) {
	dimension := func(f field) error {
		d := -1
		err := each(f.bytes, func(f field) error {
			if f.number == 1 {
				d = f.value
			}
			return nil
		})
		v.Dims = append(v.Dims, d)
		return err
	}
	ofTensor := func(f field) error {
		if f.number == 1 {
			v.Type = f.value
			return nil
		}
		return each(f.bytes, dimension)
	}
	return v, each(b, func(f field) error {
		if f.number == 1 {
			v.Name = string(f.bytes)
			return nil
		}
		return each(f.bytes, func(f field) error { return each(f.bytes, ofTensor) })
	})
}
