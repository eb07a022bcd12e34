package graph

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// instruction computes the value at out from those at in.
type instruction struct {
	op    op.Doer
	block op.Blockwise // op, if it is to be done in blocks
	node  *gorgonia.Node
	in    []int
	args  []gorgonia.Value
	out   int
	stage int
}

func (in *instruction) describe() string { return describe(in.node) }

// newInstruction has op compute n and puts it in a stage. Stages with even numbers are done one
// instruction after the other, those with odd numbers in regions, by blocks. made is
// what computes each place, nil for inputs.
func newInstruction(n *gorgonia.Node, how op.Doer, in []int, out int, made []*instruction) *instruction {
	i := &instruction{op: how, node: n, in: in, args: make([]gorgonia.Value, len(in)), out: out}
	if b, ok := i.op.(op.Blockwise); ok && b.Height() > 0 {
		i.block = b
		if b.Follows() && !slices.ContainsFunc(in, func(p int) bool { return made[p].feeds(i) }) {
			i.block = nil
		}
	}
	if i.block != nil {
		i.stage = 1
	}
	for k, p := range in {
		i.stage = max(i.stage, i.after(k, made[p]))
	}
	return i
}

// after is the first stage in which i can read its k-th input.
func (i *instruction) after(k int, from *instruction) int {
	switch {
	case from == nil:
		return 0
	case i.block == nil && from.block == nil:
		return from.stage
	case from.feeds(i) && i.block.Cuts(k):
		return from.stage
	case i.block != nil && from.block != nil:
		return from.stage + 2
	}
	return from.stage + 1
}

// feeds says whether i computes rows of the batch that to goes through.
func (i *instruction) feeds(to *instruction) bool {
	return i != nil && i.block != nil && to.block != nil && !i.block.Sums() && i.block.Height() == to.block.Height()
}

// step is one instruction or a region of them.
type step struct {
	one    *instruction
	region *region
}

// schedule orders instructions by stage, and makes a region of those of one batch. Where
// lean is set, values that no one reads outside of a region are not kept, save those at
// the given places.
func schedule(all []*instruction, lean bool, keep map[int]bool) []step {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b *instruction) int { return a.stage - b.stage })
	var steps []step
	at := map[string]*region{}
	of := map[int]*region{} // by place
	for _, i := range sorted {
		if i.block == nil {
			steps = append(steps, step{one: i})
			continue
		}
		key := fmt.Sprint(i.stage, i.block.Height())
		r := at[key]
		if r == nil {
			r = &region{rows: i.block.Height(), lean: lean}
			at[key] = r
			steps = append(steps, step{region: r})
		}
		r.steps = append(r.steps, i)
		of[i.out] = r
	}
	for _, i := range all {
		for _, p := range i.in {
			if from, to := of[p], of[i.out]; from != nil && from != to {
				from.leaks(p, to)
			}
		}
	}
	for _, s := range steps {
		if s.region != nil {
			s.region.plan(keep)
		}
	}
	return steps
}
