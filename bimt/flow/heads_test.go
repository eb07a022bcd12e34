package flow_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Queries, keys and values of three heads must be in as many, of one split: Check says
// what a shuffle of the neurons shows.
func TestCheckOfSplits(t *testing.T) {
	one := func(heads int) [2]bimt.AxisOption {
		h := bimt.NewHeads("heads", heads)
		return [2]bimt.AxisOption{bimt.InHeads(h), bimt.InHeads(h)}
	}
	rigid := bimt.InRigidHeads(bimt.NewHeads("whole", 1))
	for name, c := range map[string]struct {
		options [2]bimt.AxisOption // of queries and keys, and of values
		words   []string
	}{
		"one split":           {one(3), nil},
		"fixed":               {[2]bimt.AxisOption{bimt.Fixed(), bimt.Fixed()}, nil},
		"more heads":          {one(6), []string{"3 heads", "change heads", "axis qk", "axis v"}},
		"fewer heads":         {one(1), []string{"3 heads", "change heads", "axis qk", "axis v"}},
		"splits of their own": {[2]bimt.AxisOption{one(3)[0], one(3)[0]}, []string{"axes qk and v", "one split"}},
		"one of them fixed":   {[2]bimt.AxisOption{one(3)[0], bimt.Fixed()}, []string{"axes qk and v", "one split"}},
		"one rigid block":     {[2]bimt.AxisOption{rigid, rigid}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, 3)
			x := n.space.Axis("x", bimt.Line(3))
			qk, v := n.space.Axis("qk", bimt.Line(12), c.options[0]), n.space.Axis("v", bimt.Line(12), c.options[1])
			in := must(x.ToPlaces(n.input("data", 2, 4, 3)))(t)
			project := func(name string, to *bimt.Axis) *gorgonia.Node {
				return n.apply(n.linear(name, to, x, op.Identity, 1), in)
			}
			mix, _, err := op.Attend(project("q", qk), project("k", qk), project("v", v), op.Attention{Heads: 3, Rate: 1})
			check(t, err)
			n.out = must(v.FromPlaces(mix))(t)
			s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{n.out}}))(t)
			shown := n.shuffled(s)
			err = flow.Check(n.space, n.out)
			if (err != nil) != (c.words != nil) || (err != nil) != shown {
				t.Fatalf("Check says %v; a shuffle changes the outputs: %v", err, shown)
			}
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not mention %q", err, w)
				}
			}
		})
	}
}

// shuffled says whether one of several shuffles changes the outputs.
func (n *network) shuffled(s *graph.Session) bool {
	for seed := range uint64(10) {
		err := n.space.Verify(func() ([]float64, error) {
			if err := s.Run(); err != nil {
				return nil, err
			}
			return s.Float64s(n.out)
		}, 1e-9, rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			return true
		}
	}
	return false
}
