package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// taught are the packages whose every type appears in an Example of some package.
var taught = []string{"graph", "graph/op", "nn", "bimt", "bimt/flow", "bimt/metric", "bimt/ablation", "bimt/checkpoint", "bimt/runs", "transformer"}

// unshown are types that need no Example, with the reason.
var unshown = map[string]string{
	"graph.NonFiniteError": "an error that a run of a session reports",
	"nn.StepError":         "an error that a trainer reports",

	"op.CostTerm": "bimt.Space makes those of a network",
	"op.Entry":    asks, "op.Extent": asks, "op.Load": asks, "op.Op": asks, "op.Pass": asks, "op.Rooms": asks, "op.Seat": asks,

	"flow.Role": "a field of the stages that flow.Read gives",

	"metric.Pruned":  "an element of the result of PruningCurve",
	"metric.Reading": "what a measure of a network gives",

	"transformer.Attention": part, "transformer.Block": part, "transformer.MLP": part,
	"transformer.Gated": part, "transformer.Learned": part, "transformer.Rotary": part,
}

// Reasons that several types share.
const (
	asks       = "what the executor asks of an operation; a Kernel answers it"
	part       = "a part of the model that transformer.New makes"
	attributes = "attributes that op.Of gives; its Example shows how they are read"
)

// Who builds something of a public package finds an Example with it: `go doc` shows what a
// type is, an Example what it is for.
func TestEveryTypeHasAnExample(t *testing.T) {
	seen := examples(t)
	for _, dir := range taught {
		p := declared(t, dir)
		for name := range p.types {
			full := path.Base(dir) + "." + name
			shown, reason := seen[dir].has(p.mentions[name]), unshown[full]
			if reason == "" && strings.HasSuffix(name, "Attrs") {
				reason = attributes
			}
			if shown && reason != "" && reason != attributes {
				t.Errorf("%s is in an Example: take it off the list of unshown types", full)
			} else if !shown && reason == "" {
				t.Errorf("%s is in no Example: write one, or list it in unshown with the reason why nobody builds it", full)
			}
		}
	}
}

// names of a package that Example files use: those behind its own name, and all that are
// selected of a value.
type names struct{ ofPackage, selected map[string]bool }

// has says whether any of the mentions of a type is among the names.
func (n names) has(mentions []mention) bool {
	return slices.ContainsFunc(mentions, func(m mention) bool {
		return m.method && n.selected[m.name] || !m.method && n.ofPackage[m.name]
	})
}

// mention is a name that stands for a type in a program: its own, that of a function or
// method that takes or gives it, or of a constant.
type mention struct {
	name   string
	method bool
}

// pkg is what a package declares for others.
type pkg struct {
	types    map[string]bool
	mentions map[string][]mention // by type
}

// declared reads the exported names of a package.
func declared(t *testing.T, dir string) pkg {
	t.Helper()
	p := pkg{types: map[string]bool{}, mentions: map[string][]mention{}}
	files := parsed(t, filepath.Join("..", "..", filepath.FromSlash(dir)), func(name string) bool { return !isTestFile(name) })
	each := func(do func(ast.Decl)) {
		for _, f := range files {
			for _, d := range f.Decls {
				do(d)
			}
		}
	}
	each(func(d ast.Decl) {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				if name := s.(*ast.TypeSpec).Name; name.IsExported() {
					p.types[name.Name] = true
					p.mention(name, mention{name.Name, false})
				}
			}
		}
	})
	each(p.declaration)
	if len(p.types) == 0 {
		t.Fatalf("%s declares no types: the rule looks at nothing", dir)
	}
	return p
}

// declaration notes the types that a function takes and gives, or a constant is of.
func (p *pkg) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() {
			p.mention(d.Type, mention{d.Name.Name, d.Recv != nil})
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && v.Type != nil {
				for _, name := range v.Names {
					p.mention(v.Type, mention{name.Name, false})
				}
			}
		}
	}
}

func (p *pkg) mention(in ast.Node, m mention) {
	ast.Inspect(in, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && p.types[id.Name] {
			p.mentions[id.Name] = append(p.mentions[id.Name], m)
		}
		return true
	})
}

// examples reads every test file with an Example: the names it uses, by folder of the
// package.
func examples(t *testing.T) map[string]names {
	t.Helper()
	seen := map[string]names{}
	for _, dir := range taught {
		seen[dir] = names{map[string]bool{}, map[string]bool{}}
	}
	for _, dir := range append([]string{"bimt/draw"}, taught...) {
		for _, f := range parsed(t, filepath.Join("..", "..", filepath.FromSlash(dir)), isTestFile) {
			if slices.ContainsFunc(f.Decls, isExample) {
				use(f, seen)
			}
		}
	}
	return seen
}

func isTestFile(name string) bool { return strings.HasSuffix(name, "_test.go") }

func isExample(d ast.Decl) bool {
	f, ok := d.(*ast.FuncDecl)
	return ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Example")
}

// use notes the names that a file uses of the packages it imports.
func use(f *ast.File, seen map[string]names) {
	imported := map[string]string{} // folders by name
	for _, i := range f.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil && strings.HasPrefix(p, module) {
			imported[path.Base(p)] = strings.TrimPrefix(p, module)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := s.X.(*ast.Ident); ok {
			if into, taught := seen[imported[id.Name]]; taught {
				into.ofPackage[s.Sel.Name] = true
				return true
			}
		}
		for _, dir := range imported {
			if into, taught := seen[dir]; taught {
				into.selected[s.Sel.Name] = true
			}
		}
		return true
	})
}

// parsed are the Go files of a folder whose names are wanted.
func parsed(t *testing.T, dir string, want func(name string) bool) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !want(name) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}
