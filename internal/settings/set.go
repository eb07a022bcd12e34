package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Set changes settings of the struct that v points to, each given as key=value with a value in YAML, words that choose
// kinds first: a kind keeps the values of settings that it shares with the one before, and drops the others. Copies of
// *v are not changed. Call Check when all are set.
func Set(v any, assignments ...string) error {
	root := reflect.ValueOf(v).Elem()
	for _, kinds := range []bool{true, false} {
		for _, a := range assignments {
			key, value, ok := strings.Cut(a, "=")
			if !ok {
				return fmt.Errorf("--set %s: write it as key=value", shown(a))
			}
			all := slotsOf(root)
			s, known := find(all, key)
			if known {
				if _, is := s.kind(); is != kinds {
					continue
				}
			} else if kinds {
				continue
			}
			if err := assign(root, all, key, value, "--set "+shown(a)); err != nil {
				return err
			}
		}
	}
	return nil
}

func assign(root reflect.Value, all []slot, key, value, where string) error {
	d, err := parse(value, where+", value")
	if err != nil {
		return err
	}
	s, ok := find(all, key)
	if !ok {
		err, others := foreign(all, key)
		if others && blank(d.body) {
			return nil
		}
		return fmt.Errorf("%s: %w", where, err)
	}
	if k, ok := s.kind(); ok {
		return d.chooseKind(s, k, d.body)
	}
	fresh := reflect.New(s.field.Type()).Elem()
	if err := d.take(key, fresh, d.body); err != nil {
		return err
	}
	put(root, key, fresh)
	return nil
}

// put gives a setting a value; copies of a kind keep theirs.
func put(root reflect.Value, key string, value reflect.Value) {
	for _, s := range slotsOf(root) {
		if k, ok := s.kind(); ok {
			k.own()
		}
	}
	s, _ := find(slotsOf(root), key)
	s.field.Set(value)
}

// Get is the value of a setting of the struct that v points to. ok is false if it has none of that name and type.
func Get[T any](v any, key string) (value T, ok bool) {
	s, ok := find(slotsOf(reflect.ValueOf(v).Elem()), key)
	if !ok || s.field.Type() != reflect.TypeFor[T]() {
		return value, false
	}
	return s.field.Interface().(T), true
}

// Texts are the values of those of some settings that are texts, as Get has them, by their keys.
func Texts(v any, keys []string) map[string]string {
	texts := map[string]string{}
	for _, s := range slotsOf(reflect.ValueOf(v).Elem()) {
		if _, twice := texts[s.Name]; !twice && s.field.Kind() == reflect.String && slices.Contains(keys, s.Name) {
			texts[s.Name] = s.field.String()
		}
	}
	return texts
}

// Put gives a setting of the struct that v points to a value. The error is that of Set if it has none of that name and type.
func Put[T any](v any, key string, value T) error {
	root := reflect.ValueOf(v).Elem()
	all := slotsOf(root)
	s, ok := find(all, key)
	if !ok {
		err, _ := foreign(all, key)
		return err
	}
	if s.field.Type() != reflect.TypeFor[T]() {
		return fmt.Errorf("%s: is a %v, and no %T", key, s.field.Type(), value)
	}
	put(root, key, reflect.ValueOf(value))
	return nil
}

// shown is an assignment in an error: on one line, without what a terminal would obey, and
// not longer than is read.
func shown(assignment string) string {
	const most = 200
	line := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, assignment)
	if r := []rune(line); len(r) > most {
		return string(r[:most]) + "…"
	}
	return line
}
