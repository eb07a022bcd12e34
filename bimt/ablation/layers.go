package ablation

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/graph/vec"
)

// Layers is a chain of dense layers on some rows of data, with all that its neurons say
// there. What a change does not reach is not computed again.
type Layers struct {
	layers []circuit.Layer
	turned [][]float64 // weights (in, out) of each layer
	rows   int
	sums   [][]float64 // of each layer, (rows, out), before the activation
	level  []source    // 0: the inputs; l+1: what layer l gives
	spare  sync.Pool   // of *room
}

// Place is a neuron: its level, 0 for inputs and l+1 for what layer l gives, and its number.
type Place struct{ Level, Number int }

// room is what one computation writes to.
type room struct {
	a, b, deltas []float64
	rows         []int
}

// NewLayers computes the layers for all rows of x, (rows, inputs), in the units of the
// network. other is the row that stands for each in Resample, see OtherRows.
func NewLayers(layers []circuit.Layer, x []float64, other []int) (*Layers, error) {
	if len(layers) == 0 || len(other) == 0 || layers[0].In < 1 || len(x) != len(other)*layers[0].In {
		return nil, fmt.Errorf("ablation: %d numbers for %d rows of %d layers: give as many as the first layer reads, and another row for each", len(x), len(other), len(layers))
	}
	if _, err := circuit.FromLayers(make([]circuit.Input, layers[0].In), layers, make([]circuit.Output, outOf(layers[len(layers)-1])), 0); err != nil {
		return nil, fmt.Errorf("ablation: %w", err)
	}
	l := &Layers{layers: layers, rows: len(other)}
	l.spare.New = func() any { return &room{} }
	l.add(x, layers[0].In, other)
	for i := range layers {
		n, m := layers[i].In, outOf(layers[i])
		w := make([]float64, n*m)
		for k, v := range layers[i].Weight {
			w[k%n*m+k/n] = v
		}
		l.turned = append(l.turned, w)
		z := make([]float64, l.rows*m)
		l.multiply(i, z, l.level[i].values, l.rows)
		l.sums = append(l.sums, z)
		a := slices.Clone(z)
		activate(layers[i].Activation, a)
		l.add(a, m, other)
	}
	return l, nil
}

func outOf(l circuit.Layer) int { return len(l.Weight) / max(1, l.In) }

func (l *Layers) add(values []float64, width int, other []int) {
	l.level = append(l.level, source{values, means(values, l.rows, width), width, other})
}

// multiply writes the sums of layer i for rows of what it reads.
func (l *Layers) multiply(i int, z, x []float64, rows int) {
	n, m := l.layers[i].In, outOf(l.layers[i])
	blas.Gemm(false, false, rows, m, n, 1, x, n, l.turned[i], m, 0, z, m)
	if b := l.layers[i].Bias; b != nil {
		vec.AddBias(z, rows, m, b)
	}
}

// activate replaces sums by what the activation makes of them.
func activate(act circuit.Activation, z []float64) {
	switch act {
	case "silu":
		vec.SiLU(z, nil, z)
	case "gelu":
		vec.GELUTanh(z, nil, z)
	case "relu":
		vec.ReLU(z, nil, z)
	case "tanh":
		vec.Tanh(z, nil, z)
	default:
		for i, v := range z {
			z[i] = circuit.Apply(act, v)
		}
	}
}

// Rows is how many rows there are.
func (l *Layers) Rows() int { return l.rows }

// Outputs are those of the network as it is, (rows, outputs). Do not change them.
func (l *Layers) Outputs() []float64 { return l.level[len(l.layers)].values }

// Width is how many neurons a level has.
func (l *Layers) Width(level int) int { return l.level[level].width }

// Levels is how many there are, that of the inputs included.
func (l *Layers) Levels() int { return len(l.level) }

// Neurons appends to dst the outputs, (rows, outputs), with neurons replaced.
func (l *Layers) Neurons(dst []float64, cut []Place, by Replacement) ([]float64, error) {
	at := make([][]int, len(l.level))
	for _, p := range cut {
		if p.Level < 0 || p.Level >= len(l.level) || p.Number < 0 || p.Number >= l.level[p.Level].width {
			return nil, fmt.Errorf("ablation: there is no neuron %d on level %d", p.Number, p.Level)
		}
		at[p.Level] = append(at[p.Level], p.Number)
	}
	var now []float64 // what a level gives; nil while nothing has changed
	for i := range l.level {
		if now != nil || len(at[i]) > 0 {
			now = l.changed(i, now, at[i], by)
		}
		if now != nil && i+1 < len(l.level) {
			now = l.next(i, now)
		}
	}
	if now == nil {
		now = l.Outputs()
	}
	return append(dst, now...), nil
}

// changed is what a level gives with neurons replaced, from what it would give else.
func (l *Layers) changed(level int, now []float64, numbers []int, by Replacement) []float64 {
	s := &l.level[level]
	if now == nil {
		now = slices.Clone(s.values)
	}
	for row := range l.rows {
		for _, n := range numbers {
			now[row*s.width+n] = s.at(row, n, by)
		}
	}
	return now
}

// next is what layer i gives for changed rows of what it reads.
func (l *Layers) next(i int, x []float64) []float64 {
	z := make([]float64, len(l.sums[i]))
	l.multiply(i, z, x, l.rows)
	activate(l.layers[i].Activation, z)
	return z
}

// WeightAt is a weight of a layer, to one of its neurons from one of the level that it reads.
func (l *Layers) WeightAt(layer, to, from int) float64 {
	return l.layers[layer].Weight[to*l.layers[layer].In+from]
}
