package experiment

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/weights"
)

// InitConfig says where training begins.
type InitConfig struct {
	Init    string `yaml:"init,omitempty" about:"safetensors file of the weights to begin with; empty: drawn from the seed"`
	Mapping string `yaml:"mapping,omitempty" about:"how the tensors of a file from elsewhere become parameters: a YAML file, or a mapping that comes along"`
}

// AxisRecord is what a file of weights remembers of an axis, in its metadata: which
// neuron stands at each place, and where the places are.
type AxisRecord struct {
	Name        string      `json:"name"`
	Order       []int       `json:"order"`
	Coordinates [][]float64 `json:"coordinates"`
	Fixed       bool        `json:"fixed,omitempty"`
}

// AxesKey is the metadata key of a file's axis records, a list in JSON; the key format
// is OwnFormat in files of this program.
const (
	AxesKey   = "axes"
	OwnFormat = "bimt"
)

// initialise gives the network the weights of the file that the settings name, if any.
// The settings say afterwards by which mapping.
func (c *Config) initialise(n *Network) error {
	if c.Init == "" {
		if c.Mapping != "" {
			return fmt.Errorf("mapping: %s is for a file of weights: name one with --init FILE.safetensors", c.Mapping)
		}
		return nil
	}
	var err error
	c.Mapping, err = n.LoadWeights(c.Init, c.Mapping)
	return err
}

func isMappingFile(mapping string) bool {
	return slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(mapping))
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
	params, own := n.Params.All(), weights.Today(f)
	if mapping == "" {
		if mapping, err = findMapping(f, own.Names(), params); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
	}
	if mapping == "" {
		if err := loadOwn(own, params); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		return "", n.loadOrders(path, f.Metadata[AxesKey])
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
	if f.Metadata["format"] == OwnFormat {
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
	if !isMappingFile(name) {
		m, err := weights.Named(name)
		if err != nil {
			return nil, fmt.Errorf("%w; a file's name must end in .yaml", err)
		}
		return m, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	return weights.Parse(b, name)
}

// loadOwn takes every parameter from the tensor of its name.
func loadOwn(f weights.Source, params []*graph.Param) error {
	const advice = "load it with the settings it was trained with"
	for _, p := range params {
		shape, err := f.Shape(p.Name())
		if err != nil {
			return fmt.Errorf("it has no tensor %s %v (it has %s): %s", p.Name(), p.Shape(), some(f.Names()), advice)
		}
		if !slices.Equal(shape, p.Shape()) {
			return fmt.Errorf("%s has shape %v, this network wants %v: %s", p.Name(), shape, p.Shape(), advice)
		}
	}
	if err := (&weights.Mapping{}).Load(f, params); err != nil {
		return fmt.Errorf("%w: %s", err, advice)
	}
	return nil
}

func (n *Network) loadOrders(path, text string) error {
	if text == "" {
		return nil
	}
	var axes []AxisRecord
	if err := json.Unmarshal([]byte(text), &axes); err != nil {
		return fmt.Errorf("%s: metadata key %s: %w", path, AxesKey, err)
	}
	orders := map[*bimt.Axis][]int{}
	for _, r := range axes {
		a := n.Space.Find(r.Name)
		if a == nil {
			return fmt.Errorf("%s: it has an axis %s, this network has none: load it with the settings it was trained with", path, r.Name)
		}
		orders[a] = r.Order
	}
	if err := n.Space.SetOrders(orders); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// TakeSaid sets what the metadata of a file of weights say of the model, such as
// attention_rate or activation, where they have a key of that name, but for the keys to
// keep. It returns the settings that it changed, as key=value.
func (c *Config) TakeSaid(path string, keep []string) (changed []string, err error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for _, k := range settings.Keys(&c.ModelConfig) {
		value, said := f.Metadata[k.Name]
		if !said || k.Name == "model" || slices.Contains(keep, k.Name) {
			continue
		}
		before := *c
		if err := errors.Join(c.Set(k.Name+"="+value), c.Check()); err != nil {
			return nil, fmt.Errorf("%s: its metadata say %s=%s: %w: --set %s=… overrules it", path, k.Name, value, err, k.Name)
		}
		if c.ModelConfig != before.ModelConfig {
			changed = append(changed, k.Name+"="+value)
		}
	}
	return changed, nil
}
