package bimt

import (
	"fmt"
	"slices"
)

// tree is the splits of one axis. A place has a coordinate for each split, outermost first,
// and one in the innermost block, as a number has digits. So has a neuron, by its number.
type tree struct {
	splits []*Heads
	parent []int // the index in splits of the one that each is inside of; −1 for the first
	inside int   // neurons in an innermost block
}

// tree is the symmetry of n neurons.
func (y Symmetry) tree(n int) tree {
	t := tree{splits: y.Splits(), inside: n}
	for _, h := range t.splits {
		at := -1
		for j, other := range t.splits {
			if other == h.in {
				at = j
			}
		}
		t.parent = append(t.parent, at)
		t.inside /= h.n
	}
	return t
}

// digits are the coordinates of a place or a neuron, the last that in its block.
func (t tree) digits(p int) []int {
	d := make([]int, len(t.splits)+1)
	d[len(t.splits)], p = p%t.inside, p/t.inside
	for i := len(t.splits) - 1; i >= 0; i-- {
		d[i], p = p%t.splits[i].n, p/t.splits[i].n
	}
	return d
}

// number is the place or neuron of coordinates.
func (t tree) number(digits []int) int {
	p := 0
	for i, h := range t.splits {
		p = p*h.n + digits[i]
	}
	return p*t.inside + digits[len(t.splits)]
}

// above is which block split i splits, counted over all blocks of the split that it is
// inside of: 0 for the outermost.
func (t tree) above(i int, digits []int) int {
	if j := t.parent[i]; j >= 0 {
		return t.above(j, digits)*t.splits[j].n + digits[j]
	}
	return 0
}

// Block says in which block of a split a neuron is, by its number, or which slot a place is
// in: above counts what the split splits (see Heads.Blocks), block its blocks; ok is false if
// the axis does not have the split.
func (a *Axis) Block(h *Heads, i int) (above, block int, ok bool) {
	t := a.symmetry.tree(a.Len())
	k := slices.Index(t.splits, h)
	if k < 0 || i < 0 || i >= a.Len() {
		return 0, 0, false
	}
	d := t.digits(i)
	return t.above(k, d), d[k], true
}

// Stride is how far apart two neighbouring blocks of a split are; 0 if the axis does not have
// the split.
func (a *Axis) Stride(h *Heads) int {
	t := a.symmetry.tree(a.Len())
	if k := slices.Index(t.splits, h); k >= 0 {
		return t.size(k)
	}
	return 0
}

// arrangement is the order of blocks of splits: for each block that a split splits, the
// block in each slot, −1 where none is known.
type arrangement map[*Heads][][]int

// of gives the orders of one split, to read and to write.
func (a arrangement) of(h *Heads) [][]int {
	if a[h] == nil {
		for range h.Blocks() {
			order := make([]int, h.n)
			for i := range order {
				order[i] = -1
			}
			a[h] = append(a[h], order)
		}
	}
	return a[h]
}

// arrange notes the blocks of an order of neurons in all. It reports an order that mixes
// blocks, or has them in others than those noted before.
func (t tree) arrange(order []int, all arrangement) error {
	for p, x := range order {
		place, neuron := t.digits(p), t.digits(x)
		for i, h := range t.splits {
			slots := all.of(h)[t.above(i, neuron)]
			switch slots[place[i]] {
			case -1:
				slots[place[i]] = neuron[i]
			case neuron[i]:
			default:
				return fmt.Errorf("the order %v mixes heads, of %d neurons each: neuron %d left its own (split %s)", order, t.size(i), x, h.name)
			}
		}
	}
	return nil
}

// size is the number of neurons in a block of split i.
func (t tree) size(i int) int {
	n := t.inside
	for _, h := range t.splits[i+1:] {
		n *= h.n
	}
	return n
}

// compose is the order of all neurons in which blocks stand as arranged, and those in an
// innermost block, given by its first neuron, as inside says.
func (t tree) compose(n int, all arrangement, inside func(first int) []int) []int {
	order, last := make([]int, n), len(t.splits)
	within := map[int][]int{}
	for p := range order {
		d := t.digits(p)
		r := d[last]
		for i, h := range t.splits {
			d[i] = all.of(h)[t.above(i, d)][d[i]] // the coordinates above are those of the neuron by now
		}
		d[last] = 0
		first := t.number(d)
		if within[first] == nil {
			within[first] = inside(first)
		}
		order[p] = first + within[first][r]
	}
	return order
}
