package bimt

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/op"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
)

// Communicability charges every wire for its size, its length and how well its two ends are
// connected by all paths there are:
//
//	Σ |w|·d·C_ij,   C = exp(D^−½ A D^−½),   A_ij = Σ|w| between i and j,  D = diag Σ_j A_ij
//
// (Achterberg, Akarca, Strouse, Duncan, Astle 2023, "Spatially embedded recurrent neural
// networks", where W is of one recurrent layer; here A is the symmetric graph of the whole
// space, see Graph). A step takes the eigenvectors of a matrix of all neurons: some
// hundred are quick, thousands are not.
func Communicability() Price {
	return func(s *Space) (*gorgonia.Node, error) {
		b, err := s.bundles("communicability")
		if err != nil {
			return nil, err
		}
		return op.Scalar{
			Kind:  "communicability",
			Attrs: b.wiring(),
			Eval:  func(x, grad [][]float64) (float64, error) { return b.communicability(x, grad) },
		}.Node(b.params...)
	}
}

func (b *bundles) communicability(w, grad [][]float64) (float64, error) {
	a, k := b.normalised(w)
	var eig mat.EigenSym
	if !eig.Factorize(a, true) {
		return 0, fmt.Errorf("the eigenvectors of the network's graph were not found: is a weight NaN or infinite?")
	}
	values := eig.Values(nil)
	var q mat.Dense
	eig.VectorsTo(&q)
	c := spectrum(&q, func(i, j int) float64 {
		if i == j {
			return math.Exp(values[i])
		}
		return 0
	}, nil)
	sum, g := 0.0, mat.NewDense(b.nodes, b.nodes, nil)
	b.each(w, func(t, i int, w float64, to, from int) {
		v := math.Abs(w) * b.length[t][i]
		sum += v * c.At(to, from)
		g.Set(to, from, g.At(to, from)+v/2)
		g.Set(from, to, g.At(from, to)+v/2)
	})
	if grad == nil {
		return sum, nil
	}
	// The derivative of exp at a symmetric matrix, by its eigenvectors (Daleckii and Krein).
	h := spectrum(&q, func(i, j int) float64 { return expQuotient(values[i], values[j]) }, g)
	slope := make([]float64, b.nodes) // by the strength of a node
	for i := range slope {
		for j := range slope {
			if k[i] > 0 {
				slope[i] -= h.At(i, j) * a.At(i, j) / k[i]
			}
		}
	}
	b.each(w, func(t, i int, w float64, to, from int) {
		direct := b.length[t][i] * c.At(to, from)
		if r := math.Sqrt(k[to] * k[from]); r > 0 {
			direct += 2*h.At(to, from)/r + slope[to] + slope[from]
		}
		grad[t][i] = sign(w) * direct
	})
	return sum, nil
}

// normalised is D^−½ A D^−½, and the strengths on the diagonal of D.
func (b *bundles) normalised(w [][]float64) (*mat.SymDense, []float64) {
	a, k := mat.NewSymDense(b.nodes, nil), make([]float64, b.nodes)
	b.each(w, func(_, _ int, w float64, to, from int) {
		w = math.Abs(w)
		if to == from {
			w *= 2
		}
		a.SetSym(to, from, a.At(to, from)+w)
		k[to] += w
		if to != from {
			k[from] += w
		}
	})
	for i := range k {
		for j := range i + 1 {
			if r := math.Sqrt(k[i] * k[j]); r > 0 {
				a.SetSym(i, j, a.At(i, j)/r)
			}
		}
	}
	return a, k
}

// spectrum is Q (f ∘ QᵀMQ) Qᵀ; no m is the identity.
func spectrum(q *mat.Dense, f func(i, j int) float64, m *mat.Dense) *mat.Dense {
	n, _ := q.Dims()
	var t, out mat.Dense
	if m != nil {
		t.Product(q.T(), m, q)
		t.Apply(func(i, j int, v float64) float64 { return v * f(i, j) }, &t)
	} else {
		t.CloneFrom(mat.NewDense(n, n, nil))
		t.Apply(func(i, j int, _ float64) float64 { return f(i, j) }, &t)
	}
	out.Product(q, &t, q.T())
	return &out
}

// expQuotient is (eˣ − eʸ)/(x − y), which is eˣ where they meet.
func expQuotient(x, y float64) float64 {
	half := (x - y) / 2
	if math.Abs(half) < 1e-6 {
		return math.Exp((x + y) / 2)
	}
	return math.Exp((x+y)/2) * math.Sinh(half) / half
}
