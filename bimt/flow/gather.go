package flow

import (
	"cmp"
	"slices"
)

// gatherer sorts edges into wires, each cell once.
type gatherer struct {
	r     *reader
	made  map[*stage]*Stage
	wires map[wireKey]*Wire
	all   []*Wire
}

// wireKey is what the cells of a wire have in common.
type wireKey struct {
	kind     Kind
	from, to *Stage
	param    *param
}

// wire sorts edges into wires, in the order of the stages that they lead to.
func (r *reader) wire(edges []edge, made map[*stage]*Stage) []*Wire {
	g := &gatherer{r: r, made: made, wires: map[wireKey]*Wire{}}
	for _, e := range edges {
		switch {
		case e.all == nil:
			g.cell(e)
		case !g.whole(e.all):
			e.all.each(g.cell)
		}
	}
	for _, w := range g.all {
		slices.SortFunc(w.cells, func(a, b Cell) int {
			return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Copy, b.Copy), cmp.Compare(a.From, b.From), cmp.Compare(a.Element, b.Element))
		})
		w.cells = slices.Compact(w.cells)
	}
	slices.SortStableFunc(g.all, func(a, b *Wire) int { return cmp.Compare(a.To.index, b.To.index) })
	return g.all
}

// on is the wire of a key.
func (g *gatherer) on(k wireKey) *Wire {
	w := g.wires[k]
	if w == nil {
		w = &Wire{Kind: k.kind, From: k.from, To: k.to}
		if k.param != nil {
			w.Weight = k.param.conn
		}
		g.wires[k] = w
		g.all = append(g.all, w)
	}
	return w
}

// cell adds one edge.
func (g *gatherer) cell(e edge) {
	to := g.r.units[e.to]
	k := wireKey{kind: e.kind, to: g.made[to.stage.root()], param: e.param}
	c := Cell{To: to.place, Copy: e.copy, Element: e.element}
	if e.from != none {
		from := g.r.units[e.from]
		k.from, c.From = g.made[from.stage.root()], from.place
	}
	if e.param == nil && k.from == k.to && c.From == c.To { // it is itself
		return
	}
	w := g.on(k)
	w.list()
	w.cells = append(w.cells, c)
	if w.From != nil {
		w.From.Copies = max(w.From.Copies, e.copy+1)
	}
}

// whole adds a weight as grids, one for each stage that it reads. False if it must be spelled
// out.
func (g *gatherer) whole(b *bundle) bool {
	whole := b.grid(g.r)
	if whole == nil {
		return false
	}
	k := wireKey{kind: b.kind, to: g.made[b.to.root()], param: b.w.param}
	if whole.table {
		g.add(k, whole)
		return true
	}
	var from []*Stage // of each column
	for _, s := range b.from {
		from = append(from, g.made[g.r.units[s.unit].stage.root()])
	}
	for i, s := range from {
		if slices.Index(from, s) == i {
			k.from = s
			g.add(k, whole.only(func(column int) bool { return from[column] == s }))
		}
	}
	return true
}

// add gives a wire a grid. Where it has other cells, all are listed.
func (g *gatherer) add(k wireKey, cells *grid) {
	w := g.on(k)
	if k.from != nil {
		k.from.Copies = max(k.from.Copies, cells.copies())
	}
	switch {
	case w.grid == nil && len(w.cells) == 0:
		w.grid = cells
	case w.grid == nil || !w.grid.equal(cells):
		w.list()
		w.cells = slices.AppendSeq(w.cells, cells.each)
	}
}

// list writes the cells of a grid out.
func (w *Wire) list() {
	if w.grid != nil {
		w.cells, w.grid = slices.Collect(w.Cells()), nil
	}
}
