package weights

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/settings"
)

// Mapping says which tensor becomes which parameter.
type Mapping struct {
	Tensors []Rule `yaml:"tensors"`
	// Ignore lists tensors that are not to be used; {n} stands for any number.
	Ignore []string `yaml:"ignore,omitempty"`
}

// Rule gives one parameter, or one in each block, its values.
type Rule struct {
	// To is the parameter's name.
	To string `yaml:"to"`
	// From is the tensor's name; empty only if Fill is set.
	From string `yaml:"from,omitempty"`
	// Part takes one of several equal parts; nil takes all.
	Part *Part `yaml:"part,omitempty"`
	// Transpose reorders the dimensions: the result's dimension i is the tensor's
	// dimension Transpose[i]. Empty leaves them.
	Transpose []int `yaml:"transpose,omitempty"`
	// Reshape folds or splits dimensions, in row-major order, into the parameter's
	// shape. Without it the shapes must agree.
	Reshape bool `yaml:"reshape,omitempty"`
	// Fill sets every element of a parameter that has no tensor.
	Fill *float64 `yaml:"fill,omitempty"`
}

// Part is the Index-th, from 0, of Of equal parts along dimension Dim.
type Part struct {
	Dim   int `yaml:"dim"`
	Index int `yaml:"index"`
	Of    int `yaml:"of"`
}

// number stands for 0, 1, 2, … in names.
const number = "{n}"

// Parse reads a mapping in YAML; parameters may have the names of before (see [Today]). Unknown keys, and rules that can't be, are errors that
// name the file and the line or the rule.
func Parse(text []byte, file string) (*Mapping, error) {
	m := &Mapping{}
	if err := settings.Strict(text, file, m); err != nil {
		return nil, err
	}
	if len(m.Tensors) == 0 {
		return nil, fmt.Errorf("%s: tensors: list at least one rule", file)
	}
	for i := range m.Tensors {
		m.Tensors[i].To = today(m.Tensors[i].To)
	}
	if err := m.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return m, nil
}

// Check reports the first rule that can't be.
func (m *Mapping) Check() error {
	seen := map[string]bool{}
	for i, r := range m.Tensors {
		if err := r.check(); err != nil {
			return fmt.Errorf("rule %d (%s): %w", i+1, r.To, err)
		}
		if seen[r.To] {
			return fmt.Errorf("rule %d: %s has a rule already", i+1, r.To)
		}
		seen[r.To] = true
	}
	return nil
}

func (r *Rule) check() error {
	switch {
	case r.To == "":
		return errors.New("to: name a parameter")
	case (r.From == "") == (r.Fill == nil):
		return errors.New("set one of from and fill")
	case r.Fill != nil && (r.Part != nil || r.Transpose != nil || r.Reshape):
		return errors.New("fill needs no part, transpose or reshape")
	case strings.Count(r.To, number) > 1 || strings.Count(r.From, number) > 1:
		return fmt.Errorf("%s can stand once in a name", number)
	case strings.Contains(r.From, number) && !strings.Contains(r.To, number):
		return fmt.Errorf("%s in from but not in to", number)
	case r.Part != nil && (r.Part.Dim < 0 || r.Part.Of < 1 || r.Part.Index < 0 || r.Part.Index >= r.Part.Of):
		return fmt.Errorf("part %+v: want dim and index from 0, and index below of", *r.Part)
	}
	sorted := slices.Sorted(slices.Values(r.Transpose))
	for i, d := range sorted {
		if i != d {
			return fmt.Errorf("transpose %v: want each dimension once, from 0", r.Transpose)
		}
	}
	return nil
}

// rule finds what a parameter is made of: the first rule of its name, with the number in
// it filled in.
func (m *Mapping) rule(param string) (Rule, bool) {
	if len(m.Tensors) == 0 {
		return Rule{To: param, From: param}, true
	}
	for _, r := range m.Tensors {
		if n, ok := match(r.To, param); ok {
			r.To, r.From = param, strings.Replace(r.From, number, n, 1)
			return r, true
		}
	}
	return Rule{}, false
}

// ignored says whether a tensor is not to be used.
func (m *Mapping) ignored(tensor string) bool {
	return slices.ContainsFunc(m.Ignore, func(pattern string) bool {
		_, ok := match(pattern, tensor)
		return ok
	})
}

// match compares a name with a pattern, and gives what stands for the number in it.
func match(pattern, name string) (n string, ok bool) {
	before, after, found := strings.Cut(pattern, number)
	if !found {
		return "", pattern == name
	}
	if len(name) <= len(before)+len(after) || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) {
		return "", false
	}
	n = name[len(before) : len(name)-len(after)]
	return n, strings.Trim(n, "0123456789") == ""
}
