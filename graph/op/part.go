package op

import (
	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
)

// Part is a blockwise operation in a region.
type Part interface {
	// Begin takes up the inputs of a run and makes buffers for so many workers, groups
	// of blocks, and rows in a block.
	Begin(in []gorgonia.Value, workers, groups, block int) error
	// Value is the whole output, nil if it is not kept.
	Value() gorgonia.Value
	// Run computes some rows. Workers run at once; groups have totals of their own.
	Run(worker, group int, b Block, rows int) error
	// Collect adds up the totals of the groups, in order.
	Collect(groups int)
}

// member is a part of fused operations.
type member[T Float] struct {
	op       *fused[T]
	feeds    []*member[T] // by input; nil where it is whole
	keep     bool
	hands    []hand[T]
	partials [][]T // of a Total, for every group of blocks but the first
}

// hand is one worker's view of a block.
type hand[T Float] struct {
	out  Array[T]
	in   []Array[T]
	own  []T // rows that are not kept
	rows int // in the last block
}

// Enter implements Blockwise.
func (op *fused[T]) Enter(feeds []Part, keep bool) Part {
	m := &member[T]{op: op, keep: keep || op.Total, feeds: make([]*member[T], len(feeds))}
	for i, f := range feeds {
		m.feeds[i], _ = f.(*member[T]) // Apply wants inputs of one type
	}
	return m
}

func (m *member[T]) Begin(in []gorgonia.Value, workers, groups, block int) error {
	op := m.op
	if m.keep {
		if err := op.makeOutput(); err != nil {
			return err
		}
	}
	for len(m.hands) < workers {
		m.hands = append(m.hands, m.newHand(block))
	}
	for i, v := range in {
		if m.feeds[i] != nil {
			continue
		}
		if err := op.bindInput(i, v); err != nil {
			return err
		}
		for w := range m.hands[:workers] {
			if !op.Cut[i] {
				m.hands[w].in[i] = op.views[i]
			}
		}
	}
	for op.Total && len(m.partials) < groups-1 {
		m.partials = append(m.partials, make([]T, len(op.out.Data)))
	}
	return nil
}

func (m *member[T]) newHand(block int) hand[T] {
	op := m.op
	h := hand[T]{out: Array[T]{Shape: op.shape.Clone()}, in: make([]Array[T], len(op.in))}
	for i, s := range op.in {
		if op.Cut[i] {
			h.in[i].Shape = s.Clone()
		}
	}
	if !m.keep {
		h.own = make([]T, block*op.row)
	}
	return h
}

func (m *member[T]) Value() gorgonia.Value {
	if !m.keep {
		return nil
	}
	return m.op.value
}

func (m *member[T]) Run(worker, group int, b Block, rows int) error {
	op, h := m.op, &m.hands[worker]
	for i, f := range m.feeds {
		switch {
		case f == nil && op.Cut[i]:
			h.in[i].cut(op.views[i], op.inRow[i], b.First, rows)
		case f != nil && rows != h.rows:
			h.in[i] = f.hands[worker].out
		}
	}
	switch {
	case op.Total && group == 0:
		h.out.Data = op.out.Data
	case op.Total:
		h.out.Data = m.partials[group-1]
	case m.keep:
		h.out.cut(op.out, op.row, b.First, rows)
	case rows != h.rows:
		h.out.Data, h.out.Shape[0] = h.own[:rows*op.row], rows
	}
	h.rows = rows
	return op.Rows(h.out, h.in, b)
}

// cut makes a the rows of whole from first on, each of so many elements. a.Shape is its
// own.
func (a *Array[T]) cut(whole Array[T], row, first, rows int) {
	a.Data, a.Shape[0] = whole.Data[first*row:(first+rows)*row], rows
}

func (m *member[T]) Collect(groups int) {
	if !m.op.Total {
		return
	}
	for _, p := range m.partials[:groups-1] {
		vec.Add(m.op.out.Data, m.op.out.Data, p)
	}
}
