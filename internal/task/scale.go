package task

import (
	"fmt"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/table"
)

// asIs is a scaling that changes nothing, but for logarithms, and knows how far columns reach.
func asIs(names []string, m dataset.Matrix, logs ...string) (*table.Scaling, error) {
	s, err := table.FitScaling(names, m, logs...)
	if err != nil {
		return nil, err
	}
	for j := range names {
		s.Mean[j], s.Std[j] = 0, 1
	}
	return &s, nil
}

// findRanges notes how far the training data reach, where inputs are numbers with names.
func (d *Data) findRanges() error {
	if d.InScale != nil || d.Tokens > 0 || d.Length > 0 || len(d.Inputs) == 0 || d.Train.Pixels != nil {
		return nil
	}
	var err error
	if d.InScale, err = asIs(d.Inputs, dataset.Matrix{Rows: d.Train.Rows, Cols: len(d.Inputs), Data: d.Train.X}); err != nil {
		return fmt.Errorf("range of the inputs: %w", err)
	}
	return nil
}

// InUnits brings outputs of the network, or answers of a set, to the units of the data:
// it undoes the standardisation of a table. Rows of classes are left as they are.
func (d *Data) InUnits(y []float64) ([]float64, error) {
	if d.OutScale == nil {
		return y, nil
	}
	n := len(d.OutScale.Names)
	m, err := d.OutScale.Invert(dataset.Matrix{Rows: len(y) / n, Cols: n, Data: y})
	return m.Data, err
}
