package site

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Slimming says what of a library a page has no use for. The linker can't know: methods that
// interfaces or reflection may call stay in a program.
type Slimming struct {
	Module string
	Files  []string // that are left out whole
	Drop   []string // functions of the root package that go, as NAME or TYPE.NAME
	Hollow []string // functions whose bodies become a panic; FILE.go stands for all of a file
	// Cases says which branches of switches over types of numbers go, in files below the folders it names:
	// then those types are refused.
	Cases map[string][]string
	// Replace are texts by other texts, by file: old, new, old, new, …
	Replace map[string][]string
}

// unused are the types of numbers that no network is made of.
var unused = []string{
	"Int8", "Int16", "Int32", "Int64", "Uint", "Uint8", "Byte", "Uint16", "Uint32", "Uint64", "Complex64", "Complex128", "String", "Uintptr", "UnsafePointer",
}

// Diet is what the page leaves out of Gorgonia: files of tensors (Arrow, Protocol Buffers, FlatBuffers, gob, NumPy, CSV), drawings of
// graphs for Graphviz, and linear algebra by LAPACK. Nothing that trains is touched.
var Diet = []Slimming{
	{
		Module: "gorgonia.org/tensor",
		Hollow: []string{"dense_io.go", "sparse_io.go", "init", "StdEng.SVD", "ToMat64", "FromMat64"},
		Drop:   []string{"FromArrowArray", "FromArrowTensor"},
		Cases:  map[string][]string{"internal/execution": unused, "internal/storage": unused},
		Replace: map[string][]string{
			"tensor.go": {"gob.GobEncoder", "GobEncode() ([]byte, error)", "gob.GobDecoder", "GobDecode([]byte) error"},
		},
	},
	{
		Module: "gorgonia.org/gorgonia",
		Files:  []string{"templates.go"},
		Drop:   []string{"Node.dot"},
		Hollow: []string{"Node.dotString", "Node.RestrictedToDot", "Node.ToDot", "ExprGraph.ToDot"},
		Replace: map[string][]string{
			"node.go": {"func (n *Node) dotString(g *gographviz.Escape, graphName string) string", "func (n *Node) dotString(graphName string) string"},
		},
	},
	{
		Module: "gonum.org/v1/gonum",
		Hollow: []string{
			"blas/gonum/level1cmplx64.go", "blas/gonum/level2cmplx64.go", "blas/gonum/level3cmplx64.go",
			"blas/gonum/level1cmplx128.go", "blas/gonum/level2cmplx128.go", "blas/gonum/level3cmplx128.go",
		},
	},
	{
		Module: "github.com/expr-lang/expr", // formulas call no methods; looking some up by name keeps all of every type
		Replace: map[string][]string{
			"builtin/lib.go":           {"v.MethodByName(methodName)", "reflect.Value{}", "if methodName, ok", "if _, ok"},
			"vm/runtime/runtime.go":    {"v.MethodByName(methodName)", "reflect.Value{}", "if methodName, ok", "if _, ok", "v.Method(method.Index)", "reflect.Value{}"},
			"checker/nature/nature.go": {"n.Type.MethodByName(name)", "reflect.Method{}, false", "n.Type.Method(i)", "reflect.Method{}"},
			"checker/info.go":          {"m, ok := base.MethodByName(name.Value); ok", "m := (reflect.Method{}); m.Name != \"\""},
			"compiler/compiler.go":     {"_, ok = callee.Node.Type().MethodByName(prop.Value); ok &&", "ok = prop == nil; ok &&"},
		},
	},
}

// diet copies the libraries without what is left out, and gives the file of modules that names the copies.
func diet(ctx context.Context, source, dir string) (modfile string, err error) {
	mod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile(filepath.Join(source, "go.sum"))
	if err != nil {
		return "", err
	}
	for _, s := range Diet {
		from, err := run(ctx, source, "list", "-m", "-f", "{{.Dir}}", s.Module)
		if err != nil {
			return "", err
		}
		to := filepath.Join(dir, path.Base(s.Module))
		if err := s.copy(strings.TrimSpace(from), to); err != nil {
			return "", fmt.Errorf("%s: %w", s.Module, err)
		}
		mod = fmt.Appendf(mod, "\nreplace %s => %s\n", s.Module, to)
	}
	modfile = filepath.Join(dir, "play.mod")
	if err := os.WriteFile(modfile, mod, 0o644); err != nil {
		return "", err
	}
	return modfile, os.WriteFile(filepath.Join(dir, "play.sum"), sum, 0o644)
}

