package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Text is all settings of the struct that v points to, key=value a line, with values in JSON: what tells
// two structs apart, in a tenth of the time of Encode. No reader takes it.
func Text(v any) ([]byte, error) {
	var b []byte
	for _, s := range slotsOf(reflect.ValueOf(v).Elem()) {
		value := s.field.Interface()
		if k, ok := s.kind(); ok {
			value = k.word()
		} else if s.empty() && s.field.Kind() == reflect.Slice {
			value = []int{} // nil is none, too
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("settings: %s: %w", s.Name, err)
		}
		b = fmt.Appendf(b, "%s=%s\n", s.Name, text)
	}
	return b, nil
}
