package run

import (
	"fmt"
	"path/filepath"

	"github.com/gobimt/bimt/bimt"
)

// RelocateFile tells what a relocation without training did.
const RelocateFile = "relocate.json"

// Relocated is relocate.json: a relocation without training in numbers.
type Relocated struct {
	Experiment string  `json:"experiment"`
	Source     string  `json:"source"`            // file of the weights
	Mapping    string  `json:"mapping,omitempty"` // by which they were read
	Strategy   string  `json:"strategy"`
	Locality   float64 `json:"locality"`             // A
	LeastGain  float64 `json:"least_gain,omitempty"` // of a sweep, a part of the wires' cost
	Reduction  string  `json:"reduction"`

	// Costs are connection costs at this locality, biases included; wire costs are the
	// part of them that depends on distance, all that a relocation can lower.
	CostBefore     Number `json:"cost_before"`
	CostAfter      Number `json:"cost_after"`
	WireCostBefore Number `json:"wire_cost_before"`
	WireCostAfter  Number `json:"wire_cost_after"`

	WiringLengthBefore  Number `json:"wiring_length_before"` // Σ d·|w|
	WiringLengthAfter   Number `json:"wiring_length_after"`
	MeanWireBefore      Number `json:"mean_wire_before"` // Σ d·|w| / Σ|w|
	MeanWireAfter       Number `json:"mean_wire_after"`
	LocalityRatioBefore Number `json:"locality_ratio_before"` // 1: as if placed at random
	LocalityRatioAfter  Number `json:"locality_ratio_after"`

	// Of all rows of the data, after the relocation and before.
	Rows           int     `json:"rows"`
	Accuracy       *Number `json:"accuracy,omitempty"`
	AccuracyBefore *Number `json:"accuracy_before,omitempty"`
	Loss           Number  `json:"loss"`
	LossBefore     Number  `json:"loss_before"`
	// LargestOutputChange is the largest change of any output of any row, over the largest
	// output: what rounding in another order of summation comes to.
	LargestOutputChange Number `json:"largest_output_change"`

	Moved   int     `json:"moved"` // neurons
	Sweeps  int     `json:"sweeps"`
	Seconds float64 `json:"seconds"` // of the relocation alone
	DType   string  `json:"dtype"`
	Version string  `json:"version"`
}

func newRelocated(r *Run, how Move, moves bimt.Moves, before, after view) *Relocated {
	c := r.Config
	s := &Relocated{
		Experiment: c.Experiment, Source: c.Init, Mapping: c.Mapping, Strategy: how.Strategy, Locality: how.Locality, LeastGain: how.LeastGain, Reduction: c.Reduction,
		CostBefore: Number(before.cost), CostAfter: Number(after.cost), WireCostBefore: Number(moves.Before), WireCostAfter: Number(moves.After),
		WiringLengthBefore: Number(before.wiring.Total), WiringLengthAfter: Number(after.wiring.Total),
		MeanWireBefore: Number(before.wiring.Mean), MeanWireAfter: Number(after.wiring.Mean),
		LocalityRatioBefore: Number(before.wiring.Relative), LocalityRatioAfter: Number(after.wiring.Relative),
		Rows: r.Rows(), Loss: Number(after.score.Loss), LossBefore: Number(before.score.Loss),
		LargestOutputChange: Number(relativeChange(before.outputs, after.outputs)), Moved: moved(before.orders, after.orders), Sweeps: moves.Sweeps,
		DType: c.DType, Version: Version(),
	}
	if r.Data.Classes > 0 {
		now, then := Number(after.score.Accuracy), Number(before.score.Accuracy)
		s.Accuracy, s.AccuracyBefore = &now, &then
	}
	return s
}

// JSON is the text of relocate.json.
func (s *Relocated) JSON() ([]byte, error) { return JSON(RelocateFile, s) }

// WriteRelocated writes the network as it is now, settings with which training goes on
// from it, what predictions need, and last the numbers.
func (f *Folder) WriteRelocated(r *Run, s *Relocated) error {
	if err := f.WriteModel(r, map[string]string{"relocated": s.Strategy}); err != nil {
		return err
	}
	c := *r.Config
	path, err := filepath.Abs(f.path(ModelFile))
	if err != nil {
		return err
	}
	c.Init, c.Mapping = path, ""
	if err := f.writeConfig(&c, fmt.Sprintf("`bimt train %s` goes on from the relocated network.", ConfigFile)); err != nil {
		return err
	}
	if err := f.WriteData(r.Data); err != nil {
		return err
	}
	b, err := s.JSON()
	if err != nil {
		return err
	}
	return f.Write(RelocateFile, b)
}
