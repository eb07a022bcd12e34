package metric

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt/flow"
)

// Reading is what it takes to read a network from its picture.
type Reading struct {
	// Effort is Cones + Crossings; less is easier.
	Effort float64
	// Cones is the wires that are followed to read one output after the other.
	Cones int
	// Crossings is how many pairs of wires cross.
	Crossings int
}

// ReadingEffort says how hard a network is to read,
//
//	E = Σ_o wires(o) + crossings.
//
// wires(o) is the number of wires in the cone of output o: those on a path from an input,
// or a row of a table, to o. To read an output one traces every wire that leads to it, so
// one that two outputs share is traced twice. Crossings are what makes a drawn graph hard
// to follow, more than any other feature of a drawing that was tried on people (H. C.
// Purchase, "Which aesthetic has the greatest effect on human understanding?", Graph
// Drawing 1997, LNCS 1353, 248–261). The sum of the two is this library's own.
//
// A wire is a pair of neurons, alive by flow.Flow.Alive, that a weight |w| > threshold of an
// affine product connects; the elements of a kernel between the same two are one. Wires
// between the same two levels of the flow cross if their ends are in opposite orders along
// the first coordinate of the places; stages, and copies of an axis, of one level stand side
// by side. Compare networks of about equal loss, and with RewiredEffort.
func ReadingEffort(f *flow.Flow, threshold float64) (_ Reading, failed error) {
	defer recoverInto(&failed, "ReadingEffort")
	g, err := newWiring(f, threshold)
	if err != nil {
		return Reading{}, err
	}
	return g.effort(), nil
}

// RewiredEffort is the control for ReadingEffort: its mean over copies of the network in
// which the wires of every connection were rewired at random, each neuron keeping as many
// in and as many out (S. Maslov and K. Sneppen, "Specificity and stability in topology of
// protein networks", Science 296, 910, 2002): ten times as many trials as there are wires to
// swap the ends of two. A network is easier to read than chance if E is below this.
func RewiredEffort(f *flow.Flow, threshold float64, copies int, rng *rand.Rand) (_ float64, failed error) {
	defer recoverInto(&failed, "RewiredEffort")
	if copies < 1 || rng == nil {
		return 0, fmt.Errorf("metric: rewired effort: want at least one copy, not %d, and a random source", copies)
	}
	sum := 0.0
	for range copies {
		g, err := newWiring(f, threshold)
		if err != nil {
			return 0, err
		}
		for _, b := range g.bundles {
			rewire(b.lines, rng)
		}
		sum += g.effort().Effort
	}
	return sum / float64(copies), nil
}

// wiring is what is alive of a flow.
type wiring struct {
	first   map[*flow.Stage]int // node of place 0
	nodes   int
	bundles []bundle
	links   [][2]int // from, to: what leads on and is no wire
	outputs []int
}

// bundle is the wires of one connection between two stages.
type bundle struct {
	from, to *flow.Stage
	lines    []line
}

// line is one wire, by place; from counts on through the copies of the axis.
type line struct{ from, to int }

func newWiring(f *flow.Flow, threshold float64) (*wiring, error) {
	alive, err := f.Alive(threshold)
	if err != nil {
		return nil, err
	}
	g := &wiring{first: map[*flow.Stage]int{}}
	for _, s := range f.Stages {
		g.first[s] = g.nodes
		g.nodes += s.Axis.Len()
		for place, living := range marks(s, alive) {
			if s.Output && living {
				g.outputs = append(g.outputs, g.first[s]+place)
			}
		}
	}
	for _, w := range f.Wires {
		if w.From == nil {
			continue
		}
		b := bundle{from: w.From, to: w.To}
		from, to := marks(w.From, alive), marks(w.To, alive)
		err := w.Each(threshold, func(c flow.Cell, _ float64) {
			switch {
			case !from[c.From] || !to[c.To]:
			case w.Kind == flow.Affine:
				b.lines = append(b.lines, line{c.Copy*w.From.Axis.Len() + c.From, c.To})
			default:
				g.links = append(g.links, [2]int{g.first[w.From] + c.From, g.first[w.To] + c.To})
			}
		})
		if err != nil {
			return nil, err
		}
		if len(b.lines) > 0 {
			slices.SortFunc(b.lines, byEnds)
			b.lines = slices.Compact(b.lines)
			g.bundles = append(g.bundles, b)
		}
	}
	return g, nil
}

// marks says by place what is alive.
func marks(s *flow.Stage, alive map[*flow.Stage][]bool) []bool {
	var all []bool
	for _, number := range s.Axis.Order() {
		all = append(all, alive[s][number])
	}
	return all
}

func byEnds(a, b line) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}

func (g *wiring) effort() Reading {
	r := Reading{Cones: g.cones(), Crossings: g.crossings()}
	r.Effort = float64(r.Cones + r.Crossings)
	return r
}

// cones adds up the wires that lead to each output.
func (g *wiring) cones() int {
	back, into := make([][]int, g.nodes), make([]int, g.nodes) // nodes before each, wires into it
	for _, k := range g.links {
		back[k[1]] = append(back[k[1]], k[0])
	}
	for _, b := range g.bundles {
		for _, l := range b.lines {
			to := g.first[b.to] + l.to
			into[to]++
			back[to] = append(back[to], g.first[b.from]+l.from%b.from.Axis.Len())
		}
	}
	total, seen := 0, make([]int, g.nodes) // the output that a node was last seen from, from 1
	for i, o := range g.outputs {
		seen[o] = i + 1
		for todo := []int{o}; len(todo) > 0; {
			n := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			total += into[n]
			for _, m := range back[n] {
				if seen[m] <= i {
					seen[m] = i + 1
					todo = append(todo, m)
				}
			}
		}
	}
	return total
}

// rewire swaps the ends of two wires where that makes no wire that there is already.
func rewire(lines []line, rng *rand.Rand) {
	there := map[line]bool{}
	for _, l := range lines {
		there[l] = true
	}
	for range 10 * len(lines) {
		i, j := rng.IntN(len(lines)), rng.IntN(len(lines))
		a, b := line{lines[i].from, lines[j].to}, line{lines[j].from, lines[i].to}
		if there[a] || there[b] { // so too where i is j
			continue
		}
		delete(there, lines[i])
		delete(there, lines[j])
		there[a], there[b] = true, true
		lines[i], lines[j] = a, b
	}
}
