package transformer_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

const heads, inHead = 3, 3

// permutations lists all orders of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			q := append(append(append([]int(nil), p[:i]...), n-1), p[i:]...)
			out = append(out, q)
		}
	}
	return out
}

// lowestByHeadOrder tries all 3!·(3!)³ orders of an axis: for each order of heads, the
// least cost Σ |w(neuron, o)|·d(place, o) over all orders inside them, by trial of each.
func lowestByHeadOrder(size []float64, columns int) []float64 {
	line := func(i, n int) float64 { return (float64(i) + 0.5) / float64(n) }
	cost := func(at []int) float64 {
		sum := 0.0
		for place, neuron := range at {
			for o := range columns {
				sum += math.Abs(size[neuron*columns+o]) * math.Abs(line(place, len(at))-line(o, columns))
			}
		}
		return sum
	}
	inner := permutations(inHead)
	var lowest []float64
	for _, order := range permutations(heads) {
		best := math.Inf(1)
		for _, a := range inner {
			for _, b := range inner {
				for _, c := range inner {
					var at []int
					for slot, in := range [][]int{a, b, c} {
						for _, i := range in {
							at = append(at, order[slot]*inHead+i)
						}
					}
					best = math.Min(best, cost(at))
				}
			}
		}
		lowest = append(lowest, best)
	}
	return lowest
}

func TestHeadAssignmentEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tied := rapid.Bool().Draw(t, "tied")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
		space := bimt.NewSpace()
		residual := space.Axis("residual", bimt.Line(4), bimt.Fixed())
		split := bimt.NewHeads("heads", heads)
		qk := space.Axis("qk", bimt.Line(heads*inHead), bimt.InHeads(split))
		v := qk
		if !tied {
			v = space.Axis("v", bimt.Line(heads*inHead), bimt.InHeads(split))
		}
		sizes := map[*bimt.Axis][]float64{qk: make([]float64, 9*4), v: make([]float64, 9*4)}
		for i, axis := range []*bimt.Axis{qk, qk, v} { // Wq, Wk, Wv
			p := must(params.New(fmt.Sprint("W", i), axis.Len(), residual.Len()))(t)
			check(t, nn.Uniform(p, 1, rng))
			check(t, space.Connect(p, axis, residual))
			for i, w := range p.Float64s() {
				sizes[axis][i] += math.Abs(w)
			}
		}
		want := lowestByHeadOrder(sizes[qk], 4)
		if !tied {
			for i, c := range lowestByHeadOrder(sizes[v], 4) {
				want[i] += c
			}
		}
		best := math.Inf(1)
		for _, c := range want {
			best = math.Min(best, c)
		}
		moves := must(space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
		if furthest([]float64{moves.After}, []float64{best}) > 1e-12 {
			t.Fatalf("assignment reached %v, the best of all orders costs %v", moves.After, best)
		}
		a, b := qk.Order(), v.Order()
		for i := range a {
			if a[i]/inHead != b[i]/inHead {
				t.Fatalf("heads stand differently on the two axes: %v, %v", a, b)
			}
		}
	})
}
