package graph

import (
	"fmt"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/pool"
)

// region is a run of blockwise instructions on one batch. The batch is cut in groups,
// done at the same time, and these in blocks, each taken through all instructions while
// it is in the cache. The cut depends on the program alone, so bits do not depend on
// the number of workers.
type region struct {
	steps  []*instruction
	parts  []op.Part // of steps
	lean   bool      // to keep only what is read after the region
	rows   int
	groups int
	each   int // rows in a group
	block  int // rows in a block
	errs   []error
	queue  pool.Queue
}

// Sizes of the cut.
const (
	maxGroups  = 8
	groupWork  = 2 << 20 // multiplications that are worth another group
	totalWork  = 8       // the same for each byte of its totals
	blockBytes = 512 << 10
	blockRows  = 16      // at least
	wideBytes  = 2 << 20 // of weights: more, and they are read but once for many rows
)

// plan chooses the cut. Every group and every block reads all weights, so where these
// are large there are few; products share the work of a single group among themselves.
func (r *region) plan(keep map[int]bool) {
	work, bytes, totals, weights := 0, 0, 0, 0
	for _, s := range r.steps {
		work += s.block.RowWork()
		weights += s.block.WholeBytes()
		if s.block.Sums() {
			totals += s.block.RowBytes()
		} else {
			bytes += s.block.RowBytes()
		}
	}
	most := min(maxGroups, max(1, r.rows/2))
	if weights+totals > wideBytes {
		most = min(most, r.rows*bytes/(weights+totals))
	}
	r.groups = 1
	for 2*r.groups <= most && work*r.rows >= 2*r.groups*(groupWork+totalWork*totals) {
		r.groups *= 2
	}
	r.each = (r.rows + r.groups - 1) / r.groups
	r.groups = (r.rows + r.each - 1) / r.each
	blocks := max(1, min(r.each*bytes/max(blockBytes, weights+totals), r.each/blockRows))
	r.block = (r.each + blocks - 1) / blocks
	r.errs = make([]error, r.groups)
	r.connect(keep)
}

// leaks says that the output at a place is read outside of the region in which it is
// made, in another region if that is not nil. With it goes what its operation keeps for
// the backward pass, so both keep everything then, if it is not a total.
func (r *region) leaks(place int, to *region) {
	for _, in := range r.steps {
		if in.out == place && !in.block.Sums() {
			r.lean = false
			if to != nil {
				to.lean = false
			}
		}
	}
}

// connect makes the parts. Rows that are not kept go from part to part.
func (r *region) connect(keep map[int]bool) {
	made := map[int]op.Part{}
	for _, in := range r.steps {
		feeds := make([]op.Part, len(in.in))
		for k, p := range in.in {
			feeds[k] = made[p]
		}
		kept := !r.lean || keep[in.out]
		p := in.block.Enter(feeds, kept)
		r.parts = append(r.parts, p)
		if !kept && !in.block.Sums() {
			made[in.out] = p
		}
	}
}

// run computes all instructions.
func (r *region) run(s *Session) error {
	workers := min(pool.Workers(), r.groups, r.rows/r.block)
	for k, in := range r.steps {
		for i, p := range in.in {
			in.args[i] = s.values[p]
		}
		if err := r.parts[k].Begin(in.args, workers, r.groups, r.block); err != nil {
			return fmt.Errorf("graph: %s: %w", in.describe(), err)
		}
		s.values[in.out] = r.parts[k].Value()
	}
	r.queue.Run(r, r.groups, workers)
	for _, err := range r.errs {
		if err != nil {
			return err
		}
	}
	if r.groups > 1 {
		for _, p := range r.parts {
			p.Collect(r.groups)
		}
	}
	return nil
}

// Do implements pool.Job: it takes the blocks of a group through all instructions.
func (r *region) Do(worker, group int) {
	at := 0
	defer func() {
		if p := recover(); p != nil {
			r.errs[group] = fmt.Errorf("graph: %s: %v", r.steps[at].describe(), p)
		}
	}()
	r.errs[group] = nil
	first := group * r.each
	end := min(first+r.each, r.rows)
	for from := first; from < end; from += r.block {
		rows := min(r.block, end-from)
		b := op.Block{First: from, Kept: from, More: from > first}
		if r.lean {
			b.Kept = worker * r.block
		}
		for at = range r.parts {
			if err := r.parts[at].Run(worker, group, b, rows); err != nil {
				r.errs[group] = fmt.Errorf("graph: %s: %w", r.steps[at].describe(), err)
				return
			}
		}
	}
}
