package examples

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
)

// lion is an optimizer of one's own (Chen et al. 2023, arXiv 2302.06675):
//
//	w ← w − η·sign(β₁·m + (1 − β₁)·g),  m ← β₂·m + (1 − β₂)·g.
//
// What it remembers is a memory of the parameter, so it moves with the neurons and is
// saved with the weights. It honours the same mask as nn.AdamW.
type lion struct{ params []*graph.Param }

const momentum = "lion.m"

// Step implements nn.Optimizer.
func (l *lion) Step(rate float64) error {
	for _, p := range l.params {
		w, g, m := graph.Values[float64](p), graph.Gradients[float64](p), graph.Memory[float64](p, momentum)
		for i := range w {
			switch c := 0.9*m[i] + 0.1*g[i]; {
			case c > 0:
				w[i] -= rate
			case c < 0:
				w[i] += rate
			}
			m[i] = 0.99*m[i] + 0.01*g[i]
		}
		if p.HasMemory(nn.Mask) {
			for i, keep := range graph.Memory[float64](p, nn.Mask) {
				w[i] *= keep
			}
		}
	}
	return nil
}

// masked is a network for a product; a mask cuts the wires of input b from the start.
func masked() *network {
	const batch = 50
	n, random := newNetwork(), rng()
	x, h, y := n.space.Axis("x", bimt.Line(3)), n.space.Axis("h", bimt.Line(8)), n.space.Axis("y", bimt.Line(1))
	net := try(nn.NewMLP(n.params, "layer", []int{3, 8, 1}, op.Tanh, random))
	n.connect(net.Layers[0], h, x)
	n.connect(net.Layers[1], y, h)
	do(net.Layers[0].Weight.SetMemory(nn.Mask, slices.Repeat([]float64{1, 0, 1}, 8)))
	var xs, ys []float64
	for range batch {
		v := []float64{random.Float64(), random.Float64(), random.Float64()}
		xs, ys = append(xs, v...), append(ys, v[0]*v[2])
	}
	n.out = try(y.FromPlaces(try(net.Apply(try(x.ToPlaces(n.input("x", xs, batch, 3)))))))
	n.loss, n.below, n.rate = try(op.MSE(n.out, n.input("y", ys, batch, 1))), 0.005, 2e-3
	n.optimizer = func(p []*graph.Param) (nn.Optimizer, error) { return &lion{p}, nil }
	n.labels = draw.Labels{x: {"a", "b", "c"}, y: {"a·c"}}
	return n
}

func TestOwnOptimizer(t *testing.T) { check(t, masked()) }

// Saved and loaded, training goes on with the same bits as without a break.
func TestOwnOptimizerResumes(t *testing.T) {
	steps := func(n *network, number int) {
		session, optimizer := try(graph.Compile(graph.Program{Loss: n.loss, Params: n.params.All()})), try(n.optimizer(n.params.All()))
		for range number {
			do(session.Run())
			do(optimizer.Step(n.rate))
			try(n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))
		}
	}
	through, broken, path := masked(), masked(), filepath.Join(t.TempDir(), "half.safetensors")
	steps(through, 20)
	steps(broken, 10)
	do(checkpoint.Save(path, broken.params.All(), broken.space, nil, checkpoint.WithMemories))
	resumed := masked()
	try(checkpoint.Load(path, resumed.params.All(), resumed.space))
	steps(resumed, 10)
	for i, p := range through.params.All() {
		if !slices.Equal(p.Float64s(), resumed.params.All()[i].Float64s()) {
			t.Errorf("%s differs from that of a run that was never stopped", p.Name())
		}
	}
	w := resumed.params.Get("layer0.weight")
	for i, keep := range w.MemoryFloat64s(nn.Mask) {
		if v := w.Float64s()[i]; (keep == 0) != (v == 0) {
			t.Errorf("weight %d is %v with a mask of %v", i, v, keep)
		}
	}
}
