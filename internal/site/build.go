package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/gobimt/bimt/internal/atomicfile"
)

const module = "github.com/gobimt/bimt"

// Build compiles the library for a page by the go tool, or takes what it compiled before from the
// same source by the same Go. cache is the folder to keep it in. Say is told in words what takes
// time.
func Build(ctx context.Context, cache string, say func(string)) (m Made, err error) {
	if _, err := exec.LookPath("go"); err != nil {
		return m, errors.New("the page is compiled by the go tool, which is not here: install Go from https://go.dev/dl and try again")
	}
	source, err := sourceOf(ctx)
	if err != nil {
		return m, err
	}
	version, err := run(ctx, source, "env", "GOVERSION", "GOROOT")
	if err != nil {
		return m, err
	}
	_, root, _ := strings.Cut(strings.TrimSpace(version), "\n")
	if m.Exec, err = os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js")); err != nil {
		return m, fmt.Errorf("wasm_exec.js of Go is missing: %w: install the whole of Go", err)
	}
	key, err := sum(source, version)
	if err != nil {
		return m, fmt.Errorf("the source of the page can't be read: %w", err)
	}
	packed := filepath.Join(cache, key+".wasm.gz")
	if m.Wasm, err = os.ReadFile(packed); err == nil {
		return m, nil
	}
	say("compiles the library for the page: a minute or so, once")
	if m.Wasm, err = compile(ctx, source, filepath.Join(cache, "build")); err != nil {
		return m, err
	}
	say("packs it")
	m.Wasm = pack(m.Wasm)
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return m, fmt.Errorf("the page can't be kept: %w", err)
	}
	old, _ := filepath.Glob(filepath.Join(cache, "*.wasm.gz"))
	for _, name := range old { // of other states of the source
		_ = os.Remove(name)
	}
	return m, atomicfile.WriteBytes(packed, m.Wasm)
}

// sourceOf is the folder with the source of this program: the clone at hand, or the module that it was
// installed from.
func sourceOf(ctx context.Context) (string, error) {
	if dir, err := run(ctx, "", "list", "-m", "-f", "{{.Dir}}", module); err == nil && strings.TrimSpace(dir) != "" {
		return strings.TrimSpace(dir), nil
	}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Path == module && strings.HasPrefix(info.Main.Version, "v") {
		out, err := run(ctx, os.TempDir(), "mod", "download", "-json", module+"@"+info.Main.Version)
		if err != nil {
			return "", err
		}
		var found struct{ Dir string }
		if err := json.Unmarshal([]byte(out), &found); err == nil && found.Dir != "" {
			return found.Dir, nil
		}
	}
	return "", fmt.Errorf("the page is compiled from source, which is not here: go to a clone of https://%s, or install the program by go install %s/cmd/bimt@latest", module, module)
}

// sum names a state of the source and of the tool.
func sum(source, version string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version)
	err := filepath.WalkDir(source, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != source && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "benchmarks") {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(name) {
		case ".go", ".yaml", ".mod", ".sum":
		default:
			return nil
		}
		if strings.HasSuffix(name, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(name)
		fmt.Fprintln(h, name, len(b))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:16], err
}

// compile builds cmd/playground on Diet, in a folder that stays the same, so that the go tool knows
// what it has compiled.
func compile(ctx context.Context, source, dir string) ([]byte, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	modfile, err := diet(ctx, source, dir)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(dir, "playground.wasm")
	if _, err := run(ctx, source, "build", "-modfile="+modfile, "-trimpath", "-ldflags=-s -w", "-o", out, "./cmd/playground"); err != nil {
		return nil, fmt.Errorf("the page does not compile: %w", err)
	}
	return os.ReadFile(out)
}

// run runs the go tool for WebAssembly and gives what it prints.
func run(ctx context.Context, dir string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	var out, wrong bytes.Buffer
	c.Stdout, c.Stderr = &out, io.Writer(&wrong)
	if err := c.Run(); err != nil {
		lines := strings.Split(strings.TrimSpace(wrong.String()), "\n")
		return "", fmt.Errorf("go %s: %s (%w)", args[0], strings.Join(lines[:min(3, len(lines))], "; "), err)
	}
	return out.String(), nil
}
