package inside

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/internal/run"
)

// sparse is the part of a network's weights up to which it is faster to compute neuron by
// neuron than by matrices (measured in benchmarks/results/sparse.md).
const sparse = 0.1

// Predictor answers rows in the units of the data. A network of few weights is computed without
// those that are 0, module by module side by side; others as they are trained.
func Predictor(r *run.Run) (run.Predictor, error) {
	kept, total := run.ActiveWeights(r.Network.Space, 0)
	if r.Network.Transformer != nil || float64(kept) > sparse*float64(total) {
		return r.PredictUnits, nil
	}
	p, err := SparsePredictor(r)
	if err != nil { // a logarithmic column: it can be predicted all the same
		return r.PredictUnits, nil
	}
	return p, nil
}

// SparsePredictor computes any network that has a circuit without its weights that are 0.
func SparsePredictor(r *run.Run) (run.Predictor, error) {
	c, err := r.Circuit(0)
	if err != nil {
		return nil, err
	}
	return predictorOf(c, r.Data.Tokens)
}

func predictorOf(c *circuit.Circuit, tokens int) (run.Predictor, error) {
	b, err := c.Batch(tokens)
	if err != nil {
		return nil, err
	}
	width := len(c.Inputs) / max(1, tokens)
	return func(x []float64) ([]float64, error) {
		out := make([]float64, len(x)/width*len(c.Outputs))
		return out, b.Eval(out, x)
	}, nil
}

// PredictorOf answers by one module alone, by its number in the list of Modules at a threshold: of
// the columns that the module reads, those that it answers. The run it gives knows these only.
func PredictorOf(r *run.Run, module int, threshold float64) (*run.Run, run.Predictor, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, nil, err
	}
	parts, err := f.Modules(threshold)
	if err != nil {
		return nil, nil, err
	}
	modules, err := modulesOf(r, parts, threshold)
	if err != nil {
		return nil, nil, err
	}
	if module < 1 || module > len(modules) {
		return nil, nil, fmt.Errorf("there is no module %d: %s", module, listed(modules, threshold))
	}
	whole, err := r.Circuit(threshold)
	if err != nil {
		return nil, nil, err
	}
	outputs := modules[module-1].own
	part, inputs, err := whole.Shrink().Part(outputs...)
	if err != nil {
		return nil, nil, fmt.Errorf("module %d: %w", module, err)
	}
	narrow, err := r.Narrow(inputs, outputs)
	if err != nil {
		return nil, nil, fmt.Errorf("module %d: %w", module, err)
	}
	predict, err := predictorOf(part, 0)
	return narrow, predict, err
}

// listed says what modules there are.
func listed(modules []Module, threshold float64) string {
	switch len(modules) {
	case 0:
		return fmt.Sprintf("no input leads to an output over weights above %v", threshold)
	case 1:
		return fmt.Sprintf("the network is one at |w| > %v; `bimt prune` makes one that may fall apart, a higher --threshold leaves small weights out", threshold)
	}
	var words []string
	for i, m := range modules {
		words = append(words, fmt.Sprintf("%d answers %s", i+1, strings.Join(m.Outputs, ", ")))
	}
	return strings.Join(words, "; ")
}
