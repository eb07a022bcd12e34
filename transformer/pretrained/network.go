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

	probe *Generator
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
	change, err = n.keepLogits("relocated", func() (err error) {
		moves, err = n.Space.Relocate(r)
		return err
	})
	return moves, change, err
}

// Rotate turns weights so that the connection cost falls (see transformer.Model.Rotate), and
// tells by how much logits changed, as Relocate does.
func (n *Network) Rotate(r transformer.Rotation) (turned transformer.Turned, change float64, err error) {
	change, err = n.keepLogits("rotated", func() (err error) {
		turned, err = n.Model.Rotate(r)
		return err
	})
	return turned, change, err
}

// keepLogits does something to the weights and tells by how much logits changed.
func (n *Network) keepLogits(done string, do func() error) (change float64, err error) {
	before, err := n.Probe()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := n.Probe()
	if err != nil {
		return 0, err
	}
	most := 1e-9
	if n.Params.DType() == tensor.Float32 {
		most = 1e-3
	}
	if change = Apart(before, after); !(change <= most) {
		return change, fmt.Errorf("pretrained: %s: %s, a logit changed by %v of the largest: the weights hold NaN or infinity, or this is a mistake of ours", n.Path, done, change)
	}
	return change, nil
}

// Probe is the logits of some random tokens, the same at each call.
func (n *Network) Probe() ([]float64, error) {
	if n.probe == nil {
		g, err := NewGenerator(n.Model, n.Params, min(n.Context, 32))
		if err != nil {
			return nil, err
		}
		n.probe = g
	}
	rng := rand.New(rand.NewPCG(1, 1))
	tokens := make([]int, n.probe.length)
	for i := range tokens {
		tokens[i] = rng.IntN(n.probe.tokens)
	}
	return n.probe.Logits(tokens)
}

// Apart is the largest difference of two lists of logits, relative to the largest of the
// first; NaN of lists that are not of one length.
func Apart(before, after []float64) float64 {
	if len(before) != len(after) {
		return math.NaN()
	}
	change, largest := 0.0, 0.0
	for i, v := range before {
		d := math.Abs(after[i] - v)
		if math.IsNaN(d) {
			return d
		}
		change, largest = max(change, d), max(largest, math.Abs(v))
	}
	if change > 0 {
		change /= largest
	}
	return change
}
