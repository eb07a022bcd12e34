package op

import (
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
	"github.com/gobimt/bimt/internal/pool"
	"gorgonia.org/gorgonia"
)

// Pass is an operation in a program: what an executor runs, with the buffers it owns.
type Pass interface {
	// Begin takes up the inputs of a run and makes buffers for so many workers, groups
	// of blocks, and rows in a block.
	Begin(in []gorgonia.Value, workers, groups, rows int) error
	// Value is the whole output, nil if it is not stored.
	Value() gorgonia.Value
	// Run computes some rows; all there is, if the operation is not cut. Workers run at
	// once; groups have totals of their own, to which add says that earlier blocks have
	// contributed.
	Run(worker, group, first, rows int, add bool) error
	// Collect adds up the totals of the groups, in order.
	Collect(groups int)
}

// Entry is how an operation stands in a program.
type Entry struct {
	// Feeds are the passes that make, block by block, the rows of its inputs; nil for
	// inputs that are whole before it begins.
	Feeds []Pass
	// Store says that the whole output is wanted. Otherwise there is one block for each
	// worker, which is put in Seat.
	Store bool
	Seat  Seat
	// Keep says how much to hold of the operation's Keeps.
	Keep Extent
	// Keeper is the pass whose Keeps it reads.
	Keeper Pass
}

// Extent is how much of a buffer there is.
type Extent int

// The extents: nothing, one block for each worker, the whole batch.
const (
	Nothing Extent = iota
	OneBlock
	Whole
)

// pass is the Pass of a fused operation.
type pass[T Float] struct {
	op       *fused[T]
	feeds    []*pass[T] // by input; nil where it is whole
	store    bool
	seat     Seat
	extent   Extent
	keep     [][]T    // where extent is Whole
	keeper   *pass[T] // whose buffers are read
	tiles    []tile[T]
	partials [][]T // of a Total, for every group of blocks but the first
	groups   int   // that are collected
	pack     *blas.Packed[T]
	queue    pool.Queue
}

// tile is one worker's view of a block.
type tile[T Float] struct {
	out  Array[T]
	in   []Array[T]
	own  []T   // rows that are not stored
	kept [][]T // rows of Keeps, where extent is OneBlock
	keep [][]T // Block.Keep
	rows int   // in the last block
}

// Enter implements Op.
func (op *fused[T]) Enter(e Entry) Pass {
	p := &pass[T]{op: op, seat: e.Seat, store: e.Store || op.Total || op.height == 0, feeds: make([]*pass[T], len(op.in)), extent: e.Keep}
	for i, f := range e.Feeds {
		p.feeds[i], _ = f.(*pass[T]) // Apply wants inputs of one type
	}
	p.keeper, _ = e.Keeper.(*pass[T])
	if op.Scratch {
		p.extent = max(p.extent, OneBlock)
	}
	if op.height == 0 && p.extent == OneBlock {
		p.extent = Whole
	}
	return p
}

// Begin implements Pass.
func (p *pass[T]) Begin(in []gorgonia.Value, workers, groups, rows int) error {
	op := p.op
	if p.store {
		if err := op.makeOutput(); err != nil {
			return err
		}
	}
	if p.extent == Whole && p.keep == nil {
		p.keep = op.newKeep(max(1, op.height))
	}
	for len(p.tiles) < workers {
		p.tiles = append(p.tiles, p.newTile(len(p.tiles), rows))
	}
	for i, v := range in {
		if p.feeds[i] != nil {
			continue
		}
		if err := op.bindInput(i, v); err != nil {
			return err
		}
		for w := range p.tiles[:workers] {
			if !op.Cuts(i) {
				p.tiles[w].in[i] = op.views[i]
			}
		}
	}
	if op.packs && rows < op.height {
		if p.pack == nil {
			p.pack = new(blas.Packed[T])
		}
		p.pack.Renew()
	}
	for op.Total && len(p.partials) < groups-1 {
		p.partials = append(p.partials, make([]T, len(op.out.Data)))
	}
	return nil
}

func (p *pass[T]) newTile(worker, rows int) tile[T] {
	op := p.op
	t := tile[T]{out: Array[T]{Shape: op.shape.Clone()}, in: make([]Array[T], len(op.in))}
	for i, s := range op.in {
		if op.Cuts(i) {
			t.in[i].Shape = s.Clone()
		}
	}
	if !p.store {
		t.own = buffer[T](p.seat, worker, rows, op.row)
	}
	if p.extent == OneBlock {
		t.kept = op.newKeep(rows)
	}
	if from := p.keptBy(); from.extent != Nothing {
		t.keep = make([][]T, len(from.op.Keeps))
	}
	return t
}

// keptBy is the pass whose buffers this one fills or reads.
func (p *pass[T]) keptBy() *pass[T] {
	if p.keeper != nil {
		return p.keeper
	}
	return p
}

// Value implements Pass.
func (p *pass[T]) Value() gorgonia.Value {
	if !p.store {
		return nil
	}
	return p.op.value
}

// Run implements Pass.
func (p *pass[T]) Run(worker, group, first, rows int, add bool) error {
	op, t := p.op, &p.tiles[worker]
	if op.height == 0 {
		return op.Run(op.out, op.views, Block[T]{Keep: p.keptBy().keep})
	}
	for i, f := range p.feeds {
		switch {
		case f == nil && op.Cut[i]:
			t.in[i].cut(op.views[i], op.inRow[i], first, rows)
		case f != nil && rows != t.rows:
			t.in[i] = f.tiles[worker].out
		}
	}
	switch {
	case op.Total && group == 0:
		t.out.Data = op.out.Data
	case op.Total:
		t.out.Data = p.partials[group-1]
	case p.store:
		t.out.cut(op.out, op.row, first, rows)
	case rows != t.rows:
		t.out.Data, t.out.Shape[0] = t.own[:rows*op.row], rows
	}
	p.keptBy().cutKeep(t.keep, worker, first, rows)
	t.rows = rows
	return op.Run(t.out, t.in, Block[T]{First: first, Add: add && op.Total, Keep: t.keep, pack: p.pack})
}

// cutKeep makes keep the rows that the buffers hold for a worker.
func (p *pass[T]) cutKeep(keep [][]T, worker, first, rows int) {
	for i, n := range p.op.Keeps[:len(keep)] {
		switch {
		case p.op.height == 0:
			keep[i] = p.keep[i]
		case p.extent == Whole:
			keep[i] = p.keep[i][n*first:][:n*rows]
		default:
			keep[i] = p.tiles[worker].kept[i][:n*rows]
		}
	}
}

// cut makes a the rows of whole from first on, each of so many elements. a.Shape is its
// own.
func (a *Array[T]) cut(whole Array[T], row, first, rows int) {
	a.Data, a.Shape[0] = whole.Data[first*row:(first+rows)*row], rows
}

// Collect implements Pass.
func (p *pass[T]) Collect(groups int) {
	if !p.op.Total {
		return
	}
	p.groups = groups
	n := len(p.op.out.Data)
	p.queue.Run(p, (n+collectSize-1)/collectSize, pool.Workers())
}

// collectSize is how many elements of a total are added up at a time: those of all groups
// fit in the first cache.
const collectSize = 4 << 10

// Do implements pool.Job: it adds up a piece of the groups' totals.
func (p *pass[T]) Do(_, piece int) {
	from := piece * collectSize
	sum := p.op.out.Data[from:min(from+collectSize, len(p.op.out.Data))]
	for _, part := range p.partials[:p.groups-1] {
		vec.Add(sum, sum, part[from:])
	}
}
