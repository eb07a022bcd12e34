package inside

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// part is something that can be taken away.
type part struct {
	Effect
	// take gives the outputs without it, in dst where that is large enough.
	take func(b *bench, dst []float64, by Replacement) ([]float64, error)
	work int // multiplications in a row
}

// parts are all that a network has, and how many can be taken away at once.
func parts(r *run.Run) ([]part, int, error) {
	if r.Network.Transformer != nil {
		return graphParts(r), 1, nil
	}
	all, err := layerParts(r)
	return all, runtime.GOMAXPROCS(0), err
}

// layerParts are those of a network of layers. Operands that share an embedding have their
// neurons each by itself.
func layerParts(r *run.Run) ([]part, error) {
	b, err := newBench(r, 1)
	if err != nil {
		return nil, err
	}
	var all []part
	names := make([][]string, b.layers.Levels())
	value := 0
	for level := range names {
		for n := range b.layers.Width(level) {
			name := b.circuit.Name(value)
			names[level] = append(names[level], name)
			value++
			if level+1 < len(names) {
				work := b.layers.Work(max(0, level-1)) + 10*b.layers.Width(1)
				all = append(all, part{Effect{Kind: "neuron", Name: name}, takeNeuron(level, n), work})
			}
		}
	}
	for level, weights := range layerNames(r, b) {
		if weights == "" {
			continue
		}
		for to := range b.layers.Width(level + 1) {
			for from := range b.layers.Width(level) {
				if b.layers.WeightAt(level, to, from) == 0 {
					continue
				}
				e := Effect{Kind: "weight", Name: fmt.Sprintf("%s[%s,%d]", weights, numberOf(names[level+1][to]), from), About: names[level][from] + " → " + names[level+1][to]}
				all = append(all, part{e, takeWeight(level, to, from), b.layers.Work(level)})
			}
		}
	}
	return all, nil
}

// layerNames are the names of the weights of each layer, without their ending; none where
// they are a table of tokens.
func layerNames(r *run.Run, b *bench) []string {
	names := make([]string, b.layers.Levels()-1)
	for _, c := range r.Network.Space.Connections() {
		if from, to := c.Ends(); to != nil && b.level[to] == b.level[from]+1 {
			names[b.level[from]] = strings.TrimSuffix(c.Param().Name(), ".weight")
		}
	}
	return names
}

// numberOf cuts 3 out of hidden1[3].
func numberOf(name string) string {
	_, number, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	return number
}

// graphParts are those of a transformer: neurons, heads and weights, by row and column.
func graphParts(r *run.Run) []part {
	var all []part
	space := r.Network.Space
	work := 4 * graphWork(r) // beside layers, which compute what changes alone
	add := func(kind, name string, cut []flow.Neuron) {
		all = append(all, part{Effect{Kind: kind, Name: name}, func(b *bench, _ []float64, by Replacement) ([]float64, error) { return b.without(cut, by) }, work})
	}
	for _, x := range space.Axes() {
		for n := range x.Len() {
			add("neuron", fmt.Sprintf("%s[%d]", x.Name(), n), []flow.Neuron{{Axis: x, Number: n}})
		}
		for h, cut := range headsOf(space, x) {
			block, _, _ := strings.Cut(x.Name(), ".")
			add("head", block+"["+strconv.Itoa(h)+"]", cut)
		}
	}
	for _, c := range space.Connections() {
		shape := c.Param().Shape()
		if !c.IsWire() || len(shape) != 2 {
			continue
		}
		for i := range c.Param().Len() {
			name := fmt.Sprintf("%s[%d,%d]", strings.TrimSuffix(c.Param().Name(), ".weight"), i/shape[1], i%shape[1])
			all = append(all, part{Effect{Kind: "weight", Name: name}, func(b *bench, _ []float64, by Replacement) ([]float64, error) { return b.graph.Weight(c, i, by) }, work})
		}
	}
	return all
}

// graphWork is how many multiplications a row takes in a network of no layers.
func graphWork(r *run.Run) int {
	_, weights := run.ActiveWeights(r.Network.Space, 0)
	return weights * max(1, task.Size(r.Data.XShape))
}

// headsOf are the neurons of each head of an axis whose values are read on, by number; none
// of queries and keys alone.
func headsOf(space *bimt.Space, x *bimt.Axis) [][]flow.Neuron {
	if x.Heads() == nil {
		return nil
	}
	for _, c := range space.Connections() {
		if from, _ := c.Ends(); from == x {
			heads := make([][]flow.Neuron, x.Heads().Len())
			for n := range x.Len() {
				h := n / (x.Len() / len(heads))
				heads[h] = append(heads[h], flow.Neuron{Axis: x, Number: n})
			}
			return heads
		}
	}
	return nil
}

func takeNeuron(level, number int) func(*bench, []float64, Replacement) ([]float64, error) {
	cut := []ablation.Place{{Level: level, Number: number}}
	return func(b *bench, dst []float64, by Replacement) ([]float64, error) {
		return b.layers.Neurons(dst, cut, by)
	}
}

func takeWeight(layer, to, from int) func(*bench, []float64, Replacement) ([]float64, error) {
	return func(b *bench, dst []float64, by Replacement) ([]float64, error) {
		return b.layers.Weight(dst, layer, to, from, by), nil
	}
}
