package flow_test

import (
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
)

// Neurons that are turned in pairs must not part: rigid heads hold them together, of one
// turned head each or of several.
func TestCheckOfRope(t *testing.T) {
	for name, c := range map[string]struct {
		option bimt.AxisOption
		words  []string
	}{
		"rigid":                 {bimt.InRigidHeads(bimt.NewHeads("heads", 2)), nil},
		"rigid in larger heads": {bimt.InRigidHeads(bimt.NewHeads("heads", 1)), nil},
		"fixed":                 {bimt.Fixed(), nil},
		"free inside":           {bimt.InHeads(bimt.NewHeads("heads", 2)), []string{"rope", "axis qk", "InRigidHeads", "2 heads"}},
		"rigid in smaller":      {bimt.InRigidHeads(bimt.NewHeads("heads", 4)), []string{"rope", "axis qk", "InRigidHeads"}},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, 3)
			x, qk := n.space.Axis("x", bimt.Line(3)), n.space.Axis("qk", bimt.Line(8), c.option)
			in := must(x.ToPlaces(n.input("data", 2, 4, 3)))(t)
			q := n.apply(n.linear("q", qk, x, op.Identity, 1), in)
			q = must(op.Rope(q, op.Rotary{Heads: 2, Base: 100, Pairing: op.Halves}))(t)
			n.out = must(qk.FromPlaces(q))(t)
			err := flow.Check(n.space, n.out)
			if c.words == nil {
				check(t, err)
				if f := n.read(); len(f.Opaque) > 0 {
					t.Errorf("opaque: %v", f.Opaque)
				}
				return
			}
			if err == nil {
				t.Fatal("no mistake found")
			}
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not mention %q", err, w)
				}
			}
		})
	}
}
