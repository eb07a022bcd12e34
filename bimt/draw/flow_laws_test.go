package draw_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph/op"
)

// In pruned networks a filled neuron has a wire on each side that has a layer, a dead one has
// none, and the caption counts the weights that are not drawn.
func TestWiresAreAtTheLiving(t *testing.T) {
	idle := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := newSketch()
		axes := []*bimt.Axis{s.axis("x", 3), s.axis("h1", 8), s.axis("h2", 8), s.axis("y", 3)}
		x, over := try(axes[0].ToPlaces(s.input(5, 3))), 0
		for i := range 3 {
			l := s.linear(fmt.Sprint("l", i), axes[i+1], axes[i], op.SiLU)
			over += prune(l.Weight, rng)
			x = try(l.Apply(x))
		}
		n := try(draw.FromFlow(try(flow.Read(s.space, try(axes[3].FromPlaces(x)))), 0.01, "", nil))
		checkWires(t, n)
		if len(n.Edges)+n.Idle != over || n.Over != over {
			t.Errorf("seed %d: %d weights drawn and %d idle of %d, want %d", seed, len(n.Edges), n.Idle, n.Over, over)
		}
		idle += n.Idle
		var svg strings.Builder
		if err := try(n.Picture()).WriteSVG(&svg); err != nil {
			t.Fatal(err)
		}
		said := strings.Contains(svg.String(), fmt.Sprintf("all drawn but %d at dead neurons", n.Idle)) || strings.Contains(svg.String(), "all at dead neurons")
		if said != (n.Idle > 0) {
			t.Errorf("seed %d: %d idle weights, the caption speaks of them: %v", seed, n.Idle, said)
		}
	}
	if idle == 0 {
		t.Error("no network had a weight at a dead neuron")
	}
}

// prune leaves one in five weights of a matrix, and counts them.
func prune(w interface {
	Len() int
	Set([]float64) error
}, rng *rand.Rand) (left int) {
	v := make([]float64, w.Len())
	for i := range v {
		if rng.IntN(5) == 0 {
			v[i] = 1 + rng.Float64()
			left++
		}
	}
	if err := w.Set(v); err != nil {
		panic(err)
	}
	return left
}

func checkWires(t *testing.T, n draw.Network) {
	t.Helper()
	type neuron [2]int
	in, out := map[neuron]int{}, map[neuron]int{}
	for _, e := range n.Edges {
		in[neuron{e.ToLayer, e.ToNeuron}]++
		out[neuron{e.FromLayer, e.FromNeuron}]++
	}
	for l, layer := range n.Layers {
		last := l == len(n.Layers)-1
		for i, v := range layer.Neurons {
			below, above := in[neuron{l, i}], out[neuron{l, i}]
			if v.Dead && below+above > 0 || !v.Dead && (l > 0 && below == 0 || !last && above == 0) {
				t.Errorf("%s[%d], dead %v, has %d wires below and %d above", layer.Name, i, v.Dead, below, above)
			}
			if v.Constant != (last && v.Dead) {
				t.Errorf("%s[%d], dead %v, is constant: %v", layer.Name, i, v.Dead, v.Constant)
			}
		}
	}
}

// Where only the strongest weights are drawn, a neuron without any of them is told from those
// with some; so is an output that is constant from the dead.
func TestWeakNeurons(t *testing.T) {
	s := newSketch()
	x, y := s.axis("x", 2), s.axis("y", 3)
	l := s.linear("l", y, x, op.Identity)
	if err := l.Weight.Set([]float64{1, 0, 0, 0.5, 0, 0}); err != nil {
		t.Fatal(err)
	}
	out := try(y.FromPlaces(try(l.Apply(try(x.ToPlaces(s.input(5, 2)))))))
	n := try(draw.FromFlow(try(flow.Read(s.space, out)), 0.01, "", nil))
	for most, weak := range map[int]bool{1: true, 2: false} {
		n.MaxEdges = most
		var svg strings.Builder
		if err := try(n.Picture()).WriteSVG(&svg); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(svg.String(), "its weights not drawn"); got != weak || !strings.Contains(svg.String(), "constant output") {
			t.Errorf("%d weights drawn: weak neurons are named %v, want %v", most, got, weak)
		}
	}
}
