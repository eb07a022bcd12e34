package nn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
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
