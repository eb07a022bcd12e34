package bimt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// wired is a space of one axis whose neurons are wired by the given matrix.
func wired(t *testing.T, w *mat.Dense) *Space {
	t.Helper()
	n, _ := w.Dims()
	p, err := graph.NewParams(gorgonia.NewGraph(), tensor.Float64).New("W", n, n)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Set(w.RawMatrix().Data); err != nil {
		t.Fatal(err)
	}
	s := NewSpace()
	a := s.Axis("h", Line(n))
	if err := s.Connect(p, a, a); err != nil {
		t.Fatal(err)
	}
	return s
}

// loopless is the adjacency of a space without loops, and its graph with links.
func loopless(t *testing.T, s *Space) (*Graph, *adjacency) {
	t.Helper()
	g, err := s.Graph(0)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.adjacency(0, (*Connection).magnitudes)
	if err != nil {
		t.Fatal(err)
	}
	m.dropLoops()
	return g, m
}

// The vector found is that of a dense solver, up to its length and sign.
func TestFiedlerIsAnEigenvector(t *testing.T) {
	for _, n := range []int{2, 3, 10, 60, 150} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(n), 1))
			w := mat.NewDense(n, n, nil)
			for i := range n {
				for j := range i {
					if rng.Float64() < 0.5 || j == i-1 {
						w.Set(i, j, rng.Float64())
					}
				}
			}
			g, a := loopless(t, wired(t, w))
			m := mat.NewSymDense(n, nil)
			nodes := make([]int, n)
			for i := range n {
				nodes[i] = i
				for _, l := range g.Links(i) {
					m.SetSym(i, l.Node, l.Weight/math.Sqrt(g.Strength(i)*g.Strength(l.Node)))
				}
			}
			var eigen mat.EigenSym
			if !eigen.Factorize(m, true) {
				t.Fatal("no eigenvectors")
			}
			var vectors mat.Dense
			eigen.VectorsTo(&vectors)
			want := mat.Col(nil, n-2, &vectors) // values rise; the last is 1
			for i := range want {
				want[i] /= math.Sqrt(g.Strength(i))
			}
			got := fiedler(a, nodes)
			cosine := floats.Dot(got, want) / (floats.Norm(got, 2) * floats.Norm(want, 2))
			if math.Abs(cosine) < 1-1e-9 {
				t.Errorf("cosine with the eigenvector is %v", cosine)
			}
		})
	}
}

// Two chains, shuffled, and a neuron without wires: each chain comes out in its order, one
// beside the other, the single neuron last.
func TestFiedlerOrderOfChains(t *testing.T) {
	chains := [][]int{{4, 0, 7, 2}, {5, 1, 8, 3}}
	w := mat.NewDense(9, 9, nil)
	for _, c := range chains {
		for i := range len(c) - 1 {
			w.Set(c[i], c[i+1], 1)
		}
	}
	_, m := loopless(t, wired(t, w))
	value := fiedlerOrder(m)
	for part, c := range chains {
		rising := value[c[1]] > value[c[0]]
		for i, n := range c {
			if math.Abs(value[n]-float64(part)) > 0.25+1e-12 {
				t.Errorf("neuron %d of chain %d has value %v", n, part, value[n])
			}
			if i > 0 && (value[n] > value[c[i-1]]) != rising {
				t.Errorf("chain %v has values out of order: %v", c, value)
			}
		}
	}
	if value[6] != 2 {
		t.Errorf("the neuron without wires has value %v, want 2", value[6])
	}
}
