package rundir

import "github.com/gobimt/bimt/internal/experiment"

// Measures are the lines of summary.json that describe the network, see
// experiment.Measures; no weight is cut first unless said.
type Measures struct {
	Modularity         Number `json:"modularity"`          // Newman's Q of the |w| graph
	ModularityShuffled Number `json:"modularity_shuffled"` // mean Q of copies with shuffled weights
	ShuffledCopies     int    `json:"shuffled_copies"`
	Communities        int    `json:"communities"`

	WiringLength  Number `json:"wiring_length"`  // Σ d·|w|
	MeanWire      Number `json:"mean_wire"`      // Σ d·|w| / Σ|w|
	LocalityRatio Number `json:"locality_ratio"` // 1: as if placed at random, 0: local

	ActiveNeurons int        `json:"active_neurons"` // at 0.01
	Activity      []Activity `json:"activity"`       // at 1e-4, 1e-3, 1e-2 and 1e-1

	// WeightsAt105 is the fewest weights, the largest ones, that keep the test loss
	// below 1.05 of what it is with all; Exact says that every number was tried.
	WeightsAt105      int  `json:"weights_at_1_05"`
	WeightsAt105Exact bool `json:"weights_at_1_05_exact"`

	// SharedInputs is the number of inputs that reach more than one output once
	// |w| ≤ 0.01 is cut; null where inputs are no neurons.
	SharedInputs *int `json:"shared_inputs"`
}

// Activity is how many weights have |w| above a threshold, and how many neurons have
// more than this share of their axis's largest Σ|w| in and out.
type Activity struct {
	Threshold float64 `json:"threshold"`
	Weights   int     `json:"weights"`
	Neurons   int     `json:"neurons"`
}

func measures(m *experiment.Measures) *Measures {
	if m == nil {
		return nil
	}
	s := &Measures{
		Modularity: Number(m.Modularity), ModularityShuffled: Number(m.Shuffled), ShuffledCopies: m.Copies, Communities: m.Communities,
		WiringLength: Number(m.Wiring.Total), MeanWire: Number(m.Wiring.Mean), LocalityRatio: Number(m.Wiring.Relative),
		ActiveNeurons: m.ActiveNeurons(), WeightsAt105: m.Fewest, WeightsAt105Exact: m.Exact,
	}
	for _, a := range m.Activity {
		s.Activity = append(s.Activity, Activity{a.Threshold, a.Weights, a.Neurons})
	}
	if m.SharedInputs >= 0 {
		s.SharedInputs = &m.SharedInputs
	}
	return s
}
