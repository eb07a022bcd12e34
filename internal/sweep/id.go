package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// idLength is that of a run's id in hexadecimal digits: of a million runs two have the same
// with a chance of 3e-8.
const idLength = 16

// ids names runs by what determines their bits: the settings, the seed among them, the
// content of files, and the version of the program.
type ids struct {
	sums map[string]string // of files, by path
}

func newIDs() *ids { return &ids{map[string]string{}} }

// of is the id of a run.
func (i *ids) of(c *run.Config) (string, error) {
	version, err := Build()
	if err != nil {
		return "", err
	}
	plain, err := i.withSums(c)
	if err != nil {
		return "", err
	}
	text, err := settings.Text(plain)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s", version, text)
	return hex.EncodeToString(sum.Sum(nil))[:idLength], nil
}

// withSums is a copy of settings that name files by their content.
func (i *ids) withSums(c *run.Config) (*run.Config, error) {
	plain := *c
	plain.MadeWith, plain.Description = nil, ""
	for _, path := range filesOf(c) {
		if i.sums[path.value] == "" {
			sum, err := sumOf(path.value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path.key, err)
			}
			i.sums[path.value] = sum
		}
		if err := settings.Put(&plain, path.key, i.sums[path.value]); err != nil {
			return nil, err
		}
	}
	return &plain, nil
}

type fileOf struct{ key, value string }

// filesOf lists the files that settings name.
func filesOf(c *run.Config) (files []fileOf) {
	named := c.NamedFiles()
	for _, key := range slices.Sorted(maps.Keys(named)) {
		files = append(files, fileOf{key, named[key]})
	}
	return files
}

// Build is the version of the program, with the sum of its file where that has no version
// that says all: a build of changed sources.
var Build = sync.OnceValues(func() (string, error) {
	version := run.Version()
	if strings.HasPrefix(version, "v") && !strings.Contains(version, "+") {
		return version, nil
	}
	if strings.HasPrefix(version, "devel-") && !strings.Contains(version, "+") {
		return version, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("the program's own file: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the program's own file: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return version + "-" + hex.EncodeToString(sum.Sum(nil))[:12], nil
})
