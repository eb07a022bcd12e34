package flow

import "slices"

// none marks an element that is no neuron's: data, or a constant.
const none int32 = -1

// value is what is known of a node: for each element, along the dimensions where it
// differs, which neuron it is (a unit), or which element of a parameter.
type value struct {
	kind  valueKind
	param *param  // of kind parameter
	dims  []int   // the node's shape, with 1 where labels are the same all along
	at    []int32 // labels, row-major over dims
	steps []int   // in place of them for a matrix: how far apart its elements are along each dimension

	byNumber bool   // neurons stand in the order of their numbers: after FromPlaces
	varies   []bool // data: the dimensions along which it may differ
}

// differs says whether data may differ along a dimension in which neurons do.
func (v value) differs(neurons value) bool {
	for d, n := range neurons.dims {
		if n > 1 && (len(v.varies) != len(neurons.dims) || v.varies[d]) && slices.Contains(v.varies, true) {
			return true
		}
	}
	return false
}

type valueKind int

const (
	data      valueKind = iota // no neurons: inputs before they meet an axis, constants
	neurons                    // labels are units, pools or none
	parameter                  // labels are elements of a parameter
)

// raw is a value without neurons of a node of the given rank.
func raw(rank int) value {
	return value{dims: slices.Repeat([]int{1}, rank), at: []int32{none}}
}

func sizeOf(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

// element is a label of the last two dimensions, row-major.
func (v value) element(i int) int32 {
	if v.at != nil {
		return v.at[i]
	}
	m := v.dims[1]
	return int32(i/m*v.steps[0] + i%m*v.steps[1])
}

// spelled is v with its labels listed.
func (v value) spelled() value {
	if v.kind != parameter || v.at != nil {
		return v
	}
	at := make([]int32, sizeOf(v.dims))
	for i := range at {
		at[i] = v.element(i)
	}
	v.steps = nil
	return v.with(v.dims, at)
}

// with is v with other labels.
func (v value) with(dims []int, at []int32) value {
	v.dims, v.at = dims, at
	return v
}

// gather makes labels of the given shape, each taken from where source says, an index for
// each dimension of v.
func (v value) gather(dims []int, source func(to, from []int)) value {
	out := make([]int32, sizeOf(dims))
	to, from := make([]int, len(dims)), make([]int, len(v.dims))
	for i := range out {
		source(to, from)
		at := 0
		for d, n := range v.dims {
			at = at*n + min(from[d], n-1) // 0 where labels are the same all along
		}
		out[i] = v.at[at]
		for d := len(dims) - 1; d >= 0; d-- {
			if to[d]++; to[d] < dims[d] {
				break
			}
			to[d] = 0
		}
	}
	return v.with(dims, out)
}

// expand spells out labels along the dimensions that are wanted, or takes the first where
// one is wanted.
func (v value) expand(dims []int) value {
	if slices.Equal(dims, v.dims) {
		return v
	}
	return v.gather(dims, func(to, from []int) { copy(from, to) })
}

// transpose puts dimension order[i] at i.
func (v value) transpose(order []int) value {
	dims := make([]int, len(order))
	for i, d := range order {
		dims[i] = v.dims[d]
	}
	if v.kind == parameter && v.at == nil {
		v.dims, v.steps = dims, []int{v.steps[order[0]], v.steps[order[1]]}
		return v
	}
	return v.gather(dims, func(to, from []int) {
		for i, d := range order {
			from[d] = to[i]
		}
	})
}

// flip exchanges the last two dimensions.
func (v value) flip() value {
	order := make([]int, len(v.dims))
	for i := range order {
		order[i] = i
	}
	n := len(order)
	order[n-2], order[n-1] = order[n-1], order[n-2]
	return v.transpose(order)
}

// pick keeps the given places of a dimension.
func (v value) pick(dim int, places []int) value {
	if v.dims[dim] == 1 {
		return v
	}
	dims := slices.Clone(v.dims)
	dims[dim] = len(places)
	return v.gather(dims, func(to, from []int) {
		copy(from, to)
		from[dim] = places[to[dim]]
	})
}

// reshape follows a change of shape. Dimensions are matched in groups of equal size; a
// group in which neurons differ along some dimensions only is spelled out.
func (v value) reshape(from, to []int) value {
	var full, dims []int
	for i, j := 0, 0; i < len(from) || j < len(to); {
		a, b := i, j
		m, n := 1, 1
		for first := true; first || m != n; first = false {
			if (m <= n && i < len(from)) || j == len(to) {
				m *= from[i]
				i++
			} else {
				n *= to[j]
				j++
			}
		}
		if sizeOf(v.dims[a:i]) == 1 { // the same all along, as before
			full = append(full, v.dims[a:i]...)
			dims = append(dims, slices.Repeat([]int{1}, j-b)...)
		} else {
			full = append(full, from[a:i]...)
			dims = append(dims, to[b:j]...)
		}
	}
	return v.with(dims, v.expand(full).at)
}

// shrink leaves out dimensions along which labels are the same.
func shrink(v value) value {
	for d := range v.dims {
		dims := slices.Clone(v.dims)
		dims[d] = 1
		small := v.expand(dims)
		if slices.Equal(small.expand(v.dims).at, v.at) {
			v = small
		}
	}
	return v
}