// copy copies what a program links of a library: its packages without tests and media.
func (s Slimming) copy(from, to string) error {
	return filepath.WalkDir(from, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{"media", "docs", "examples", "testdata", "genlib2", "cmd", "cuda", "cuda modules", "native", "repl", "debug", "test", "plot"}, d.Name()) {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		ext := filepath.Ext(name)
		if ext != ".go" && ext != ".s" && rel != "go.mod" || strings.HasSuffix(name, "_test.go") || slices.Contains(s.Files, rel) {
			return nil
		}
		b, err := os.ReadFile(name)
		if err == nil && ext == ".go" {
			b, err = s.slim(filepath.ToSlash(rel), b)
		}
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, 0o644)
	})
}

// slim is a file without what is left out, as it was if nothing is.
func (s Slimming) slim(name string, b []byte) ([]byte, error) {
	if bytes.Contains(b, []byte("//go:build")) || bytes.Contains(b, []byte("// +build")) {
		return b, nil // it is printed without comments
	}
	root, cases := path.Dir(name) == ".", s.Cases[path.Dir(name)]
	b = s.replace(name, b)
	if !root && cases == nil && !slices.Contains(s.Hollow, name) {
		return b, nil
	}
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, name, b, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	changed := len(s.Replace[name]) > 0 || dropCases(f, cases)
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		fn, is := d.(*ast.FuncDecl)
		if !is || fn.Body == nil {
			return false
		}
		switch full := nameOf(fn); {
		case root && slices.Contains(s.Drop, full):
			changed = true
			return true
		case root && slices.Contains(s.Hollow, full), slices.Contains(s.Hollow, name):
			changed = true
			fn.Body = hollow(fn)
		}
		return false
	})
	if !changed {
		return b, nil
	}
	dropImports(f)
	var out bytes.Buffer
	err = printer.Fprint(&out, files, f)
	return out.Bytes(), err
}

// replace puts texts in the place of others.
func (s Slimming) replace(name string, b []byte) []byte {
	texts := s.Replace[name]
	for i := 0; i+1 < len(texts); i += 2 {
		b = bytes.ReplaceAll(b, []byte(texts[i]), []byte(texts[i+1]))
	}
	return b
}

// dropCases takes branches out of all switches of a file.
func dropCases(f *ast.File, names []string) (changed bool) {
	if len(names) == 0 {
		return false
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, is := n.(*ast.SwitchStmt); is {
			before := len(s.Body.List)
			s.Body.List = slices.DeleteFunc(s.Body.List, func(c ast.Stmt) bool {
				list := c.(*ast.CaseClause).List
				return len(list) > 0 && !slices.ContainsFunc(list, func(e ast.Expr) bool {
					id, is := e.(*ast.Ident)
					return !is || !slices.Contains(names, id.Name)
				})
			})
			changed = changed || len(s.Body.List) < before
		}
		return true
	})
	return changed
}

// nameOf is NAME or TYPE.NAME.
func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if star, is := t.(*ast.StarExpr); is {
		t = star.X
	}
	if id, is := t.(*ast.Ident); is {
		return id.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// hollow is the body of a function that is never called here; an init has nothing to do.
func hollow(fn *ast.FuncDecl) *ast.BlockStmt {
	if fn.Name.Name == "init" && fn.Recv == nil {
		return &ast.BlockStmt{}
	}
	return &ast.BlockStmt{List: []ast.Stmt{&ast.ExprStmt{X: &ast.CallExpr{
		Fun: ast.NewIdent("panic"), Args: []ast.Expr{&ast.BasicLit{Kind: token.STRING, Value: strconv.Quote("not in a page")}},
	}}}}
}

// dropImports leaves out what nothing in the file names any longer.
func dropImports(f *ast.File) {
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, is := n.(*ast.SelectorExpr); is {
			if id, is := s.X.(*ast.Ident); is {
				used[id.Name] = true
			}
		}
		return true
	})
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		g, is := d.(*ast.GenDecl)
		if !is || g.Tok != token.IMPORT {
			return false
		}
		g.Specs = slices.DeleteFunc(g.Specs, func(spec ast.Spec) bool {
			i := spec.(*ast.ImportSpec)
			if i.Name != nil {
				return i.Name.Name != "_" && i.Name.Name != "." && !used[i.Name.Name]
			}
			p, _ := strconv.Unquote(i.Path.Value)
			return !used[path.Base(p)]
		})
		return len(g.Specs) == 0
	})
}
