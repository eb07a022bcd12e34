package settings

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// take gives a field the value of a node, which must be of its type.
func (d *document) take(name string, field reflect.Value, n ast.Node) error {
	n, err := d.plain(n)
	if err != nil {
		return err
	}
	_, nothing := n.(*ast.NullNode)
	nothing = nothing || n == nil
	switch field.Kind() {
	case reflect.String:
		s, ok := text(n)
		if !ok && !nothing {
			return d.unfit(name, "a text", n)
		}
		field.SetString(s)
	case reflect.Bool:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			return d.unfit(name, "true or false", n)
		}
		field.SetBool(b.Value)
	case reflect.Float64:
		v, ok := number(n)
		if !ok {
			return d.unfit(name, "a number", n)
		}
		field.SetFloat(v)
	case reflect.Int, reflect.Uint64:
		return d.takeWhole(name, field, n)
	case reflect.Slice:
		if nothing {
			field.SetZero()
			return nil
		}
		return d.takeList(name, field, n)
	case reflect.Struct:
		return d.takeStruct(name, field, n)
	case reflect.Map:
		return d.takeMap(name, field, n)
	default:
		return fmt.Errorf("%s: no setting can be a %v", name, field.Type())
	}
	return nil
}

func (d *document) takeWhole(name string, field reflect.Value, n ast.Node) error {
	v, ok := number(n)
	whole := reflect.ValueOf(int64(v))
	i, exact := n.(*ast.IntegerNode)
	if exact {
		whole = reflect.ValueOf(i.Value)
	}
	switch {
	case !ok || v != math.Trunc(v):
		return d.unfit(name, "a whole number", n)
	case v < 0 && field.CanUint():
		return d.unfit(name, "a whole number of 0 or more", n)
	case !exact && math.Abs(v) > 1<<53, // beyond it real numbers have gaps
		whole.CanUint() && field.CanInt() && whole.Uint() > math.MaxInt64:
		return d.at(n, "%s: %s is too large", name, short(n.String()))
	}
	field.Set(whole.Convert(field.Type()))
	return nil
}

// number reads a number. The parser takes 1e-3, a number of YAML 1.2, for a text without quotes.
func number(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		switch v := n.Value.(type) {
		case int64:
			return float64(v), true
		case uint64:
			return float64(v), true
		}
	case *ast.FloatNode:
		return n.Value, true
	case *ast.InfinityNode:
		return n.Value, true
	case *ast.NanNode:
		return math.NaN(), true
	case *ast.StringNode:
		v, err := strconv.ParseFloat(n.Value, 64)
		return v, err == nil && n.Token.Type == token.StringType
	}
	return 0, false
}

// text reads a text; a number is one as it is written.
func text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (d *document) takeList(name string, field reflect.Value, n ast.Node) error {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return d.unfit(name, "a list such as "+example(field.Type().Elem()), n)
	}
	all := reflect.MakeSlice(field.Type(), len(list.Values), len(list.Values))
	for i, v := range list.Values {
		if err := d.take(name, all.Index(i), v); err != nil {
			return err
		}
	}
	field.Set(all)
	return nil
}

// example is a list of values of a type.
func example(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "[{" + strings.Join(parts(t), ": …, ") + ": …}]"
	case reflect.String:
		return "[a, b]"
	}
	return "[0, 1]"
}

// parts are the keys of a struct in a list.
func parts(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		names = append(names, name)
	}
	return names
}

// needed are those that every entry must have.
func needed(t reflect.Type) (names []string) {
	for i, name := range parts(t) {
		if !strings.Contains(t.Field(i).Tag.Get("yaml"), ",omitempty") {
			names = append(names, name)
		}
	}
	return names
}

// takeStruct reads one entry of a list, which needs all keys but those that may be left out.
func (d *document) takeStruct(name string, field reflect.Value, n ast.Node) error {
	names, needed, seen := parts(field.Type()), needed(field.Type()), map[string]bool{}
	for _, p := range d.pairs(n) {
		key := keyName(p)
		i := slices.Index(names, key)
		if i < 0 {
			return d.at(p.Key, "%v", nearest.Unknown("key of "+name, short(key), names))
		}
		if err := d.take(key, field.Field(i), p.Value); err != nil {
			return err
		}
		seen[key] = true
	}
	for _, key := range needed {
		if !seen[key] {
			return d.at(n, "%s: an entry needs %s", name, strings.Join(needed, " and "))
		}
	}
	return nil
}

func (d *document) takeMap(name string, field reflect.Value, n ast.Node) error {
	all := reflect.MakeMap(field.Type())
	for _, p := range d.pairs(n) {
		v, err := d.plain(p.Value)
		if err != nil {
			return err
		}
		s, ok := text(v)
		if !ok {
			return d.unfit(name, "texts", v)
		}
		all.SetMapIndex(reflect.ValueOf(keyName(p)), reflect.ValueOf(s))
	}
	if len(d.pairs(n)) == 0 && n != nil && n.Type() != ast.NullType && n.Type() != ast.MappingType {
		return d.unfit(name, "a mapping", n)
	}
	field.Set(all)
	return nil
}

// unfit says what a key wants and what it has.
func (d *document) unfit(name, want string, n ast.Node) error {
	have := "something else"
	switch n := n.(type) {
	case nil, *ast.NullNode:
		have = "nothing"
	case *ast.StringNode:
		have = fmt.Sprintf("the text %q", short(n.Value))
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		have = short(n.String())
	case *ast.SequenceNode:
		have = "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		have = "a mapping"
	}
	return d.at(n, "%s: want %s, have %s", name, want, have)
}

// keyName is the key of a pair, without quotes.
func keyName(p *ast.MappingValueNode) string { return p.Key.GetToken().Value }
