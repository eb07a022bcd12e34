package weights

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
)

//go:embed mappings/*.yaml
var mappings embed.FS

// Names lists the mappings that come with the program.
func Names() []string {
	files, err := fs.Glob(mappings, "mappings/*.yaml")
	if err != nil {
		return nil // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return files
}

// Named gives a mapping that comes with the program.
func Named(name string) (*Mapping, error) {
	text, err := mappings.ReadFile("mappings/" + name + ".yaml")
	if err != nil {
		return nil, nearest.Unknown("mapping", name, Names())
	}
	return Parse(text, name)
}
