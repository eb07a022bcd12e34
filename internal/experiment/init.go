package experiment

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/gobimt/bimt/internal/safetensors"
)

// InitConfig says where training begins.
type InitConfig struct {
	Init    string `yaml:"init,omitempty" about:"safetensors file of the weights to begin with; empty: drawn from the seed"`
	Mapping string `yaml:"mapping,omitempty" about:"how the tensors of a file from elsewhere become parameters: a YAML file, or a mapping that comes along"`
}

// absolute writes the paths of files from the root, so that the settings mean the same
// everywhere.
func (c *Config) absolute() error {
	paths := map[string]*string{"path": &c.Path, "init": &c.Init}
	if IsMappingFile(c.Mapping) {
		paths["mapping"] = &c.Mapping
	}
	for key, p := range paths {
		if *p == "" {
			continue
		}
		full, err := filepath.Abs(*p)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		*p = full
	}
	return nil
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
	var model []key
	collect(reflect.TypeFor[ModelConfig](), nil, &model)
	for _, k := range model {
		value, said := f.Metadata[k.name]
		if !said || k.name == "model" || slices.Contains(keep, k.name) {
			continue
		}
		now := reflect.ValueOf(&c.ModelConfig).Elem().FieldByIndex(k.index)
		was := now.Interface()
		if err := errors.Join(c.Set(k.name+"="+value), c.Check()); err != nil {
			return nil, fmt.Errorf("%s: its metadata say %s=%s: %w: --set %s=… overrules it", path, k.name, value, err, k.name)
		}
		if now.Interface() != was {
			changed = append(changed, fmt.Sprintf("%s=%v", k.name, now.Interface()))
		}
	}
	return changed, nil
}
