package nn

import (
	"errors"
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
)

// KeepLargest sets all elements of a parameter to 0 but the k of largest size, of equal ones
// those that come first: after each step of an optimizer it trains with a bound on the number
// of weights that are not 0 ("Weight-sparse transformers have interpretable circuits", Gao and
// others 2025, arXiv 2511.13653). What the optimizer remembers stays, so that a weight at 0
// comes back when its update is larger than the least that is kept.
func KeepLargest(p *graph.Param, k int) error {
	switch {
	case p == nil:
		return errors.New("nn: keep the largest: the parameter is missing")
	case k < 0 || k > p.Len():
		return fmt.Errorf("nn: keep %d of the %d elements of %s: want 0 to all", k, p.Len(), p.Name())
	case k == p.Len():
		return nil
	case p.DType() == op.DType[float64]():
		keepLargest(graph.Values[float64](p), k)
	default:
		keepLargest(graph.Values[float32](p), k)
	}
	return nil
}

func keepLargest[T graph.Float](w []T, k int) {
	if k == 0 {
		clear(w)
		return
	}
	sizes := make([]T, len(w))
	for i, v := range w {
		sizes[i] = max(v, -v)
	}
	least := kthLargest(sizes, k)
	room := k // of the least, what larger ones leave
	for _, v := range w {
		if max(v, -v) > least {
			room--
		}
	}
	for i, v := range w {
		switch size := max(v, -v); {
		case size == least && room > 0:
			room--
		case size != size: // a NaN stays, to be found
		case !(size > least):
			w[i] = 0
		}
	}
}

// kthLargest is the k-th largest of v, from 1, by Hoare's selection; v is left in another order.
func kthLargest[T graph.Float](v []T, k int) T {
	for k--; len(v) > 1; {
		a, b, c := v[0], v[len(v)/2], v[len(v)-1]
		pivot := max(min(a, b), min(max(a, b), c)) // the middle one
		i, j := 0, len(v)-1
		for i <= j {
			for v[i] > pivot {
				i++
			}
			for v[j] < pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			v = v[:j+1]
		case k >= i:
			v, k = v[i:], k-i
		default:
			return pivot
		}
	}
	return v[0]
}
