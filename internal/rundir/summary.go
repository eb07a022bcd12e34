package rundir

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/experiment"
)

// Summary is summary.json: a run in numbers.
type Summary struct {
	Experiment string `json:"experiment"`
	Method     string `json:"method"`
	Seed       uint64 `json:"seed"`
	Steps      int    `json:"steps"` // done
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

	Seconds         float64 `json:"seconds"`
	MSPerStep       float64 `json:"ms_per_step"`
	MSPerRelocation float64 `json:"ms_per_relocation"`
	Relocations     int     `json:"relocations"`
	BLAS            string  `json:"blas"`
	DType           string  `json:"dtype"`
	Version         string  `json:"version"`
}

// Number is a float that JSON can hold: null for a NaN or an infinity.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
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
	if r.Data.Classes > 0 {
		train, test := Number(r.Train.Accuracy), Number(r.Test.Accuracy)
		s.TrainAccuracy, s.TestAccuracy = &train, &test
	}
	return s
}

func numbers(v []float64) []Number {
	var out []Number
	for _, x := range v {
		out = append(out, Number(x))
	}
	return out
}

// JSON is the text of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", SummaryFile, err)
	}
	return append(b, '\n'), nil
}
