package experiment

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// key is one setting, as the tags of Config describe it.
type key struct {
	name, about string
	needed      bool   // must be in every file
	model       string // must be in files of this model
	of          string // data that it belongs to, separated by spaces; empty: all
	index       []int
}

// keys lists the settings in the order of Config.
func keys() []key {
	var all []key
	collect(reflect.TypeFor[Config](), nil, &all)
	return all
}

func collect(t reflect.Type, at []int, all *[]key) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), at...), i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if options == "inline" {
			collect(f.Type, index, all)
			continue
		}
		*all = append(*all, key{name: name, about: f.Tag.Get("about"), needed: options != "omitempty", model: f.Tag.Get("model"), of: f.Tag.Get("of"), index: index})
	}
}

// neededBy says whether a file with such settings must have the key.
func (k key) neededBy(c *Config) bool { return k.needed || (k.model != "" && k.model == c.Model) }

// checkUse reports the first key that is set and would be without effect.
func (c *Config) checkUse() error {
	v := reflect.ValueOf(c).Elem()
	for _, k := range keys() {
		if f := v.FieldByIndex(k.index); f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
			continue
		}
		if k.of != "" && !slices.Contains(strings.Fields(k.of), c.Data) {
			return fmt.Errorf("%s: without effect on data %s: leave it out (it is for %s)", k.name, c.Data, strings.Join(strings.Fields(k.of), ", "))
		}
		if k.model != "" && k.model != c.Model {
			return fmt.Errorf("%s: without effect on a model %s: leave it out (it is for a %s)", k.name, c.Model, k.model)
		}
	}
	return nil
}

func findKey(name string) (key, bool) {
	for _, k := range keys() {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

func keyNames() []string {
	var names []string
	for _, k := range keys() {
		names = append(names, k.name)
	}
	return names
}

// Encode writes all settings as YAML, each with its comment: a file that Load reads
// back to an equal Config.
func (c *Config) Encode() ([]byte, error) {
	var b strings.Builder
	v := reflect.ValueOf(c).Elem()
	for _, k := range keys() {
		field := v.FieldByIndex(k.index)
		if !k.neededBy(c) && field.IsZero() {
			continue
		}
		y, err := yaml.MarshalWithOptions(map[string]any{k.name: field.Interface()}, yaml.Flow(field.Kind() == reflect.Slice), yaml.IndentSequence(true))
		if err != nil {
			return nil, fmt.Errorf("settings: %s: %w", k.name, err)
		}
		text := strings.TrimRight(string(y), "\n")
		if field.Kind() == reflect.Slice { // {key: [..]} on one line
			text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
		}
		fmt.Fprintf(&b, "# %s\n%s\n", k.about, text)
	}
	return []byte(b.String()), nil
}
