// Package golden reads the recorded figures that the library must reproduce. They were
// made in float64 by an independent PyTorch implementation whose costs and relocations
// equal those of the published notebooks.
//
// The folder is that of the environment variable BIMT_GOLDEN if it is set, and
// testdata/golden of this module otherwise. Everything is read from the files; sizes,
// folds, heads and rules may differ from one folder to the next.
package golden

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
)

// Tolerance is how far a figure may be off, relative to max(1, |figure|).
const Tolerance = 1e-9

// Array is a row-major array.
type Array struct {
	Shape []int     `json:"shape"`
	Data  []float64 `json:"data"`
}

// Step is one step of a recorded training run, before its update.
type Step struct {
	Loss           float64 `json:"loss"`
	ConnectionCost float64 `json:"connection_cost"`
	Total          float64 `json:"total"`
}

// FirstStep is what the initial network computes.
type FirstStep struct {
	Output     Array            `json:"output"`
	Attention  []Array          `json:"attention"`
	Loss       float64          `json:"loss"`
	Cost       float64          `json:"connection_cost"`
	CostNoWire *float64         `json:"connection_cost_no_locality"`
	Gradient   map[string]Array `json:"gradient_of_total"`
}

// Dir is the folder of the figures.
func Dir() string {
	if d := os.Getenv("BIMT_GOLDEN"); d != "" {
		return d
	}
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "testdata", "golden")
}

// Read decodes the figures of a file in Dir.
func Read(name string, into any) error {
	b, err := os.ReadFile(filepath.Join(Dir(), name))
	if err != nil {
		return fmt.Errorf("golden figures: %w", err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("golden figures %s: %w", name, err)
	}
	return nil
}

// Close says whether a figure is reproduced: |got − want| ≤ 1e-9 · max(1, |want|).
func Close(got, want float64) bool {
	return math.Abs(got-want) <= Tolerance*math.Max(1, math.Abs(want))
}

// Compare reports the first element that is off.
func Compare(what string, got, want []float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !Close(got[i], want[i]) {
			return fmt.Errorf("%s: element %d is %.17g, want %.17g", what, i, got[i], want[i])
		}
	}
	return nil
}
