package measure

import (
	"fmt"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Output is a figure of one output, or a word about it.
type Output struct {
	Name  string     `json:"name"`
	Value run.Number `json:"value"`
}

// rmse is that of each output on the test rows, in its own units; nil for classes and sequences.
func (s *Subject) rmse() any {
	if s.Data.Classes > 0 || s.Data.Length > 0 {
		return nil
	}
	out, err := s.PredictSet(s.Data.Test)
	if err != nil {
		return err
	}
	values, err := s.Data.RMSE(s.Data.Test, out)
	if err != nil {
		return err
	}
	var all []Output
	for j, v := range values {
		all = append(all, Output{s.Data.Outputs[j], run.Number(v)})
	}
	if all == nil {
		return nil
	}
	return all
}

// lossUnit says what the losses are; those of a table are of columns without units.
func (s *Subject) lossUnit() string {
	unit := s.Data.Loss.Unit
	if t, is := s.Config.Data.Of.(*task.Table); is && t.Standardise && s.Data.Classes == 0 {
		if d := s.Data.OutScale; d != nil && len(d.LogNames()) > 0 {
			return unit + " of standardised logarithms (1: their mean)"
		}
		return unit + " of standardised outputs (1: their mean)"
	}
	return unit
}

// withoutR2 says which outputs have no R², and why.
func (s *Subject) withoutR2() any {
	var all []string
	for j, why := range s.Test.NoR2 {
		switch {
		case why == "":
		case j < len(s.Data.Outputs):
			all = append(all, fmt.Sprintf("%s: %s", s.Data.Outputs[j], why))
		default:
			all = append(all, fmt.Sprintf("output %d: %s", j+1, why))
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// warning is what a user must know of a result before using it.
func (s *Subject) warning() any {
	if s.Diverged(s.Train) {
		return run.Diverged
	}
	return nil
}
