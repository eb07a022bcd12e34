package nn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/mat"
)

// Uniform fills p with draws from [−bound, bound).
func Uniform(p *graph.Param, bound float64, rng *rand.Rand) error {
	if p == nil || rng == nil {
		return fmt.Errorf("nn: uniform: the parameter or the random source is missing")
	}
	v := make([]float64, p.Len())
	for i := range v {
		v[i] = (2*rng.Float64() - 1) * bound
	}
	return p.Set(v)
}

// Normal fills p with draws from a normal distribution of mean 0.
func Normal(p *graph.Param, deviation float64, rng *rand.Rand) error {
	if p == nil || rng == nil {
		return fmt.Errorf("nn: normal: the parameter or the random source is missing")
	}
	v := make([]float64, p.Len())
	for i := range v {
		v[i] = rng.NormFloat64() * deviation
	}
	return p.Set(v)
}

// Orthogonal fills a square p, (n, n), with a random orthogonal matrix: a recurrent layer then
// neither grows nor forgets at first (Saxe, McClelland, Ganguli 2014, arXiv 1312.6120).
func Orthogonal(p *graph.Param, rng *rand.Rand) error {
	if p == nil || rng == nil {
		return fmt.Errorf("nn: orthogonal: the parameter or the random source is missing")
	}
	shape := p.Shape()
	if len(shape) != 2 || shape[0] != shape[1] {
		return fmt.Errorf("nn: orthogonal: %s has shape %v: want a square", p.Name(), shape)
	}
	v := make([]float64, p.Len())
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	var qr mat.QR
	qr.Factorize(mat.NewDense(shape[0], shape[0], v))
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	for j := range shape[0] { // so that all are as likely
		if r.At(j, j) < 0 {
			for i := range shape[0] {
				q.Set(i, j, -q.At(i, j))
			}
		}
	}
	return p.Set(q.RawMatrix().Data)
}

// Fill fills p with one value.
func Fill(p *graph.Param, value float64) error {
	if p == nil {
		return fmt.Errorf("nn: fill: the parameter is missing")
	}
	v := make([]float64, p.Len())
	for i := range v {
		v[i] = value
	}
	return p.Set(v)
}

// fanInBound is 1/√fanIn, the bound of PyTorch's default for linear layers.
func fanInBound(fanIn int) float64 { return 1 / math.Sqrt(float64(fanIn)) }
