package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

var update = flag.Bool("update", false, "write dist anew")

// entries are the bundles in dist, and what each is made from.
var entries = []api.EntryPoint{
	{InputPath: "src/view.js", OutputPath: "view"},
	{InputPath: "style.css", OutputPath: "style"},
	{InputPath: "src/play/main.js", OutputPath: "play"},
	{InputPath: "src/play/worker.js", OutputPath: "worker"},
	{InputPath: "src/play/play.css", OutputPath: "play"},
}

// bundle makes what is in dist, in memory.
func bundle(t *testing.T) []api.OutputFile {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: here, EntryPointsAdvanced: entries, Outdir: "dist", Bundle: true, Format: api.FormatIIFE, Target: api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true, LegalComments: api.LegalCommentsNone,
	})
	for _, m := range result.Errors {
		t.Errorf("%+v: %s", m.Location, m.Text)
	}
	for _, m := range result.Warnings {
		t.Errorf("%+v: warning: %s", m.Location, m.Text)
	}
	if t.Failed() {
		t.FailNow()
	}
	return result.OutputFiles
}

// What is committed is what the modules make.
func TestDist(t *testing.T) {
	for _, f := range bundle(t) {
		name := filepath.Join("dist", filepath.Base(f.Path))
		if *update {
			if err := os.WriteFile(name, f.Contents, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		b, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(b, f.Contents) {
			t.Errorf("%s is stale: go generate ./internal/page (%v)", name, err)
		}
		if limit := 120_000; len(f.Contents) > limit {
			t.Errorf("%s has %d bytes, more than %d", name, len(f.Contents), limit)
		}
	}
}
