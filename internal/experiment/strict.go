package experiment

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// checkTypes reports the first value of a settings file that is not of its key's type.
// The decoder alone would take 1.5 for 1, "3" for 3, and 0 for what is not there.
func checkTypes(b []byte, file string) error {
	f, err := parser.ParseBytes(b, 0)
	if err != nil {
		return yamlError(file, err)
	}
	if len(f.Docs) > 1 {
		return fmt.Errorf("%s: it holds %d documents: give one", file, len(f.Docs))
	}
	for _, doc := range f.Docs {
		for _, pair := range pairsOf(doc.Body) {
			k, ok := findKey(pair.Key.String())
			if !ok {
				continue // the decoder says so
			}
			if err := checkNode(k, pair.Value, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkValue is checkTypes of one value.
func checkValue(k key, value []byte, where string) error {
	f, err := parser.ParseBytes(value, 0)
	if err != nil {
		return yamlError(where, err)
	}
	for _, doc := range f.Docs {
		if err := checkNode(k, doc.Body, where); err != nil {
			return err
		}
	}
	return nil
}

func pairsOf(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func checkNode(k key, n ast.Node, where string) error {
	t := reflect.TypeFor[Config]().FieldByIndex(k.index).Type
	if k.name == "lambda_changes" {
		return checkChanges(n, where)
	}
	return checkNumber(t, k.name, n, where)
}

// checkNumber looks at a number or a list of numbers; other types are the decoder's.
func checkNumber(t reflect.Type, name string, n ast.Node, where string) error {
	switch t.Kind() {
	case reflect.Slice:
		if list, ok := n.(*ast.SequenceNode); ok {
			for _, v := range list.Values {
				if err := checkNumber(t.Elem(), name, v, where); err != nil {
					return err
				}
			}
		}
	case reflect.Int, reflect.Uint64:
		if v, ok := number(n); !ok || v != math.Trunc(v) {
			return typeError(name, "a whole number", n, where)
		}
	case reflect.Float64:
		if _, ok := number(n); !ok {
			return typeError(name, "a number", n, where)
		}
	}
	return nil
}

// number reads a number; Check refuses those that are not finite. The parser takes 1e-3,
// a number of YAML 1.2, for a text without quotes.
func number(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return 0, true // the decoder knows how large it may be
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

// checkChanges looks at a list of changes, each of which needs both its numbers.
func checkChanges(n ast.Node, where string) error {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return typeError("lambda_changes", "a list such as [{at: 0.5, factor: 10}]", n, where)
	}
	names := []string{"at", "factor"}
	for _, change := range list.Values {
		seen := map[string]bool{}
		for _, pair := range pairsOf(change) {
			name := pair.Key.String()
			if name != names[0] && name != names[1] {
				return at(pair.Key, where, nearest.Unknown("key of lambda_changes", name, names).Error())
			}
			if err := checkNumber(reflect.TypeFor[float64](), name, pair.Value, where); err != nil {
				return err
			}
			seen[name] = true
		}
		if len(seen) < len(names) {
			return at(change, where, "a change of lambda_changes needs both, such as {at: 0.5, factor: 10}")
		}
	}
	return nil
}

// typeError says what a key wants and what it has.
func typeError(name, want string, n ast.Node, where string) error {
	have := "something else"
	switch n := n.(type) {
	case nil, *ast.NullNode:
		have = "nothing"
	case *ast.StringNode:
		have = fmt.Sprintf("the text %q", n.Value)
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		have = n.String()
	case *ast.SequenceNode:
		have = "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		have = "a mapping"
	}
	return at(n, where, fmt.Sprintf("%s: want %s, have %s", name, want, have))
}

// at puts the place of a node before a message.
func at(n ast.Node, where, msg string) error {
	if n == nil || n.GetToken() == nil {
		return fmt.Errorf("%s: %s", where, msg)
	}
	p := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", where, p.Line, p.Column, msg)
}
