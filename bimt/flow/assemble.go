package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
)

// assemble joins stages that are one and sorts edges into wires.
func (r *reader) assemble() *Flow {
	r.absorb()
	r.fold()
	f := &Flow{Opaque: unique(r.opaque)}
	made := map[*stage]*Stage{}
	for _, s := range r.stages {
		if root := s.root(); made[root] == nil {
			made[root] = &Stage{Axis: root.axis, Copies: 1, index: len(f.Stages)}
			f.Stages = append(f.Stages, made[root])
		}
		one := made[s.root()]
		one.Input, one.Output = one.Input || s.input, one.Output || s.output
		one.Role = cmp.Or(one.Role, s.role)
	}
	f.Wires, f.biases = r.wire(r.edges, made), r.wire(r.biases, made)
	f.prune()
	f.name()
	f.stack()
	return f
}

func (s *stage) root() *stage {
	for s.into != nil {
		s = s.into
	}
	return s
}

// join makes a stage part of another.
func (s *stage) join(to *stage) {
	if a, b := s.root(), to.root(); a != b {
		a.into = b
	}
}

// absorb joins each stage from which nothing but skips to one other leads with that one. It
// goes from the last to the first, so that what a stage leads to is settled.
func (r *reader) absorb() {
	type way struct {
		to   *stage
		only bool
	}
	out := map[*stage][]edge{}
	for _, e := range r.edges {
		for _, from := range e.stages(r) {
			out[from] = append(out[from], e)
		}
	}
	for _, s := range slices.Backward(r.stages) {
		w := way{only: !s.output}
		for _, e := range out[s] {
			to := r.units[e.to].stage.root()
			w.only = w.only && e.kind == Skip && to.axis == s.axis && (w.to == nil || w.to == to)
			w.to = to
		}
		if w.only && w.to != nil {
			s.join(w.to)
		}
	}
}

// use is a parameter that writes an axis, or reads it.
type use struct {
	p *param
	a *bimt.Axis
}

// fold joins stages of one axis that are written by one parameter; and data, such as the
// state that a recurrent network begins with, with what is read by the same parameter.
func (r *reader) fold() {
	written, read := map[use]*stage{}, map[use]*stage{}
	for _, e := range r.edges {
		if e.param == nil {
			continue
		}
		to := r.units[e.to].stage
		together(written, use{e.param, to.axis}, to)
		for _, s := range e.stages(r) {
			if !s.input {
				read[use{e.param, s.axis}] = s
			}
		}
	}
	for _, e := range r.edges {
		if e.param == nil {
			continue
		}
		for _, s := range e.stages(r) {
			if other := read[use{e.param, s.axis}]; s.input && other != nil {
				s.join(other)
			}
		}
	}
}

// together joins a stage with the first of the same use.
func together(first map[use]*stage, u use, s *stage) {
	if first[u] == nil {
		first[u] = s
	}
	s.join(first[u])
}

// prune leaves out stages that no wire leads to or from.
func (f *Flow) prune() {
	used := map[*Stage]bool{}
	for _, w := range f.Wires {
		used[w.From], used[w.To] = true, true
	}
	f.Stages = slices.DeleteFunc(f.Stages, func(s *Stage) bool { return !used[s] && !s.Output && !s.Input })
	f.biases = slices.DeleteFunc(f.biases, func(w *Wire) bool { return !slices.Contains(f.Stages, w.To) })
	for i, s := range f.Stages {
		s.index = i
	}
}

// name tells the stages of an axis apart, by role and then by number.
func (f *Flow) name() {
	times, seen := map[string]int{}, map[string]int{}
	for _, s := range f.Stages {
		s.Name = s.Axis.Name()
		if len(f.On(s.Axis)) > 1 && s.Role != "" {
			s.Name += " " + string(s.Role)
		}
		times[s.Name]++
	}
	for _, s := range f.Stages {
		if name := s.Name; times[name] > 1 {
			s.Name = fmt.Sprintf("%s %d", name, seen[name])
			seen[name]++
		}
	}
}

// stack gives each stage its depth: one more than that of every earlier stage that leads
// to it, the same for queries, keys and values of an attention.
func (f *Flow) stack() {
	again := true
	for round := 0; again && round <= len(f.Stages); round++ {
		again = false
		for _, w := range f.Wires {
			if w.From == nil || w.From == w.To {
				continue
			}
			low, high := w.From, w.To
			step := 1
			if w.Kind == Attention {
				step = 0
				if low.Depth > high.Depth {
					low, high = high, low
				}
			} else if low.index > high.index { // back, of a recurrent network
				continue
			}
			if high.Depth < low.Depth+step {
				high.Depth, again = low.Depth+step, true
			} else if step == 0 && low.Depth < high.Depth {
				low.Depth, again = high.Depth, true
			}
		}
	}
}

func unique(words []string) []string {
	var out []string
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, strings.TrimSpace(w))
		}
	}
	return out
}
