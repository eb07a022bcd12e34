package op_test

import (
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/graphtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// terms are all kinds of term in one cost: wires, wires exempt from locality, a bias that
// is gated, plain L2, gated L2.
func terms() []op.CostTerm {
	return []op.CostTerm{
		{Distance: []float64{0, 0.25, 0.5, 1.5, 0.75, 2}, Y: 0.1, Scale: 1},
		{Y: 0.5, Scale: 0.25},
		{Y: 0.3, Scale: 1, Gated: true},
		{Y: 0.7, Scale: 0.5, Charge: op.Square},
		{Distance: []float64{1, 2}, Y: 0.2, Scale: 3, Gated: true},
	}
}

func costInputs() []graphtest.Input {
	return []graphtest.Input{
		graphtest.Scalar("locality", 1.25), graphtest.Scalar("gate", 0.5),
		graphtest.Random("wire", 2, 3), graphtest.Random("exempt", 2, 2), graphtest.Random("bias", 3),
		graphtest.Random("squared", 4), graphtest.Random("gated wire", 1, 2),
	}
}

// costOf builds a cost after a change to its terms.
func costOf(change func([]op.CostTerm)) graphtest.Build {
	return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
		ts := terms()
		change(ts)
		for i := range ts {
			ts[i].Weight = in[2+i]
		}
		return op.Cost(in[0], in[1], ts)
	}
}

func TestCostLaws(t *testing.T) {
	same := func([]op.CostTerm) {}
	build := func(change func([]op.CostTerm)) graphtest.Build { return costOf(change) }
	graphtest.Check(t, graphtest.Case{
		Name:   "cost",
		Inputs: costInputs(),
		Op:     build(same),
		Variants: []graphtest.Case{
			{Name: "another distance", Op: build(func(t []op.CostTerm) { t[0].Distance[5] = 2.0000001 })},
			{Name: "distances in another order", Op: build(func(t []op.CostTerm) { t[0].Distance[1], t[0].Distance[2] = 0.5, 0.25 })},
			{Name: "no distances", Op: build(func(t []op.CostTerm) { t[0].Distance = nil })},
			{Name: "another y", Op: build(func(t []op.CostTerm) { t[1].Y = 0.50000001 })},
			{Name: "another scale", Op: build(func(t []op.CostTerm) { t[1].Scale = 0.25000001 })},
			{Name: "gated", Op: build(func(t []op.CostTerm) { t[0].Gated = true })},
			{Name: "not gated", Op: build(func(t []op.CostTerm) { t[2].Gated = false })},
			{Name: "squared", Op: build(func(t []op.CostTerm) { t[1].Charge = op.Square })},
			{Name: "not squared", Op: build(func(t []op.CostTerm) { t[3].Charge = op.Size })},
		},
	})
}

// Distances on a weight charged by its square change nothing.
func TestCostSquareIgnoresDistance(t *testing.T) {
	near := costOf(func(t []op.CostTerm) { t[0].Charge, t[0].Distance = op.Square, nil })
	graphtest.Check(t, graphtest.Case{
		Name:   "square with distances",
		Inputs: costInputs(),
		Op:     costOf(func(t []op.CostTerm) { t[0].Charge = op.Square }),
		Twin:   near,
	})
}

// The cost has no derivative at 0; the subgradient 0 leaves a dead weight dead.
func TestCostSubgradientOfZero(t *testing.T) {
	in := costInputs()
	for i := range in {
		if !in[i].Constant {
			in[i].Data = make([]float64, len(in[i].Data))
		}
	}
	g := newGraph(t, in)
	cost := must(costOf(func([]op.CostTerm) {})(g.nodes))(t)
	s := must(graph.Compile(graph.Program{Loss: cost, Params: g.params.All()}))(t)
	check(t, s.Run())
	for _, p := range g.params.All() {
		for i, d := range p.Gradient() {
			if d != 0 {
				t.Errorf("gradient of the cost by %s[%d] = 0 is %v, want 0", p.Name(), i, d)
			}
		}
	}
}

// Every charge, with and without distances, keeps the laws; they differ in their hash.
func TestChargeLaws(t *testing.T) {
	charged := func(c op.Charge) graphtest.Build {
		return costOf(func(t []op.CostTerm) { t[0].Charge, t[1].Charge, t[2].Charge, t[4].Charge = c, c, c, c })
	}
	for _, c := range op.Charges() {
		var others []graphtest.Case
		for _, o := range op.Charges() {
			if o != c {
				others = append(others, graphtest.Case{Name: "charge " + string(o), Op: charged(o)})
			}
		}
		graphtest.Check(t, graphtest.Case{Name: "charge " + string(c), Inputs: costInputs(), Op: charged(c), Variants: others})
	}
	x := newGraph(t, costInputs())
	_, err := charged("cube")(x.nodes)
	wantError(t, err, "cost of wire", "cube", "root")
}
