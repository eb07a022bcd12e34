//go:build unix

package pretrained_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/transformer/pretrained"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The cache of Hugging Face's hub is folders of links: what is written from one is whole.
func TestFolderOfLinks(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"config.json", "model.safetensors"} {
		check(t, os.Symlink(must(filepath.Abs(filepath.Join("testdata", "llama-1", name)))(t), filepath.Join(dir, name)))
	}
	f := must(pretrained.Open(dir))(t)
	m := must(f.Model(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()))(t)
	check(t, f.Save(out, m))
	must(pretrained.Load(out, false))(t)
}
