package flow

import "slices"

// attend links queries and keys to the values that they weigh. An attention multiplies:
// a query neuron by the key neuron of its number, both by the values of their head. What is
// multiplied by nothing leads nowhere, so a link is left out where the other factor, or the
// value, has neither a bias nor a path from data.
func (f *Flow) attend(g *opened) {
	linked := map[[3]int]bool{} // of a wire, from node to node
	for again := true; again; {
		again = false
		something := g.next.spread(f.sources(g))
		for i, w := range f.Wires {
			if w.Kind != Attention {
				continue
			}
			others, weighs := f.factors(w), f.weighs(w.To)
			for c := range w.Cells() {
				c = w.placed(c)
				from, to := g.node(w.From, c.From), g.node(w.To, c.To)
				factor := len(others) == 0 || slices.ContainsFunc(others, func(s *Stage) bool { return something[g.node(s, c.From)] })
				if key := [3]int{i, from, to}; something[from] && factor && (something[to] || !weighs) && !linked[key] {
					linked[key], again = true, true
					g.link(from, to)
				}
			}
		}
	}
}

// sources are the nodes at which something begins: data, rows of a table, a bias.
func (f *Flow) sources(g *opened) []int {
	var from []int
	for _, s := range f.Stages {
		for i := range s.Axis.Len() {
			if n := g.node(s, i); s.Input || g.fed[n] || g.biased[n] {
				from = append(from, n)
			}
		}
	}
	return from
}

// factors are the stages that an attention multiplies the queries, or keys, of a wire by;
// none where that is not known.
func (f *Flow) factors(w *Wire) []*Stage {
	var others []*Stage
	for _, o := range f.Wires {
		if o.Kind == Attention && o.To == w.To && o.From != w.From && o.From.Role != w.From.Role && o.From.Axis == w.From.Axis {
			others = append(others, o.From)
		}
	}
	return others
}

// weighs says whether anything but an attention leads to a stage: values that it weighs.
func (f *Flow) weighs(s *Stage) bool {
	return slices.ContainsFunc(f.Wires, func(w *Wire) bool { return w.To == s && w.Kind != Attention })
}
