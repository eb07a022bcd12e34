package exec

import "github.com/gobimt/bimt/graph/op"

// allot makes the pass of every fused operation, by its place, with room for what is read
// and where: of is the region that computes each place.
func (x *Executor) allot(sorted []*instruction, of map[int]*region, lean bool) map[int]op.Pass {
	stored, keep := x.read(sorted, of)
	passes := map[int]op.Pass{}
	for _, i := range sorted {
		stored[i.out] = stored[i.out] || !lean || i.after != nil || !i.rows || i.op.Sums()
	}
	seat := seats(sorted, of, stored)
	for _, i := range sorted {
		if i.op == nil {
			continue
		}
		e := op.Entry{Feeds: make([]op.Pass, len(i.in)), Store: stored[i.out], Seat: seat[i.out], Keep: keep[i.out]}
		for k, p := range i.in {
			if of[p] != nil && !stored[p] {
				e.Feeds[k] = passes[p]
			}
		}
		if k := i.op.Keeper(); k >= 0 {
			e.Keeper = passes[i.in[k]]
		}
		passes[i.out] = i.op.Enter(e)
	}
	return passes
}

// read gives the places that are roots or are read from outside their region, and how
// much of what operations keep for their gradients must last.
func (x *Executor) read(sorted []*instruction, of map[int]*region) (outside map[int]bool, keep map[int]op.Extent) {
	outside, keep = map[int]bool{}, map[int]op.Extent{}
	for p := range x.roots {
		outside[p] = true
	}
	for _, i := range sorted {
		inside := func(p int) bool { return of[p] != nil && of[p] == of[i.out] }
		for _, p := range i.in {
			outside[p] = outside[p] || !inside(p)
		}
		if i.op == nil || i.op.Keeper() < 0 {
			continue
		}
		p, extent := i.in[i.op.Keeper()], op.OneBlock
		if !inside(p) {
			extent = op.Whole
		}
		keep[p] = max(keep[p], extent)
	}
	return outside, keep
}
