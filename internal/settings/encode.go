package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
)

// Encode writes the settings of the struct that v points to as YAML, each under its comment: a text that Decode reads back
// to an equal struct. What may be left out is, where it is zero.
func Encode(v any) ([]byte, error) {
	var b strings.Builder
	all := slotsOf(reflect.ValueOf(v).Elem())
	for _, s := range all {
		if _, _, ok := s.applies(all); s.field.IsZero() && (!ok || !s.Needed) {
			continue
		}
		text, err := s.encode()
		if err != nil {
			return nil, fmt.Errorf("settings: %s: %w", s.Name, err)
		}
		fmt.Fprintf(&b, "# %s\n%s\n", s.comment(), text)
	}
	return []byte(b.String()), nil
}

// comment is what the key means; that of a kind lists all there are.
func (s slot) comment() string {
	if k, ok := s.kind(); ok {
		return s.About + ": " + strings.Join(k.names(), ", ")
	}
	return s.About
}

func (s slot) encode() (string, error) {
	value := s.field.Interface()
	if k, ok := s.kind(); ok {
		value = k.word()
	}
	if strings.ContainsFunc(fmt.Sprint(value), unicode.IsControl) { // the library loses tabs
		b, err := json.Marshal(value)
		return s.Name + ": " + string(b), err
	}
	list := s.field.Kind() == reflect.Slice
	y, err := yaml.MarshalWithOptions(map[string]any{s.Name: value}, yaml.Flow(list), yaml.IndentSequence(true))
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(y), "\n")
	if list { // {key: [..]} on one line
		text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
	}
	return text, nil
}
