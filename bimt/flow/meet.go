package flow

import (
	"maps"

	"github.com/gobimt/bimt/bimt"
)

// meetings say which axes may meet in one sum or product although they are moved apart.
type meetings struct {
	r *reader
	// met are the neurons of the second axis that each of the first one's meets.
	met map[[2]*bimt.Axis]map[int32]map[int32]bool
}

// meetingsOf looks at a sum or product of two values of the same shape.
func (r *reader) meetingsOf(a, b value) meetings {
	m := meetings{r, map[[2]*bimt.Axis]map[int32]map[int32]bool{}}
	for i, x := range a.at {
		y := b.at[i]
		if x < 0 || y < 0 {
			continue
		}
		x, y = m.ordered(x, y)
		pair := [2]*bimt.Axis{r.units[x].stage.axis, r.units[y].stage.axis}
		if pair[0] == pair[1] {
			continue
		}
		if m.met[pair] == nil {
			m.met[pair] = map[int32]map[int32]bool{}
		}
		if m.met[pair][x] == nil {
			m.met[pair][x] = map[int32]bool{}
		}
		m.met[pair][x][y] = true
	}
	return m
}

// ordered gives two units of different axes with the one first whose axis the result lies
// on: the one that moves; of two that do or do not, the longer.
func (m meetings) ordered(x, y int32) (int32, int32) {
	a, b := m.r.units[x].stage.axis, m.r.units[y].stage.axis
	if free(b) && !free(a) || free(a) == free(b) && b.Len() > a.Len() {
		return y, x
	}
	return x, y
}

// allow says whether two units stay together wherever their axes are moved: those of one
// head, where the second axis has a single neuron for each; and any that meet an axis
// which stays, if all of the first axis meet the same of its neurons.
func (m meetings) allow(x, y int32) bool {
	u, v := m.r.units[x], m.r.units[y]
	a, b := u.stage.axis, v.stage.axis
	if shared(a, b) && b.Len() == b.Heads().Len() {
		return u.place/(a.Len()/b.Len()) == v.place
	}
	if free(b) {
		return false
	}
	if !free(a) {
		return true
	}
	met := m.met[[2]*bimt.Axis{a, b}]
	for _, others := range met {
		if !maps.Equal(others, met[x]) {
			return false
		}
	}
	return true
}

// shared says whether two axes are split in the same heads.
func shared(a, b *bimt.Axis) bool { return a.Heads() != nil && a.Heads() == b.Heads() }
