package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/tensor"
)

// memory is one number beside each element of a parameter, in the parameter's own type.
type memory struct {
	name  string
	value *tensor.Dense
}

// Memory is what belongs to each element of p under a name ("adam.m", "mask"): as long
// as the value, row-major, and zeros at first use. It is live: writing to it changes
// what p remembers. Permute moves it with the value. It is nil if p does not hold T.
func Memory[T Float](p *Param, name string) []T {
	if p == nil || op.DType[T]() != p.DType() {
		return nil
	}
	a, _ := op.Elements[T](p.memory(name))
	return a.Data
}

// Memories names what p remembers, in the order of first use.
func (p *Param) Memories() []string {
	var names []string
	for _, m := range p.memories {
		names = append(names, m.name)
	}
	return names
}

// HasMemory says whether p remembers anything under a name.
func (p *Param) HasMemory(name string) bool { return p.find(name) >= 0 }

// MemoryFloat64s is a copy of a memory in float64, to be saved; nil if there is none.
// SetMemory takes it back to the bit.
func (p *Param) MemoryFloat64s(name string) []float64 {
	i := p.find(name)
	if i < 0 {
		return nil
	}
	return float64sOf(p.memories[i].value)
}

// SetMemory copies v, row-major, into the memory of a name, which need not be there yet,
// rounding if p holds float32.
func (p *Param) SetMemory(name string, v []float64) error {
	if len(v) != p.Len() {
		return fmt.Errorf("graph: parameter %s has %d elements %v, was given %d to remember as %q", p.name, p.Len(), p.Shape(), len(v), name)
	}
	set(p.memory(name), v)
	return nil
}

// Forget drops a memory: who still holds it by Memory holds a part of p no longer.
func (p *Param) Forget(name string) {
	p.memories = slices.DeleteFunc(p.memories, func(m memory) bool { return m.name == name })
}

func (p *Param) find(name string) int {
	return slices.IndexFunc(p.memories, func(m memory) bool { return m.name == name })
}

// memory is the memory of a name, made if there is none.
func (p *Param) memory(name string) *tensor.Dense {
	if i := p.find(name); i >= 0 {
		return p.memories[i].value
	}
	m := memory{name, tensor.New(tensor.Of(p.DType()), tensor.WithShape(p.Shape()...))}
	p.memories = append(p.memories, m)
	return m.value
}
