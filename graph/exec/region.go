package exec

import (
	"fmt"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/pool"
)

// region is a run of blockwise instructions on one batch, cut in groups and these in
// blocks.
type region struct {
	steps  []*instruction
	passes []op.Pass // of steps
	rows   int
	groups int
	each   int // rows in a group
	block  int // rows in a block
	errs   []error
	queue  pool.Queue
}

// Cut is how many groups a batch is cut in, and how many rows a block has. Where one is 0,
// it is chosen.
type Cut struct{ Groups, Rows int }

// Sizes of the cut.
const (
	maxGroups  = 8
	groupWork  = 2 << 20 // multiplications that are worth another group
	totalWork  = 8       // the same for each byte of its totals
	blockBytes = 512 << 10
	blockRows  = 16        // at least
	wideBytes  = 2 << 20   // of weights: more, and they are read but once for many rows
	hugeBytes  = 8 << 20   // of weights: more, and blocks may have fewer than blockRows
	mostBytes  = 128 << 20 // of a block, if it may: each worker holds one
	spareBytes = 64 << 20  // of totals of all groups but the first, at most, where they are huge
)

// plan chooses the cut. Every group and every block reads all weights, so where these
// are large there are few; products share the work of a single group among themselves.
func (r *region) plan(forced Cut) {
	work, bytes, totals, weights := 0, 0, 0, 0
	for _, s := range r.steps {
		l := s.op.Load()
		work += l.Work
		weights += l.Whole
		if s.op.Sums() {
			totals += l.Row
		} else {
			bytes += l.Row
		}
	}
	most := min(maxGroups, max(1, r.rows/2))
	if weights+totals > wideBytes {
		most = min(most, r.rows*bytes/(weights+totals))
	}
	least := blockRows
	if weights+totals > hugeBytes {
		most, least = min(most, max(2, 1+spareBytes/max(1, totals))), 1
	}
	r.groups = 1
	for 2*r.groups <= most && work*r.rows >= 2*r.groups*(groupWork+totalWork*totals) {
		r.groups *= 2
	}
	if forced.Groups > 0 {
		r.groups = min(forced.Groups, r.rows)
	}
	r.each = (r.rows + r.groups - 1) / r.groups
	r.groups = (r.rows + r.each - 1) / r.each
	blocks := max(1, r.each*bytes/max(blockBytes, weights+totals), (r.each*bytes+mostBytes-1)/mostBytes)
	blocks = max(1, min(blocks, r.each/least))
	r.block = (r.each + blocks - 1) / blocks
	if forced.Rows > 0 {
		r.block = min(forced.Rows, r.each)
	}
	r.errs = make([]error, r.groups)
}

// run computes all instructions.
func (r *region) run(x *Executor) error {
	workers := min(pool.Workers(), r.groups, max(1, r.rows/r.block))
	for k, i := range r.steps {
		if err := r.passes[k].Begin(x.arguments(i), workers, r.groups, r.block); err != nil {
			return fmt.Errorf("%s: %w", i.describe(), err)
		}
		x.values[i.out] = r.passes[k].Value()
	}
	r.queue.Run(r, r.groups, workers)
	for _, err := range r.errs {
		if err != nil {
			return err
		}
	}
	for k, i := range r.steps {
		if r.groups > 1 {
			r.passes[k].Collect(r.groups)
		}
		if i.after != nil {
			i.after(x.values[i.out])
		}
	}
	return nil
}

// Do implements pool.Job: it takes the blocks of a group through all instructions.
func (r *region) Do(worker, group int) {
	at := 0
	defer func() {
		if p := recover(); p != nil {
			r.errs[group] = fmt.Errorf("%s: %v", r.steps[at].describe(), p)
		}
	}()
	r.errs[group] = nil
	first := group * r.each
	end := min(first+r.each, r.rows)
	for from := first; from < end; from += r.block {
		rows := min(r.block, end-from)
		for at = range r.passes {
			if err := r.passes[at].Run(worker, group, from, rows, from > first); err != nil {
				r.errs[group] = fmt.Errorf("%s: %w", r.steps[at].describe(), err)
				return
			}
		}
	}
}
