package run

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/internal/dataset/table"
)

// Predictor answers rows of inputs, all in the units of the data, as PredictUnits does.
type Predictor func(x []float64) ([]float64, error)

// Narrow is the run for some of its input and output columns alone, by their numbers: what a
// part of the network reads and answers. It can PredictFileBy a predictor of that part, and no
// more.
func (r *Run) Narrow(inputs, outputs []int) (*Run, error) {
	d := *r.Data
	if d.Classes > 0 || d.Tokens > 0 || len(d.Inputs) == 0 || len(d.Outputs) == 0 {
		return nil, fmt.Errorf("%s: columns can be left out where inputs and outputs are numbers with names", r.Config.Experiment)
	}
	d.InScale, d.OutScale = narrow(d.InScale, inputs), narrow(d.OutScale, outputs)
	d.Inputs, d.Outputs = chosen(d.Inputs, inputs), chosen(d.Outputs, outputs)
	var read table.Categories
	for _, c := range d.Categories {
		if slices.ContainsFunc(c.Names(), func(n string) bool { return slices.Contains(d.Inputs, n) }) {
			read = append(read, c)
		}
	}
	d.Categories = read
	d.XShape, d.YShape = []int{len(inputs)}, []int{len(outputs)}
	d.Train.XShape, d.Test.XShape = d.XShape, d.XShape
	return &Run{Config: r.Config, Data: &d, Network: r.Network}, nil
}

func narrow(s *table.Scaling, columns []int) *table.Scaling {
	if s == nil {
		return nil
	}
	n := &table.Scaling{Names: chosen(s.Names, columns), Mean: chosen(s.Mean, columns), Std: chosen(s.Std, columns), Min: chosen(s.Min, columns), Max: chosen(s.Max, columns)}
	if s.Log != nil {
		n.Log = chosen(s.Log, columns)
	}
	return n
}

func chosen[T any](all []T, which []int) []T {
	out := make([]T, len(which))
	for i, k := range which {
		out[i] = all[k]
	}
	return out
}
