package bimt_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
)

// levelsOf is the order of a grouped network by level: what is left of an order when blocks of
// other levels are not told apart.
func levelsOf(n *grouped) map[string][]int {
	all := map[string][]int{}
	for _, x := range n.wide.Order() { // 12 = groups of 6, heads of 2
		all["groups"] = append(all["groups"], x/6)
		all["heads"] = append(all["heads"], x%6/2)
		all["dims"] = append(all["dims"], x%2)
	}
	for _, x := range n.small.Order() {
		all["groups"] = append(all["groups"], x/2)
		all["dims"] = append(all["dims"], x%2)
	}
	return all
}

// A level named alone moves, and no other does; the cost falls or stays.
func TestOnlyOneLevelMoves(t *testing.T) {
	for _, strategy := range []bimt.Strategy{bimt.Assignment, bimt.Greedy} {
		moved := map[string]int{}
		for seed := range uint64(12) {
			for _, level := range []string{"groups", "heads", "dims"} {
				n := newGrouped(t, seed, false)
				before := levelsOf(n)
				m := must(n.space.Relocate(bimt.Relocation{Strategy: strategy, Locality: 1, Only: []string{level[:3] + "*"}}))(t)
				if m.After > m.Before {
					t.Errorf("%s, %s alone: cost %v to %v", strategy, level, m.Before, m.After)
				}
				for other, order := range levelsOf(n) {
					// Moved groups take the orders of what is in them along.
					if other != level && level != "groups" && !slices.Equal(order, before[other]) {
						t.Errorf("%s, %s alone: %s moved from %v to %v", strategy, level, other, before[other], order)
					}
				}
				if m.Moved > 0 {
					moved[level]++
				}
			}
		}
		if len(moved) != 3 {
			t.Errorf("%s: of 12 networks %v moved", strategy, moved)
		}
	}
}

// What is free in innermost blocks is moved by the name of the axis: here places in rigid heads.
func TestOnlyInsideBlocks(t *testing.T) {
	n := newGrouped(t, 3, true)
	small := n.small.Order()
	m := must(n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1, Only: []string{"wide"}}))(t)
	for i, x := range n.wide.Order() {
		if x/2 != i/2 {
			t.Errorf("neuron %d left its block: %v", x, n.wide.Order())
		}
	}
	if m.Moved == 0 || !slices.Equal(small, n.small.Order()) {
		t.Errorf("%d moved; the other axis stands in %v", m.Moved, n.small.Order())
	}
}

func TestOnlyRefuses(t *testing.T) {
	n := newGrouped(t, 1, false)
	for word, r := range map[string]bimt.Relocation{
		"no such axis":             {Strategy: bimt.Assignment, Only: []string{"hed"}},
		"syntax error":             {Strategy: bimt.Assignment, Only: []string{"[a"}},
		"orders all axes together": {Strategy: bimt.Spectral, Only: []string{"heads"}},
	} {
		if _, err := n.space.Relocate(r); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, want one with %q", err, word)
		}
	}
}
