package graph

import (
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
)

// region is a run of blockwise instructions on one batch. The batch is cut in groups,
// done at the same time, and these in blocks, each taken through all instructions while
// it is in the cache. The cut depends on the program alone, so bits do not depend on
// the number of workers.
type region struct {
	steps  []*instruction
	rows   int
	groups int
	each   int // rows in a group
	block  int // rows in a block
	errs   []error
	shift  shift
}

// Sizes of the cut.
const (
	maxGroups  = 8
	groupWork  = 2 << 20 // multiplications that are worth another group
	totalWork  = 8       // the same for each byte of its totals
	blockBytes = 512 << 10
	blockRows  = 16 // at least
)

// plan chooses the cut.
func (r *region) plan() {
	work, bytes, totals := 0, 0, 0
	for _, s := range r.steps {
		work += s.block.work()
		if s.block.total() {
			totals += s.block.size()
		} else {
			bytes += s.block.size()
		}
	}
	r.groups = 1
	for r.groups < min(maxGroups, r.rows/2) && work*r.rows >= 2*r.groups*(groupWork+totalWork*totals) {
		r.groups *= 2
	}
	r.each = (r.rows + r.groups - 1) / r.groups
	r.groups = (r.rows + r.each - 1) / r.each
	blocks := max(1, min(r.each*bytes/blockBytes, r.each/blockRows))
	r.block = (r.each + blocks - 1) / blocks
	r.errs = make([]error, r.groups)
}

// run computes all instructions.
func (r *region) run(s *Session) error {
	workers := min(blas.Workers(), r.groups)
	for _, in := range r.steps {
		for i, p := range in.in {
			in.args[i] = s.values[p]
		}
		if err := in.block.bind(in.args); err != nil {
			return fmt.Errorf("graph: %s: %w", in.describe(), err)
		}
		in.block.prepare(workers, r.groups)
		s.values[in.out] = in.block.output()
	}
	if workers == 1 {
		for g := range r.groups {
			r.do(0, g)
		}
	} else {
		r.shift.share(r, r.groups, workers)
	}
	for _, err := range r.errs {
		if err != nil {
			return err
		}
	}
	if r.groups > 1 {
		for _, in := range r.steps {
			if in.block.total() {
				in.block.collect(r.groups)
			}
		}
	}
	return nil
}

// do implements job: it takes the blocks of a group through all instructions.
func (r *region) do(worker, group int) {
	var in *instruction
	defer func() {
		if p := recover(); p != nil {
			r.errs[group] = fmt.Errorf("graph: %s: %v", in.describe(), p)
		}
	}()
	r.errs[group] = nil
	first := group * r.each
	end := min(first+r.each, r.rows)
	for from := first; from < end; from += r.block {
		rows := min(r.block, end-from)
		for _, in = range r.steps {
			if err := in.block.runBlock(worker, group, Block{First: from, More: from > first}, rows); err != nil {
				r.errs[group] = fmt.Errorf("graph: %s: %w", in.describe(), err)
				return
			}
		}
	}
}
