package exec

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
)

// enterStage puts i in a stage. Stages with even numbers are done one instruction after
// the other, those with odd numbers in regions, by blocks. made is what computes each
// place, nil for inputs.
func (i *instruction) enterStage(made []*instruction) {
	i.rows = i.op != nil && i.op.Height() > 0
	if i.rows && i.op.Follows() && !slices.ContainsFunc(i.in, func(p int) bool { return made[p].feeds(i) }) {
		i.rows = false
	}
	if i.rows {
		i.stage = 1
	}
	for k, p := range i.in {
		i.stage = max(i.stage, i.behind(k, made[p]))
	}
}

// behind is the first stage in which i can read its k-th input.
func (i *instruction) behind(k int, from *instruction) int {
	switch {
	case from == nil:
		return 0
	case !i.rows && !from.rows:
		return from.stage
	case from.feeds(i) && i.op.Cuts(k):
		return from.stage
	case i.rows && from.rows:
		return from.stage + 2
	}
	return from.stage + 1
}

// feeds says whether i computes rows of the batch that to goes through.
func (i *instruction) feeds(to *instruction) bool {
	return i != nil && i.rows && to.rows && i.after == nil && !i.op.Sums() && i.op.Height() == to.op.Height()
}

// step is one instruction or a region of them.
type step struct {
	one    *instruction
	pass   op.Pass // of one, nil for Gorgonia's own code
	region *region
}

// schedule orders instructions by stage, and makes a region of those of one batch.
func (x *Executor) schedule(lean bool) []step {
	sorted := slices.Clone(x.instructions())
	slices.SortStableFunc(sorted, func(a, b *instruction) int { return a.stage - b.stage })
	var steps []step
	at := map[string]*region{}
	of := map[int]*region{} // by place
	for _, i := range sorted {
		if !i.rows {
			steps = append(steps, step{one: i})
			continue
		}
		key := fmt.Sprint(i.stage, i.op.Height())
		r := at[key]
		if r == nil {
			r = &region{rows: i.op.Height()}
			at[key] = r
			steps = append(steps, step{region: r})
		}
		r.steps = append(r.steps, i)
		of[i.out] = r
	}
	passes := x.allot(sorted, of, lean)
	for k, s := range steps {
		if s.region == nil {
			steps[k].pass = passes[s.one.out]
			continue
		}
		s.region.plan(x.Cut)
		for _, i := range s.region.steps {
			s.region.passes = append(s.region.passes, passes[i.out])
		}
	}
	return steps
}
