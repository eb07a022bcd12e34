package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/gobimt/bimt/"

// file is what the rules look at in one Go file, for every system it is built on.
type file struct {
	path      string // from the root of the module, with slashes
	lines     int
	imports   []string
	doc       string // of the package
	generated bool
}

func (f *file) dir() string  { return path.Dir(f.path) }
func (f *file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// tree reads every Go file of the module.
func tree(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatalf("the module's root is not at %s: %v", root, err)
	}
	var files []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != root:
			return skipped(p, d.Name())
		case !strings.HasSuffix(p, ".go"):
			return nil
		}
		f, err := read(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		f.path = filepath.ToSlash(rel)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d files found: the rules look at nothing", len(files))
	}
	return files
}

// skipped leaves out test data, hidden folders and modules of their own.
func skipped(p, name string) error {
	if name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

func read(p string) (file, error) {
	text, err := os.ReadFile(p)
	if err != nil {
		return file{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), p, text, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return file{}, err
	}
	f := file{lines: strings.Count(string(text), "\n"), doc: parsed.Doc.Text(), generated: ast.IsGenerated(parsed)}
	for _, i := range parsed.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return file{}, fmt.Errorf("%s: %w", p, err)
		}
		f.imports = append(f.imports, name)
	}
	return f, nil
}

// report fails with every violation.
func report(t *testing.T, violations []string) {
	t.Helper()
	for _, v := range violations {
		t.Error(v)
	}
}
