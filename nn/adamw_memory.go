package nn

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
)

// Memory is what the optimizer remembers of a parameter: its first and its second moment
// under "adam.m" and "adam.v", each in the parameter's shape; nil if it is not trained.
func (a *AdamW) Memory(p *graph.Param) map[string][]float64 {
	s := a.slots[p]
	if s == nil {
		return nil
	}
	if s.m64 != nil {
		return map[string][]float64{"adam.m": slices.Clone(s.m64), "adam.v": slices.Clone(s.v64)}
	}
	m, v := make([]float64, p.Len()), make([]float64, p.Len())
	for i := range m {
		m[i], v[i] = float64(s.m32[i]), float64(s.v32[i])
	}
	return map[string][]float64{"adam.m": m, "adam.v": v}
}

// Remember gives the optimizer what Memory gave, to the bit.
func (a *AdamW) Remember(p *graph.Param, memory map[string][]float64) error {
	s := a.slots[p]
	m, v := memory["adam.m"], memory["adam.v"]
	if s == nil || len(m) != p.Len() || len(v) != p.Len() {
		return fmt.Errorf("nn: AdamW: moments of %d and %d numbers don't fit %s %v", len(m), len(v), p.Name(), p.Shape())
	}
	copy(s.m64, m)
	copy(s.v64, v)
	for i := range s.m32 {
		s.m32[i], s.v32[i] = float32(m[i]), float32(v[i])
	}
	return nil
}

// Updates is the number of steps made, t in the formula; SetUpdates sets it, for an
// optimizer that goes on where another was.
func (a *AdamW) Updates() int { return a.t }

// SetUpdates sets the number of steps made.
func (a *AdamW) SetUpdates(t int) { a.t = t }
