package pretrained

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Network is a transformer with its weights, in a space of its own.
type Network struct {
	*File
	Params *graph.Params
	Space  *bimt.Space
	Model  *transformer.Model
}

// Load opens the transformer at a path and gives it its weights, in float64, or in float32 if
// single is set. Its space adds up the cost of all weights, with a layer distance of 0.5.
func Load(path string, single bool) (*Network, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	return f.Load(single)
}

// Load is the function Load of a file that is open.
func (f *File) Load(single bool) (n *Network, err error) {
	dtype := tensor.Float64
	if single {
		dtype = tensor.Float32
	}
	n = &Network{File: f, Params: graph.NewParams(gorgonia.NewGraph(), dtype), Space: bimt.NewSpace()}
	n.Model, err = f.Model(n.Params, n.Space)
	return n, err
}

// Weights is the number of weights of the file that Open read.
func (f *File) Weights() int {
	n := 0
	for _, s := range f.slots {
		k := 1
		for _, d := range s.shape {
			k *= d
		}
		n += k
	}
	return n
}

// Relocate moves neurons so that wires get shorter, and tells by how much logits of random
// tokens changed, relative to the largest: what rounding in another order of summation comes
// to. A change above 1e-9, 1e-3 in float32, is an error: then the network is not to be used.
func (n *Network) Relocate(r bimt.Relocation) (moves bimt.Moves, change float64, err error) {
	g, err := NewGenerator(n.Model, n.Params, min(n.Context, 32))
	if err != nil {
		return moves, 0, err
	}
	rng := rand.New(rand.NewPCG(1, 1))
	tokens := make([]int, g.length)
	for i := range tokens {
		tokens[i] = rng.IntN(g.tokens)
	}
	before, err := g.Logits(tokens)
	if err != nil {
		return moves, 0, err
	}
	if moves, err = n.Space.Relocate(r); err != nil {
		return moves, 0, err
	}
	after, err := g.Logits(tokens)
	if err != nil {
		return moves, 0, err
	}
	largest, most := 0.0, 1e-9
	if n.Params.DType() == tensor.Float32 {
		most = 1e-3
	}
	for i, v := range before {
		change, largest = max(change, math.Abs(after[i]-v)), max(largest, math.Abs(v))
	}
	if change > 0 {
		change /= largest
	}
	if !(change <= most) {
		return moves, change, fmt.Errorf("pretrained: %s: relocated, a logit changed by %v of the largest: the weights hold NaN or infinity, or this is a mistake of ours", n.Path, change)
	}
	return moves, change, nil
}
