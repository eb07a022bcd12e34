package settings

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/internal/nearest"
)

// KeyError is of a setting that can't be what it is.
type KeyError struct {
	Key string
	Err error // begins with the key
}

// Error implements error.
func (e *KeyError) Error() string { return e.Err.Error() }

// Unwrap gives Err.
func (e *KeyError) Unwrap() error { return e.Err }

// Check reports the first setting of the struct that v points to that its tags don't allow, a *KeyError: one outside of its
// limits, that is none of its words, not finite, or without effect.
func Check(v any) error {
	all := slotsOf(reflect.ValueOf(v).Elem())
	for _, s := range all {
		by, want, ok := s.applies(all)
		var err error
		switch {
		case ok:
			err = s.check()
		case !s.empty():
			err = noEffect(s.Name, by, want)
		}
		if err != nil {
			return &KeyError{s.Name, err}
		}
	}
	return nil
}

func (s slot) check() error {
	if len(s.Choices) > 0 && !slices.Contains(s.Choices, s.text()) {
		said := slices.DeleteFunc(slices.Clone(s.Choices), func(c string) bool { return c == "" }) // empty is not worth a word
		return nearest.Unknown(s.Name, short(s.text()), said)
	}
	switch v := s.field.Interface().(type) {
	case int:
		return s.checkWhole(v)
	case float64:
		return s.checkReal(v)
	case []float64:
		for _, x := range v {
			if err := s.checkReal(x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s slot) checkWhole(v int) error {
	if least, err := strconv.Atoi(s.Min); err == nil && v < least {
		return fmt.Errorf("%s: %d is too small: give at least %d", s.Name, v, least)
	}
	if most, err := strconv.Atoi(s.Max); err == nil && v > most {
		return fmt.Errorf("%s: %d is too large: give at most %d", s.Name, v, most)
	}
	return nil
}

func (s slot) checkReal(v float64) error {
	least, noLeast := strconv.ParseFloat(s.Min, 64)
	most, noMost := strconv.ParseFloat(s.Max, 64)
	finite := !math.IsNaN(v) && !math.IsInf(v, 0)
	switch {
	case finite && (noLeast != nil || v >= least) && (noMost != nil || v <= most):
		return nil
	case noLeast != nil:
		return fmt.Errorf("%s: %v: give a finite number", s.Name, v)
	case noMost != nil:
		return fmt.Errorf("%s: %v: give a number of at least %v", s.Name, v, least)
	}
	return fmt.Errorf("%s: %v: give a number from %v to %v", s.Name, v, least, most)
}
