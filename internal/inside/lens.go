package inside

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/run"
)

// LensReport is lens.json: what a network shows of the algorithm it has learned.
type LensReport struct {
	Experiment  string          `json:"experiment"`
	Addition    *AdditionReport `json:"addition,omitempty"`
	Permutation *S4Report       `json:"permutations,omitempty"`
	Channels    *ChannelReport  `json:"channels,omitempty"`
	Stream      *StreamReport   `json:"residual_stream,omitempty"`
	Classes     *ClassReport    `json:"classes,omitempty"`
}

// Figure is a number beside what chance gives.
type Figure struct {
	Name  string     `json:"name"`
	Value run.Number `json:"value"`
	// Null is the same of what NullOf says.
	Null   run.Number `json:"null"`
	NullOf string     `json:"null_of"`
}

// nullSeed draws what chance gives: the same in every run.
const nullSeed = 20240607

func nullRandom() *rand.Rand { return rand.New(rand.NewPCG(nullSeed, 0)) }

// Lens looks for what is known of a network's task: sums modulo p, products of
// permutations, images, classes, sequences. A network of which nothing is known is an error.
func Lens(r *run.Run) (*LensReport, error) {
	l := &LensReport{Experiment: r.Config.Experiment}
	var err error
	switch kind := r.Config.Data.Name; {
	case kind == "modular-addition" && r.Data.Tokens%2 == 1:
		l.Addition, err = addition(r)
	case kind == "permutations" && r.Data.Tokens == 24:
		l.Permutation, err = permutations(r)
	}
	if err != nil {
		return nil, err
	}
	if r.Network.Table() != nil {
		if l.Channels, err = channels(r); err != nil {
			return nil, err
		}
	}
	if r.Data.Classes > 0 && r.Network.Transformer == nil && r.Data.Tokens == 0 {
		if l.Classes, err = classes(r); err != nil {
			return nil, err
		}
	}
	if r.Network.Transformer != nil {
		if l.Stream, err = stream(r); err != nil {
			return nil, err
		}
	}
	if l.Stream == nil && l.Classes == nil && l.Addition == nil && l.Permutation == nil && l.Channels == nil {
		return nil, fmt.Errorf("%s: no lens is known for it: there are those for sums modulo p, permutations of four things, classes of numbers and images, tables of tokens, and transformers", r.Config.Experiment)
	}
	return l, nil
}

// tokenTable is the embedding of tokens, (tokens, width), columns by number.
func tokenTable(r *run.Run) (values []float64, width int) {
	p := r.Network.Table()
	for i, x := range r.Network.Space.Connection(p).Axes() {
		if i == 1 && x != nil {
			return byNumber(p.Float64s(), x.Order()), p.Shape()[1]
		}
	}
	return p.Float64s(), p.Shape()[1]
}

// normal is a random table with the size of another.
func normal(rng *rand.Rand, like []float64) []float64 {
	square := 0.0
	for _, v := range like {
		square += v * v
	}
	scale, out := math.Sqrt(square/float64(len(like))), make([]float64, len(like))
	for i := range out {
		out[i] = scale * rng.NormFloat64()
	}
	return out
}

// living says which neurons of the embedding are alive, by number; nil if it has no axis.
func living(r *run.Run) ([]bool, error) {
	axes := r.Network.Space.Connection(r.Network.Table()).Axes()
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	alive, err := f.Alive(run.ActiveAbove)
	if err != nil {
		return nil, err
	}
	all := make([]bool, axes[1].Len())
	for _, s := range f.On(axes[1]) {
		for i, is := range alive[s] {
			all[i] = all[i] || is
		}
	}
	return all, nil
}
