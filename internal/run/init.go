package run

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/settings"
)

// InitConfig says where training begins.
type InitConfig struct {
	Init         string `yaml:"init,omitempty" about:"safetensors file of the weights to begin with, or a transformer from elsewhere; empty: drawn from the seed"`
	Module       string `yaml:"module,omitempty" about:"safetensors file of a module that bimt modules --save left: its neurons stand here as they did there, all other weights are drawn from the seed"`
	ModuleFrozen bool   `yaml:"module_frozen,omitempty" about:"the module's weights stay as they are in all training; a finish fits them too"`
	Mapping      string `yaml:"mapping,omitempty" about:"how the tensors of a file from elsewhere become parameters: a YAML file, or a mapping that comes along"`
}

// IsMappingFile says whether a mapping is a file's name, not that of one that comes along.
func IsMappingFile(mapping string) bool {
	return slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(mapping))
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
