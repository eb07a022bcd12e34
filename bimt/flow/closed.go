package flow

import (
	"encoding/binary"
	"slices"

	"github.com/gobimt/bimt/bimt"
)

// swap is one of the moves that all relocations are made of, in the tensors: on each axis,
// where a move takes what is at an index. A free axis has one for every two neighbours; axes
// in blocks have those inside each block, and one for every two neighbouring blocks of a
// split, which all of its axes do together.
type swap map[*bimt.Axis]map[int]int

// swaps are the moves that the symmetries of all axes allow.
func swaps(space *bimt.Space) (all []swap) {
	splits := map[*bimt.Heads]bool{}
	var order []*bimt.Heads
	fixed := map[*bimt.Heads]bool{}
	for _, a := range space.Axes() {
		inside := a.Len()
		for _, h := range a.Symmetry().Splits() {
			if !splits[h] {
				order = append(order, h)
			}
			splits[h], fixed[h] = true, fixed[h] || a.IsFixed()
			inside /= h.Len()
		}
		if a.IsFixed() || a.Symmetry().Rigid {
			continue
		}
		for p := range a.Len() - 1 {
			if p/inside == (p+1)/inside {
				all = append(all, swap{a: {p: p + 1, p + 1: p}})
			}
		}
	}
	for _, h := range order {
		if !fixed[h] { // else blocks stay
			all = append(all, blockSwaps(space, h)...)
		}
	}
	return all
}

// blockSwaps swaps every two neighbouring blocks of a split.
func blockSwaps(space *bimt.Space, h *bimt.Heads) []swap {
	all := make([]swap, h.Blocks()*(h.Len()-1))
	for _, a := range space.Axes() {
		for i := range a.Len() {
			above, block, ok := a.Block(h, i)
			if !ok {
				break
			}
			for _, way := range []int{-1, 1} { // the swap with the block before, and after
				k := min(block, block+way)
				if k < 0 || k+1 >= h.Len() {
					continue
				}
				s := &all[above*(h.Len()-1)+k]
				if *s == nil {
					*s = swap{}
				}
				if (*s)[a] == nil {
					(*s)[a] = map[int]int{}
				}
				(*s)[a][i] = i + way*a.Stride(h)
			}
		}
	}
	return all
}

// unit is where a move takes a unit.
func (s swap) unit(r *reader, u int32) int32 {
	at := r.units[u]
	if to, moves := s[at.stage.axis][at.place]; moves {
		return u + int32(to-at.place)
	}
	return u
}

// label is where a move takes a label; false if it makes a pool that there is not.
func (s swap) label(r *reader, l int32) (int32, bool) {
	switch {
	case l >= 0:
		return s.unit(r, l), true
	case l == none:
		return l, true
	}
	p := r.pools[-2-l]
	moved := make([]int32, len(p.members))
	for i, u := range p.members {
		moved[i] = s.unit(r, u)
	}
	slices.Sort(moved)
	if slices.Equal(moved, p.members) {
		return l, true
	}
	to, ok := r.pooledAs[keyOf(p.kind, moved)]
	return to, ok
}

func keyOf(kind Kind, members []int32) string {
	b := []byte(kind)
	for _, m := range members {
		b = binary.LittleEndian.AppendUint32(b, uint32(m))
	}
	return string(b)
}

// meeting is what is combined to one element: pairs of labels that are added up.
type meeting [][2]int32

func (m meeting) key() string {
	slices.SortFunc(m, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	var b []byte
	for _, p := range m {
		b = binary.LittleEndian.AppendUint32(b, uint32(p[0]))
		b = binary.LittleEndian.AppendUint32(b, uint32(p[1]))
	}
	return string(b)
}

// torn is an axis of which a move takes some meeting to one that does not take place, nil
// if there is none: then whatever moves, all that met still meets. Elements that are
// told apart by where they stand, and not by what they are, must stay: each is to be asked
// about alone.
func (r *reader) torn(all []meeting) *bimt.Axis {
	there, of := map[string]bool{}, map[int32][]int{}
	for i, m := range all {
		there[m.key()] = true
		for _, p := range m {
			for _, l := range p {
				for _, u := range r.members(l) {
					if n := len(of[u]); n == 0 || of[u][n-1] != i {
						of[u] = append(of[u], i)
					}
				}
			}
		}
	}
	on := map[*bimt.Axis]map[int][]int32{} // units by axis and place
	for u := range of {
		at := r.units[u]
		if on[at.stage.axis] == nil {
			on[at.stage.axis] = map[int][]int32{}
		}
		on[at.stage.axis][at.place] = append(on[at.stage.axis][at.place], u)
	}
	for _, s := range r.swapsOn(on) {
		touched := map[int]bool{}
		for a, moves := range s {
			for p := range moves {
				for _, u := range on[a][p] {
					for _, m := range of[u] {
						touched[m] = true
					}
				}
			}
		}
		for i := range touched {
			if moved, ok := s.meeting(r, all[i]); !ok || !there[moved.key()] {
				for _, a := range r.space.Axes() {
					if s[a] != nil && on[a] != nil {
						return a
					}
				}
			}
		}
	}
	return nil
}

// swapsOn are the moves that take a neuron of some axes elsewhere, in order.
func (r *reader) swapsOn(axes map[*bimt.Axis]map[int][]int32) (all []swap) {
	var which []int
	for a := range axes {
		which = append(which, r.swapsOf[a]...)
	}
	slices.Sort(which)
	for _, i := range slices.Compact(which) {
		all = append(all, r.swaps[i])
	}
	return all
}

func (s swap) meeting(r *reader, m meeting) (meeting, bool) {
	moved := make(meeting, len(m))
	for i, p := range m {
		a, first := s.label(r, p[0])
		b, second := s.label(r, p[1])
		if !first || !second {
			return nil, false
		}
		moved[i] = [2]int32{a, b}
	}
	return moved, true
}

// stays is an axis that takes some label elsewhere, nil if none does.
func (r *reader) stays(labels []int32) *bimt.Axis {
	seen := map[int32]bool{}
	for _, l := range labels {
		if l != none && !seen[l] {
			seen[l] = true
			if a := r.torn([]meeting{{{l, none}}}); a != nil {
				return a
			}
		}
	}
	return nil
}
