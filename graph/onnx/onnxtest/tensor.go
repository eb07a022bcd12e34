package onnxtest

import (
	"fmt"
	"slices"
)

// Tensor is numbers in row-major order.
type Tensor struct {
	Dims []int
	Data []float64
}

func (t *Tensor) size() int { return product(t.Dims) }

func product(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

// build fills a tensor of a shape, element by element.
func build(dims []int, at func(index []int) float64) *Tensor {
	t := &Tensor{Dims: slices.Clone(dims), Data: make([]float64, product(dims))}
	index := make([]int, len(dims))
	for i := range t.Data {
		t.Data[i] = at(index)
		for d := len(dims) - 1; d >= 0; d-- {
			if index[d]++; index[d] < dims[d] {
				break
			}
			index[d] = 0
		}
	}
	return t
}

// at is an element; dimensions of 1, and those that are missing in front, are spread.
func (t *Tensor) at(index []int) float64 {
	k := 0
	for d, size := range t.Dims {
		i := index[len(index)-len(t.Dims)+d]
		if size == 1 {
			i = 0
		}
		k = k*size + i
	}
	return t.Data[k]
}

// spread is the shape of both when spread over each other.
func spread(a, b []int) ([]int, error) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := slices.Clone(a)
	for d, n := range b {
		switch at := len(a) - len(b) + d; {
		case out[at] == 1:
			out[at] = n
		case n != 1 && n != out[at]:
			return nil, fmt.Errorf("%v and %v don't fit", a, b)
		}
	}
	return out, nil
}

func (t *Tensor) ints() []int {
	out := make([]int, len(t.Data))
	for i, v := range t.Data {
		out[i] = int(v)
	}
	return out
}

// axis is a dimension counted from the end where it is negative.
func (t *Tensor) axis(d int) (int, error) {
	if d < 0 {
		d += len(t.Dims)
	}
	if d < 0 || d >= len(t.Dims) {
		return 0, fmt.Errorf("%v has no dimension %d", t.Dims, d)
	}
	return d, nil
}
