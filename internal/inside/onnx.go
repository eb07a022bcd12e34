package inside

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
)

// axisPlaces is where the neurons of an axis stand, by their index in the tensors.
type axisPlaces struct {
	Name    string      `json:"name"`
	Neurons []int       `json:"neurons"` // numbers
	Places  [][]float64 `json:"places"`
	// On are the dimensions of the tensors that lie on it, as "linear0.weight 1".
	On []string `json:"on"`
}

// writeONNX writes a network whole or cut, with places and modules in its metadata.
func writeONNX(w io.Writer, r *run.Run, threshold float64) error {
	if threshold > 0 {
		if err := r.Cut(threshold); err != nil {
			return err
		}
	}
	f, err := r.Flow()
	if err != nil {
		return err
	}
	parts, err := f.Modules(max(threshold, run.ActiveAbove))
	if err != nil {
		return err
	}
	modules, err := modulesOf(r, parts, max(threshold, run.ActiveAbove))
	if err != nil {
		return err
	}
	metadata := map[string]string{"bimt.experiment": r.Config.Experiment}
	for key, v := range map[string]any{
		"bimt.places": places(r.Network.Space), "bimt.modules": modules, "bimt.inputs": r.Data.Inputs, "bimt.outputs": r.Data.Outputs,
	} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		metadata[key] = string(text)
	}
	return r.WriteONNX(w, metadata)
}

// places are those of all axes of a space.
func places(s *bimt.Space) []axisPlaces {
	all := []axisPlaces{}
	for _, a := range s.Axes() {
		p := axisPlaces{Name: a.Name(), Neurons: a.Numbers(), On: []string{}}
		for i := range a.Len() {
			p.Places = append(p.Places, a.Layout().Point(a.Place(i)))
		}
		for _, c := range s.Connections() {
			for d, on := range c.Axes() {
				if on == a {
					p.On = append(p.On, fmt.Sprint(c.Param().Name(), " ", d))
				}
			}
		}
		all = append(all, p)
	}
	return all
}
