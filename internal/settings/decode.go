package settings

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/goccy/go-yaml/ast"
)

// Decode reads settings in YAML into the struct that v points to. Every key must be known, of a chosen kind or empty, every
// needed one present, and all must pass Check. Errors name the file and, where there is one, the line and column.
func Decode(text []byte, file string, v any) error { return decode(text, file, v, true) }

// DecodeOver is Decode for a struct that holds settings already: those that the text does not name stay.
func DecodeOver(text []byte, file string, v any) error { return decode(text, file, v, false) }

// Word reads the value of one key of a text, which must be a word; empty if the text has no such key, or can't be read.
func Word(text []byte, file, key string) string {
	if !bytes.Contains(text, []byte(key)) {
		return "" // without reading the text twice
	}
	d, err := parse(string(text), file)
	if err != nil {
		return ""
	}
	if d.body, err = d.plain(d.body); err != nil {
		return ""
	}
	for _, p := range d.pairs(d.body) {
		if word, ok := textOf(p, key); ok {
			return word
		}
	}
	return ""
}

// textOf is the value of a pair, if it has this key and is a text.
func textOf(p *ast.MappingValueNode, key string) (string, bool) {
	if keyName(p) != key {
		return "", false
	}
	return text(p.Value)
}

// MissingError tells of a key that is needed.
type MissingError struct{ File, Key, About string }

// Error implements error.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: the key %q is missing (%s)", e.File, e.Key, e.About)
}

func decode(text []byte, file string, v any, whole bool) error {
	d, err := parse(string(text), file)
	if err != nil {
		return err
	}
	if d.body, err = d.plain(d.body); err != nil {
		return err
	}
	nodes := map[string]ast.Node{}
	for _, p := range d.pairs(d.body) {
		nodes[keyName(p)] = p.Value
	}
	root := reflect.ValueOf(v).Elem()
	for _, s := range slotsOf(root) {
		if k, ok := s.kind(); ok && nodes[s.Name] != nil {
			if err := d.chooseKind(s, k, nodes[s.Name]); err != nil {
				return err
			}
		}
	}
	all := slotsOf(root)
	for _, p := range d.pairs(d.body) {
		if err := d.takeKey(all, p); err != nil {
			return err
		}
	}
	for _, s := range all {
		if _, _, ok := s.applies(all); whole && ok && s.Needed && nodes[s.Name] == nil {
			return &MissingError{file, s.Name, s.About}
		}
	}
	err = Check(v)
	if e := (*KeyError)(nil); errors.As(err, &e) {
		return d.at(nodes[e.Key], "%v", err)
	}
	return err
}

// chooseKind takes the word of a kind.
func (d *document) chooseKind(s slot, k chooser, n ast.Node) error {
	name := reflect.New(reflect.TypeFor[string]()).Elem()
	if err := d.take(s.Name, name, n); err != nil {
		return err
	}
	if !k.prototype(name.String()).IsValid() {
		return d.at(n, "%v", nearest.Unknown(s.Name, short(name.String()), k.names()))
	}
	k.choose(name.String())
	return nil
}

// takeKey gives one key its value.
func (d *document) takeKey(all []slot, p *ast.MappingValueNode) error {
	name := keyName(p)
	s, ok := find(all, name)
	if !ok {
		err, others := foreign(all, name)
		if others && blank(p.Value) {
			return nil
		}
		return d.at(p.Key, "%v", err)
	}
	if _, ok := s.kind(); ok {
		return nil // chosen before
	}
	return d.take(name, s.field, p.Value)
}

// blank says whether a value is as good as not there.
func blank(n ast.Node) bool {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return true
	case *ast.BoolNode:
		return !n.Value
	case *ast.SequenceNode:
		return len(n.Values) == 0
	}
	if s, ok := text(n); ok && s == "" {
		return true
	}
	v, ok := number(n)
	return ok && v == 0
}
