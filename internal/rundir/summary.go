package rundir

import (
	"encoding/json"
	"fmt"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/experiment"
)

// Summary is summary.json: a run in numbers.
type Summary struct {
	Experiment string `json:"experiment"`
	Method     string `json:"method"`
	// Lambda is the price of connections at the start, 0 for method none.
	Lambda float64 `json:"lambda"`
	Seed   uint64  `json:"seed"`
	Steps  int     `json:"steps"` // done
	// Finished runs have done all their steps; Error says why others have not.
	Finished bool   `json:"finished"`
	Error    string `json:"error,omitempty"`

	TrainLoss     Number   `json:"train_loss"`
	TestLoss      Number   `json:"test_loss"`
	TrainAccuracy *Number  `json:"train_accuracy,omitempty"`
	TestAccuracy  *Number  `json:"test_accuracy,omitempty"`
	R2            []Number `json:"r2,omitempty"` // held-out, by output
	// PlaceLoss is the held-out squared error at each place of a sequence that is read.
	PlaceLoss []Number `json:"place_loss,omitempty"`

	// ConnectionCost is that of the weights at the experiment's own locality, biases
	// included, whatever the method charged.
	ConnectionCost Number `json:"connection_cost"`
	Reduction      string `json:"reduction"`
	ActiveWeights  int    `json:"active_weights"` // |w| > 0.01
	TotalWeights   int    `json:"total_weights"`
	InOrder        []int  `json:"in_order,omitempty"` // number of the input at each place; tokens have none
	OutOrder       []int  `json:"out_order"`

	// Measures is there for finished runs, unless MeasureError says why not.
	*Measures
	MeasureError string `json:"measure_error,omitempty"`

	Seconds         float64 `json:"seconds"`
	MSPerStep       float64 `json:"ms_per_step"`
	MSPerRelocation float64 `json:"ms_per_relocation"`
	Relocations     int     `json:"relocations"`
	BLAS            string  `json:"blas"`
	DType           string  `json:"dtype"`
	Version         string  `json:"version"`
}

// Summarize puts a result in numbers.
func Summarize(r *experiment.Result) *Summary {
	c := r.Config
	s := &Summary{
		Experiment: c.Experiment, Method: c.Method, Seed: c.Seed, Steps: r.Done, Finished: r.Err == nil,
		TrainLoss: Number(r.Train.Loss), TestLoss: Number(r.Test.Loss),
		ConnectionCost: Number(r.Network.Space.ConnectionCost(c.Locality)), Reduction: c.Reduction,
		OutOrder: r.Network.Out.Order(),
		Seconds:  r.Seconds, MSPerStep: r.StepMS, MSPerRelocation: r.RelocateMS, Relocations: r.Relocations,
		BLAS: blas.Name(), DType: c.DType, Version: Version(),
	}
	if c.Method != "none" {
		s.Lambda = c.Lambda
	}
	s.Measures = measures(r.Measures)
	if r.MeasureErr != nil {
		s.MeasureError = r.MeasureErr.Error()
	}
	if r.Network.In != nil {
		s.InOrder = r.Network.In.Order()
	}
	if r.Data.Length > 1 && r.Test.PlaceLoss != nil {
		s.PlaceLoss = numbers(r.Test.PlaceLoss)
	}
	s.R2 = numbers(r.Test.R2)
	s.ActiveWeights, s.TotalWeights = experiment.ActiveWeights(r.Network.Space, experiment.ActiveAbove)
	if r.Err != nil {
		s.Error = r.Err.Error()
	}
	if r.Interrupted() {
		s.Error = fmt.Sprintf("interrupted after step %d", r.Done)
	}
	if r.Data.Classes > 0 {
		train, test := Number(r.Train.Accuracy), Number(r.Test.Accuracy)
		s.TrainAccuracy, s.TestAccuracy = &train, &test
	}
	return s
}

// JSON is the text of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", SummaryFile, err)
	}
	return append(b, '\n'), nil
}
