package site

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/page"
)

// Files are those of a site, by name.
type Files map[string][]byte

//go:embed index.html
var index string

var indexTemplate = template.Must(template.New("index.html").Parse(index))

// Policy lets a page run its own scripts and WebAssembly, and fetch its own files.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; base-uri 'none'; form-action 'none'"

// Made is what Build has made.
type Made struct {
	Wasm []byte // packed by gzip
	Exec []byte // wasm_exec.js of the Go that built it
}

// New is the site around a program.
func New(m Made) (Files, error) {
	var b bytes.Buffer
	if err := indexTemplate.Execute(&b, map[string]string{"Policy": Policy}); err != nil {
		return nil, err
	}
	return Files{
		"index.html": b.Bytes(), "style.css": []byte(page.Style + page.PlayStyle), "play.js": []byte(page.Play), "worker.js": []byte(page.PlayWorker),
		"wasm_exec.js": m.Exec, "playground.wasm.gz": m.Wasm,
	}, nil
}

// Names are those of all files, sorted.
func (f Files) Names() []string { return slices.Sorted(maps.Keys(f)) }

// Bytes is what a browser loads until the first network trains, text packed by gzip as hosts do.
func (f Files) Bytes() (n int) {
	for name, b := range f {
		if filepath.Ext(name) != ".gz" {
			b = pack(b)
		}
		n += len(b)
	}
	return n
}

// Write writes the site to a folder, which is made if it is not there.
func (f Files) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("can't write the site: %w", err)
	}
	for _, name := range f.Names() {
		if err := atomicfile.WriteBytes(filepath.Join(dir, name), f[name]); err != nil {
			return fmt.Errorf("can't write the site: %w", err)
		}
	}
	return nil
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a right one
	_, _ = z.Write(b)                                       // a buffer takes all
	_ = z.Close()
	return out.Bytes()
}
