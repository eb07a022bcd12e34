package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Examples are read one by one in a package's documentation: their files use nothing of
// other files, so that they can be pasted.
func TestExamplesCanBePasted(t *testing.T) {
	shared := map[string]bool{"bimt/metric/example_measures_test.go": true} // measure the network of the package's example
	for _, f := range tree(t) {
		if name := path.Base(f.path); !strings.HasPrefix(name, "example_") || !f.isTest() || shared[f.path] {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", f.path), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range missing(parsed) {
			t.Errorf("%s uses %s of another file: put it in this one", f.path, name)
		}
	}
}

// missing are the names that a file uses and neither declares nor imports.
func missing(f *ast.File) (names []string) {
	known := map[string]bool{}
	for _, i := range f.Imports {
		p := strings.Trim(i.Path.Value, `"`)
		if strings.HasSuffix(p, "/v2") {
			p = path.Dir(p)
		}
		known[path.Base(p)] = true
		if i.Name != nil {
			known[i.Name.Name] = true
		}
	}
	for _, id := range f.Unresolved {
		if !known[id.Name] && types.Universe.Lookup(id.Name) == nil {
			known[id.Name] = true
			names = append(names, id.Name)
		}
	}
	return names
}

func TestMissing(t *testing.T) {
	const text = "package a\nimport \"math/rand/v2\"\nfunc own() {}\nfunc Example() { own(); other(); rand.Int(); _ = len(\"\") }\n"
	parsed, err := parser.ParseFile(token.NewFileSet(), "a.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(missing(parsed), " "); got != "other" {
		t.Errorf("missing is %q, want other", got)
	}
}
