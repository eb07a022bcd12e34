package settings

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a text. The YAML library takes time that grows with the square of keys, lines and depth.
const (
	MostBytes = 1 << 20
	mostLines = 10_000
	mostKeys  = 2_000
	mostDepth = 64
)

// document is the YAML of one text.
type document struct {
	file    string
	body    ast.Node
	anchors map[string]ast.Node
}

// parse reads YAML of one document. No text makes it panic or work long.
func parse(text, file string) (d *document, err error) {
	defer func() {
		if recover() != nil {
			d, err = nil, fmt.Errorf("%s: the YAML in it can't be read: write it in a plainer way", file)
		}
	}()
	switch {
	case len(text) > MostBytes:
		return nil, fmt.Errorf("%s: more than %d KiB are no settings", file, MostBytes>>10)
	case strings.Count(text, "\n") > mostLines:
		return nil, fmt.Errorf("%s: more than %d lines are no settings", file, mostLines)
	}
	tokens := lexer.Tokenize(text + "\n") // or it drops a tag at the end
	if err := bounded(tokens); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	f, err := parser.Parse(tokens, 0)
	switch {
	case err != nil:
		return nil, yamlError(file, err)
	case len(f.Docs) > 1:
		return nil, fmt.Errorf("%s: it holds %d documents: give one", file, len(f.Docs))
	}
	d = &document{file: file, anchors: map[string]ast.Node{}}
	if len(f.Docs) == 1 {
		d.body = f.Docs[0].Body
	}
	return d, nil
}

// Strict reads YAML into v by the tags of package goccy/go-yaml, for files that are no
// settings: within the limits of settings, without aliases, every key known, and without a
// panic. Errors name the file, the line and the column.
func Strict(text []byte, file string, v any) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%s: the YAML in it can't be read: write it in a plainer way", file)
		}
	}()
	if _, err := parse(string(text), file); err != nil {
		return err
	}
	for _, t := range lexer.Tokenize(string(text)) {
		if t.Type == token.AliasType || t.Type == token.MergeKeyType {
			return fmt.Errorf("%s:%d:%d: write out what %s stands for", file, t.Position.Line, t.Position.Column, firstLine(t.Value))
		}
	}
	if err := yaml.UnmarshalWithOptions(text, v, yaml.Strict()); err != nil {
		return yamlError(file, err)
	}
	return nil
}

// bounded refuses what nests deeply or has very many keys. Indentation alone nests no deeper than the square root of the
// bytes; marks that follow each other on one line could nest without bound. A tag, which says of what type a value is, is
// refused too: its key says that, and the library does not always survive two opinions.
func bounded(tokens token.Tokens) error {
	depth, marks, keys := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.MappingValueType:
			keys++
		}
		switch t.Type {
		case token.TagType:
			return fmt.Errorf("line %d: %s: leave it out: each key knows what type its value has", t.Position.Line, t.Value)
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType:
			if marks++; t.Prev != nil && t.Prev.Position.Line != t.Position.Line {
				marks = 1
			}
		}
		if depth > mostDepth || marks > mostDepth {
			return fmt.Errorf("line %d is nested more than %d deep: no setting is", t.Position.Line, mostDepth)
		}
		if keys > mostKeys {
			return fmt.Errorf("more than %d keys are no settings", mostKeys)
		}
	}
	return nil
}

// plain is what an anchor names, or an alias stands for.
func (d *document) plain(n ast.Node) (ast.Node, error) {
	switch v := n.(type) {
	case *ast.AnchorNode:
		d.anchors[v.Name.String()] = v.Value
		return d.plain(v.Value)
	case *ast.AliasNode:
		to, ok := d.anchors[v.Value.String()]
		if !ok {
			return nil, d.at(n, "nothing above is called &%s", v.Value)
		}
		delete(d.anchors, v.Value.String()) // while it is looked at, it is not inside of itself
		defer func() { d.anchors[v.Value.String()] = to }()
		return d.plain(to)
	}
	return n, nil
}

// pairs are those of a mapping.
func (d *document) pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// at makes an error that names the place of a node.
func (d *document) at(n ast.Node, format string, args ...any) error {
	msg := firstLine(fmt.Sprintf(format, args...))
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return fmt.Errorf("%s: %s", d.file, msg)
	}
	p := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", d.file, p.Line, p.Column, msg)
}

// yamlError says in one line where a text is no YAML.
func yamlError(file string, err error) error {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil || e.GetToken().Position == nil {
		return fmt.Errorf("%s: %s", file, firstLine(err.Error()))
	}
	p := e.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", file, p.Line, p.Column, firstLine(e.GetMessage()))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
