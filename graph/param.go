package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Param is a trainable node with a unique path name, and with whatever else belongs to
// each of its elements (see Memory). The name is the path of what the parameter belongs to,
// with dots between its parts, and what it is there. Weights and tables are PATH.weight,
// biases PATH.bias: linear0.weight, embed.weight, block0.attn.q.bias; norms have PATH.scale
// and PATH.shift.
type Param struct {
	name     string
	node     *gorgonia.Node
	value    *tensor.Dense
	grad     gorgonia.Value // of the last run of the session that differentiates by it
	memories []memory
}

// Name is the path name.
func (p *Param) Name() string { return p.name }

// Node is the parameter as a node of the expression graph.
func (p *Param) Node() *gorgonia.Node { return p.node }

// Shape is the shape of the value; do not change it.
func (p *Param) Shape() []int { return p.value.Shape() }

// Len is the number of elements.
func (p *Param) Len() int { return p.value.Shape().TotalSize() }

// DType is tensor.Float64 or tensor.Float32.
func (p *Param) DType() tensor.Dtype { return p.value.Dtype() }

// Values is the live value of p, row-major: writing to it changes the parameter.
// It is nil if p does not hold T.
func Values[T Float](p *Param) []T {
	if p == nil {
		return nil
	}
	a, _ := op.Elements[T](p.value)
	return a.Data
}

// Gradients is the gradient of the last run, row-major, valid until the next; nil
// before the first run or if p does not hold T.
func Gradients[T Float](p *Param) []T {
	if p == nil {
		return nil
	}
	a, _ := op.Elements[T](p.grad)
	return a.Data
}

// Float64s is a copy of the value, row-major, in float64.
func (p *Param) Float64s() []float64 { return p.AppendFloat64s(nil) }

// AppendFloat64s appends the value, row-major, to dst.
func (p *Param) AppendFloat64s(dst []float64) []float64 {
	if w := Values[float64](p); w != nil {
		return append(dst, w...)
	}
	return appendFloat64(dst, Values[float32](p))
}

// Gradient is a copy of the gradient of the last run, row-major, in float64; nil
// before the first run.
func (p *Param) Gradient() []float64 { return float64sOf(p.grad) }

// float64sOf is a copy of a value in float64; nil if there is none.
func float64sOf(v gorgonia.Value) []float64 {
	if a, ok := op.Elements[float64](v); ok {
		return slices.Clone(a.Data)
	}
	if a, ok := op.Elements[float32](v); ok {
		return appendFloat64(nil, a.Data)
	}
	return nil
}

// Set copies v, row-major, into the parameter, rounding if it holds float32.
func (p *Param) Set(v []float64) error {
	if len(v) != p.Len() {
		return fmt.Errorf("graph: parameter %s has %d elements %v, was given %d", p.name, p.Len(), p.Shape(), len(v))
	}
	set(p.value, v)
	return nil
}

// set copies as many numbers as the value has elements into it.
func set(value *tensor.Dense, v []float64) {
	if a, ok := op.Elements[float64](value); ok {
		copy(a.Data, v)
		return
	}
	a, _ := op.Elements[float32](value)
	for i := range a.Data {
		a.Data[i] = float32(v[i])
	}
}

// Permute reorders dimension dim of the value and of all memories: what stood at
// order[i] will stand at i.
func (p *Param) Permute(dim int, order []int) error {
	if err := p.PermuteValue(dim, order); err != nil {
		return err
	}
	for _, m := range p.memories {
		if err := p.permute(m.value, dim, order); err != nil {
			return err
		}
	}
	return nil
}

// PermuteValue is Permute of the value alone: memories stay where they are, as Adam's
// moments do in the notebooks of the BIMT paper.
func (p *Param) PermuteValue(dim int, order []int) error { return p.permute(p.value, dim, order) }

func (p *Param) permute(value *tensor.Dense, dim int, order []int) error {
	var err error
	if a, ok := op.Elements[float64](value); ok {
		err = Permute(a.Data, p.Shape(), dim, order)
	} else {
		b, _ := op.Elements[float32](value)
		err = Permute(b.Data, p.Shape(), dim, order)
	}
	if err != nil {
		return fmt.Errorf("graph: parameter %s: %w", p.name, err)
	}
	return nil
}

// Permute reorders dimension dim of a row-major array in place: what stood at
// order[i] will stand at i. order must be a permutation of that dimension.
func Permute[T any](data []T, shape []int, dim int, order []int) error {
	if dim < 0 || dim >= len(shape) || len(order) != shape[dim] {
		return fmt.Errorf("an order of %d does not fit dimension %d of shape %v", len(order), dim, shape)
	}
	seen := make([]bool, len(order))
	for _, o := range order {
		if o < 0 || o >= len(order) || seen[o] {
			return fmt.Errorf("%v is not a permutation", order)
		}
		seen[o] = true
	}
	inner := 1
	for _, n := range shape[dim+1:] {
		inner *= n
	}
	if n := len(order) * inner; n == 0 || len(data)%n != 0 {
		if len(data) == 0 {
			return nil
		}
		return fmt.Errorf("%d elements do not fill shape %v", len(data), shape)
	}
	old := make([]T, len(order)*inner)
	for ; len(data) > 0; data = data[len(old):] {
		copy(old, data)
		for i, o := range order {
			copy(data[i*inner:(i+1)*inner], old[o*inner:(o+1)*inner])
		}
	}
	return nil
}

func appendFloat64(dst []float64, src []float32) []float64 {
	dst = slices.Grow(dst, len(src))
	for _, v := range src {
		dst = append(dst, float64(v))
	}
	return dst
}
