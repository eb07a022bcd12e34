package flow

import (
	"fmt"
	"slices"
)

// opened is a flow at one threshold: a node for each neuron of each stage, by place.
type opened struct {
	first      []int // of each stage
	next, back links
	fed        []bool // by a table
	biased     []bool // by a bias above the threshold
}

func (g *opened) node(s *Stage, place int) int { return g.first[s.index] + place }

// links is what each node leads to. Weights can be many: their number is known before they are
// listed, and they are in 32 bits.
type links [][]int32

// newLinks has room for a number of links from each node.
func newLinks(room []int32) links {
	total := 0
	for _, n := range room {
		total += int(n)
	}
	l, all := make(links, len(room)), make([]int32, total)
	for i, n := range room {
		l[i], all = all[:0:n], all[n:]
	}
	return l
}

// spread marks all nodes that some lead to, themselves included.
func (l links) spread(start []int) []bool {
	return spread(len(l), start, func(n int, to func(int32)) {
		for _, m := range l[n] {
			to(m)
		}
	})
}

// spread marks some of n nodes and all that they lead to.
func spread(n int, start []int, leads func(n int, to func(int32))) []bool {
	seen := make([]bool, n)
	todo := slices.Clone(start)
	for _, n := range todo {
		seen[n] = true
	}
	for len(todo) > 0 {
		last := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		leads(last, func(m int32) {
			if !seen[m] {
				seen[m] = true
				todo = append(todo, int(m))
			}
		})
	}
	return seen
}

// open leaves out weights with |w| ≤ threshold, and what an attention multiplies by nothing.
func (f *Flow) open(threshold float64) (*opened, error) {
	if !(threshold >= 0) {
		return nil, fmt.Errorf("flow: threshold %v: want 0 or more", threshold)
	}
	g := &opened{}
	n := 0
	for _, s := range f.Stages {
		g.first = append(g.first, n)
		n += s.Axis.Len()
	}
	g.fed, g.biased = make([]bool, n), make([]bool, n)
	for _, w := range f.biases {
		if err := w.Each(threshold, func(c Cell, _ float64) { g.biased[g.node(w.To, c.To)] = true }); err != nil {
			return nil, err
		}
	}
	forth, back := make([]int32, n), make([]int32, n)
	if err := f.through(g, threshold, func(from, to int) { forth[from]++; back[to]++ }); err != nil {
		return nil, err
	}
	g.next, g.back = newLinks(forth), newLinks(back)
	if err := f.through(g, threshold, g.link); err != nil {
		return nil, err
	}
	f.attend(g)
	return g, nil
}

// through gives each link but those of attention, and marks what tables feed.
func (f *Flow) through(g *opened, threshold float64, link func(from, to int)) error {
	for _, w := range f.Wires {
		err := w.Each(threshold, func(c Cell, _ float64) {
			switch {
			case w.From == nil:
				g.fed[g.node(w.To, c.To)] = true
			case w.Kind != Attention:
				link(g.node(w.From, c.From), g.node(w.To, c.To))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *opened) link(from, to int) {
	g.next[from] = append(g.next[from], int32(to))
	g.back[to] = append(g.back[to], int32(from))
}
