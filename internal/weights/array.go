package weights

import (
	"fmt"
	"slices"
)

// array is row-major.
type array struct {
	shape []int
	data  []float64
}

func size(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// part cuts out one of several equal parts.
func (a array) part(p Part) (array, error) {
	if p.Dim >= len(a.shape) || a.shape[p.Dim]%p.Of != 0 {
		return array{}, fmt.Errorf("dimension %d of shape %v can't be cut in %d equal parts", p.Dim, a.shape, p.Of)
	}
	out := array{shape: slices.Clone(a.shape)}
	out.shape[p.Dim] /= p.Of
	run := size(out.shape[p.Dim:])
	if run == 0 {
		return out, nil
	}
	for from := p.Index * run; from < len(a.data); from += run * p.Of {
		out.data = append(out.data, a.data[from:from+run]...)
	}
	return out, nil
}

// transpose reorders the dimensions: dimension i of the result is dimension order[i].
func (a array) transpose(order []int) (array, error) {
	n := len(a.shape)
	if len(order) != n {
		return array{}, fmt.Errorf("transpose %v of shape %v: want all %d dimensions", order, a.shape, n)
	}
	out := array{shape: make([]int, n), data: make([]float64, len(a.data))}
	stride := make([]int, n) // in a, by dimension of the result
	for i, d := range order {
		out.shape[i], stride[i] = a.shape[d], size(a.shape[d+1:])
	}
	at := make([]int, n)
	from := 0
	for to := range out.data {
		out.data[to] = a.data[from]
		for d := n - 1; d >= 0; d-- { // the next index, as an odometer counts
			at[d]++
			from += stride[d]
			if at[d] < out.shape[d] {
				break
			}
			from -= at[d] * stride[d]
			at[d] = 0
		}
	}
	return out, nil
}
