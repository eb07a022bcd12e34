package rundir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/experiment"
)

// RelocateFile tells what a relocation without training did.
const RelocateFile = "relocate.json"

// Relocation is relocate.json: a relocation without training in numbers.
type Relocation struct {
	Experiment string  `json:"experiment"`
	Source     string  `json:"source"`            // file of the weights
	Mapping    string  `json:"mapping,omitempty"` // by which they were read
	Strategy   string  `json:"strategy"`
	Locality   float64 `json:"locality"` // A
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
	// LargestOutputChange is relative to the largest output.
	LargestOutputChange Number `json:"largest_output_change"`

	Moved   int     `json:"moved"` // neurons
	Sweeps  int     `json:"sweeps"`
	Seconds float64 `json:"seconds"`
	DType   string  `json:"dtype"`
	Version string  `json:"version"`
}

// SummarizeRelocation puts a relocation in numbers; source is the file of the weights.
func SummarizeRelocation(r *experiment.Relocated, source, mapping string) *Relocation {
	s := &Relocation{
		Experiment: r.Config.Experiment, Source: source, Mapping: mapping,
		Strategy: r.Relocation.Strategy, Locality: r.Relocation.Locality, Reduction: r.Config.Reduction,
		CostBefore: Number(r.CostBefore), CostAfter: Number(r.CostAfter),
		WireCostBefore: Number(r.Moves.Before), WireCostAfter: Number(r.Moves.After),
		WiringLengthBefore: Number(r.WiringBefore.Total), WiringLengthAfter: Number(r.WiringAfter.Total),
		MeanWireBefore: Number(r.WiringBefore.Mean), MeanWireAfter: Number(r.WiringAfter.Mean),
		LocalityRatioBefore: Number(r.WiringBefore.Relative), LocalityRatioAfter: Number(r.WiringAfter.Relative),
		Rows: r.Rows(), Loss: Number(r.ScoreAfter.Loss), LossBefore: Number(r.ScoreBefore.Loss),
		LargestOutputChange: Number(r.OutputChange), Moved: r.Moved, Sweeps: r.Moves.Sweeps, Seconds: r.Seconds,
		DType: r.Config.DType, Version: Version(),
	}
	if r.Data.Classes > 0 {
		after, before := Number(r.ScoreAfter.Accuracy), Number(r.ScoreBefore.Accuracy)
		s.Accuracy, s.AccuracyBefore = &after, &before
	}
	return s
}

// JSON is the text of relocate.json.
func (s *Relocation) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", RelocateFile, err)
	}
	return append(b, '\n'), nil
}

// CreateRelocation makes a folder for a relocated network; as Create, it takes over none
// that is finished, unless forced.
func CreateRelocation(path string, force bool) (*Folder, error) {
	_, err := os.Stat(filepath.Join(path, RelocateFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	if err == nil && !force {
		return nil, fmt.Errorf("%s holds a relocated network: choose another folder with --out, or overwrite it with --force", path)
	}
	return Create(path, force)
}

// WriteRelocated writes the network as it is now, settings with which training goes on
// from it, what predictions need, and last the numbers.
func (f *Folder) WriteRelocated(r *experiment.Relocated) (*Relocation, error) {
	c := *r.Config
	s := SummarizeRelocation(r, c.Init, c.Mapping)
	path, err := filepath.Abs(f.path(ModelFile))
	if err != nil {
		return nil, err
	}
	if err := SaveModel(path, r.Network, map[string]string{"experiment": c.Experiment, "relocated": s.Strategy, "version": Version()}); err != nil {
		return nil, err
	}
	f.note(ModelFile)
	c.Init, c.Mapping = path, ""
	if err := f.writeConfig(&c, fmt.Sprintf("`bimt train %s` goes on from the relocated network.", ConfigFile)); err != nil {
		return nil, err
	}
	if err := f.writeData(r.Data); err != nil {
		return nil, err
	}
	b, err := s.JSON()
	if err != nil {
		return nil, err
	}
	return s, f.write(RelocateFile, b)
}

// DrawNetwork draws the network as it is now, to NAME.svg and NAME.png.
func (f *Folder) DrawNetwork(t *experiment.Trained, name, title string) error {
	n, err := Drawing(t.Network, t.Data, title)
	if err != nil {
		return fmt.Errorf("pictures: %w", err)
	}
	return f.save(n, name+".svg", name+".png")
}
