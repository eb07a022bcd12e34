package bimt

import (
	"fmt"
	"slices"
)

// Reach gives, for every neuron of an axis, by number, the neurons of another axis that
// reach it, by rising number: those from which a path of wires with |w| > threshold
// leads to it, each wire from columns to rows. On the way from inputs to outputs,
//
//	reach, err := space.Reach(x, y, 0.01)
//
// says which inputs (element numbers of the data, whatever the relocation) each output
// depends on. Where axes share a split in heads, a neuron from which no wire leads on
// (a query or key) reaches all of its head's neurons that wires do lead on from (the
// values). What no wire shows is not followed: a layer norm, for one, ties all neurons
// of its axis together. An axis's neurons reach themselves.
func (s *Space) Reach(from, to *Axis, threshold float64) ([][]int, error) {
	if err := s.ready(threshold); err != nil {
		return nil, err
	}
	for _, a := range []*Axis{from, to} {
		if !slices.Contains(s.axes, a) {
			return nil, fmt.Errorf("bimt: reach: both axes must be of this space")
		}
	}
	p := s.paths(threshold)
	reach := make([][]int, to.Len())
	for i := range from.Len() {
		seen := p.from(p.first[from] + i)
		for j := range reach {
			if seen[p.first[to]+j] {
				reach[j] = append(reach[j], i)
			}
		}
	}
	return reach, nil
}

// SharedInputs lists, by rising number, the neurons of one axis that reach more than
// one neuron of another (see Reach); none says that its neurons are computed apart.
func (s *Space) SharedInputs(inputs, outputs *Axis, threshold float64) ([]int, error) {
	reach, err := s.Reach(inputs, outputs, threshold)
	if err != nil {
		return nil, err
	}
	times := make([]int, inputs.Len())
	for _, in := range reach {
		for _, i := range in {
			times[i]++
		}
	}
	var shared []int
	for i, n := range times {
		if n > 1 {
			shared = append(shared, i)
		}
	}
	return shared, nil
}

// paths is where signals may go: next[i] is what node i leads to. The nodes of an axis
// follow each other, by number.
type paths struct {
	first map[*Axis]int
	next  [][]int
}

func (s *Space) paths(threshold float64) *paths {
	p := &paths{first: map[*Axis]int{}}
	n := 0
	for _, a := range s.axes {
		p.first[a] = n
		n += a.Len()
	}
	p.next = make([][]int, n)
	leads := map[*Axis]bool{}
	for _, c := range s.conns {
		if c.role != wire {
			continue
		}
		from, to := c.Ends()
		leads[from] = true
		for i, w := range c.ByNeuron(c.magnitudes(), threshold) {
			if w > 0 {
				at := p.first[from] + i%from.Len()
				p.next[at] = append(p.next[at], p.first[to]+i/from.Len())
			}
		}
	}
	for _, a := range s.axes {
		for _, b := range s.axes {
			if a.Heads() != nil && a.Heads() == b.Heads() && !leads[a] && leads[b] {
				p.joinHeads(a, b)
			}
		}
	}
	return p
}

// joinHeads leads from every neuron of a to those of b in the same head.
func (p *paths) joinHeads(a, b *Axis) {
	m, n := a.Len()/a.Heads().n, b.Len()/b.Heads().n
	for i, x := range a.order.At {
		for _, y := range b.order.At[i/m*n : (i/m+1)*n] {
			p.next[p.first[a]+x] = append(p.next[p.first[a]+x], p.first[b]+y)
		}
	}
}

// from marks all nodes that a signal from one may get to, itself included.
func (p *paths) from(node int) []bool {
	seen := make([]bool, len(p.next))
	seen[node] = true
	for todo := []int{node}; len(todo) > 0; {
		last := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, n := range p.next[last] {
			if !seen[n] {
				seen[n] = true
				todo = append(todo, n)
			}
		}
	}
	return seen
}
