package onnxtest

import (
	"fmt"
	"slices"
)

// The operators that move numbers about.

func gather(n *Node, x []*Tensor) (*Tensor, error) {
	d, err := x[0].axis(n.one("axis", 0))
	if err != nil {
		return nil, err
	}
	for _, v := range x[1].Data {
		if v < 0 || int(v) >= x[0].Dims[d] {
			return nil, fmt.Errorf("place %v of %d", v, x[0].Dims[d])
		}
	}
	dims := slices.Concat(x[0].Dims[:d], x[1].Dims, x[0].Dims[d+1:])
	rank := len(x[1].Dims)
	return build(dims, func(i []int) float64 {
		place := int(x[1].at(i[d : d+rank]))
		return x[0].at(slices.Concat(i[:d], []int{place}, i[d+rank:]))
	}), nil
}

func transpose(n *Node, x []*Tensor) (*Tensor, error) {
	perm := n.Ints["perm"]
	if len(perm) != len(x[0].Dims) {
		return nil, fmt.Errorf("%v for %v", perm, x[0].Dims)
	}
	dims := make([]int, len(perm))
	for k, d := range perm {
		dims[k] = x[0].Dims[d]
	}
	return build(dims, func(i []int) float64 {
		j := make([]int, len(i))
		for k, d := range perm {
			j[d] = i[k]
		}
		return x[0].at(j)
	}), nil
}

func reshape(_ *Node, x []*Tensor) (*Tensor, error) {
	dims := x[1].ints()
	if open := slices.Index(dims, -1); open >= 0 {
		dims[open] = 1
		dims[open] = x[0].size() / product(dims)
	}
	if product(dims) != x[0].size() {
		return nil, fmt.Errorf("%v can't have shape %v", x[0].Dims, x[1].Data)
	}
	return &Tensor{Dims: dims, Data: x[0].Data}, nil
}

func slice(_ *Node, x []*Tensor) (*Tensor, error) {
	if len(x) != 5 || len(x[1].Data) != 1 {
		return nil, fmt.Errorf("want starts, ends, axes and steps of one dimension")
	}
	from, to, d, step := x[1].ints()[0], x[2].ints()[0], x[3].ints()[0], x[4].ints()[0]
	dims := slices.Clone(x[0].Dims)
	dims[d] = (to - from + step - 1) / step
	return build(dims, func(i []int) float64 {
		j := slices.Clone(i)
		j[d] = from + step*i[d]
		return x[0].at(j)
	}), nil
}

func concat(n *Node, x []*Tensor) (*Tensor, error) {
	d, err := x[0].axis(n.one("axis", 0))
	if err != nil {
		return nil, err
	}
	dims := slices.Clone(x[0].Dims)
	dims[d] = 0
	for _, t := range x {
		dims[d] += t.Dims[d]
	}
	return build(dims, func(i []int) float64 {
		j, k := slices.Clone(i), 0
		for j[d] >= x[k].Dims[d] {
			j[d] -= x[k].Dims[d]
			k++
		}
		return x[k].at(j)
	}), nil
}

func tile(_ *Node, x []*Tensor) (*Tensor, error) {
	dims := slices.Clone(x[0].Dims)
	for d, times := range x[1].ints() {
		dims[d] *= times
	}
	return build(dims, func(i []int) float64 {
		j := slices.Clone(i)
		for d := range j {
			j[d] %= x[0].Dims[d]
		}
		return x[0].at(j)
	}), nil
}
