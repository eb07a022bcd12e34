package run

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/weights"
)

// initialise gives the network the weights of the file that the settings name, if any.
// The settings say afterwards by which mapping.
func (r *Run) initialise() error {
	c := r.Config
	if c.Init == "" {
		if c.Mapping != "" {
			return fmt.Errorf("mapping: %s is for a file of weights: name one with --init FILE.safetensors", c.Mapping)
		}
		return r.graft()
	}
	if c.Module != "" {
		return fmt.Errorf("module: the network begins with the weights of %s already: leave init or module out", c.Init)
	}
	if err := r.loadInit(); err != nil {
		return err
	}
	for _, p := range r.Network.Params.All() {
		for i, w := range p.Float64s() {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return fmt.Errorf("%s: %s holds %v at element %d: these are the weights of a training that diverged, and nothing can begin with them", c.Init, p.Name(), w, i)
			}
		}
	}
	return nil
}

// loadInit reads the file of weights, of whatever form.
func (r *Run) loadInit() (err error) {
	c := r.Config
	if IsFromElsewhere(c.Init) {
		return r.fillFromElsewhere()
	}
	c.Mapping, err = r.Network.LoadWeights(c.Init, c.Mapping)
	return err
}

// LoadWeights gives the network the weights of a safetensors file: of one's own, of this
// version or an earlier one, with the orders of axes; or of one from elsewhere by a
// mapping: a YAML file, or the name of one that comes along. An empty mapping is found from
// the names of the tensors; used is the mapping used, empty if the names are those of the
// parameters. Errors name file and tensor; then the network is not to be used.
func (n *Network) LoadWeights(path, mapping string) (used string, err error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return "", err
	}
	params := n.Params.All()
	if mapping == "" {
		if mapping, err = findMapping(f, weights.Today(f).Names(), params); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
	}
	if mapping == "" {
		if _, err := checkpoint.Load(path, params, n.Space); err != nil {
			return "", fmt.Errorf("%w: load it with the settings it was trained with", err)
		}
		return "", nil
	}
	m, err := readMapping(mapping)
	if err != nil {
		return "", err
	}
	if err := m.Load(f, params); err != nil {
		return "", fmt.Errorf("%s by mapping %s: %w (an experiment of other shapes, or --set width=…, depth=…, heads=…, may fit)", path, mapping, err)
	}
	return mapping, nil
}

// findMapping is empty for a file of one's own, whose tensors have the names own.
func findMapping(f *safetensors.File, own []string, params []*graph.Param) (string, error) {
	if f.Metadata[checkpoint.FormatKey] == checkpoint.Format {
		return "", nil
	}
	if m, ok := weights.Find(f, params); ok {
		return m, nil
	}
	var names []string
	for _, p := range params {
		if slices.Contains(own, p.Name()) {
			return "", nil
		}
		names = append(names, p.Name())
	}
	return "", fmt.Errorf("its tensors (%s) have none of the names of the parameters (%s): say with --mapping FILE.yaml which is which; mappings that come along: %s",
		some(f.Names()), some(names), strings.Join(weights.Names(), ", "))
}

// some lists the first names.
func some(names []string) string {
	const shown = 6
	if len(names) > shown {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return strings.Join(names, ", ")
}

func readMapping(name string) (*weights.Mapping, error) {
	if !IsMappingFile(name) {
		m, err := weights.Named(name)
		if err != nil {
			return nil, fmt.Errorf("%w; a file's name must end in .yaml", err)
		}
		return m, nil
	}
	b, err := atomicfile.Read(name, settings.MostBytes)
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	return weights.Parse(b, name)
}
