package run

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/settings"
)

//go:embed catalog/*.yaml
var catalog embed.FS

// Names lists the experiments that come with the program.
func Names() []string {
	files, err := fs.Glob(catalog, "catalog/*.yaml")
	if err != nil {
		return nil // the pattern is a constant
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	sort.Strings(files)
	return files
}

// Source is the settings file of a catalogued experiment, with its comments.
func Source(name string) ([]byte, error) {
	b, err := catalog.ReadFile("catalog/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("%w; `bimt list` shows all, and a file's name must end in .yaml", nearest.Unknown("experiment", name, Names()))
	}
	return b, nil
}

// Load reads the settings of a catalogued experiment or, if the name ends in .yaml or
// .yml, of a file. Errors in a file name its line and column.
func Load(name string) (*Config, error) {
	b, err := readSource(name)
	if err != nil {
		return nil, err
	}
	return Decode(b, name)
}

func readSource(name string) ([]byte, error) {
	if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
		b, err := Source(name)
		if err == nil {
			return b, nil // without a look at files: a page has none
		}
		if info, missing := os.Stat(name); missing == nil && !info.IsDir() {
			return nil, fmt.Errorf("%s is no experiment: a table is trained on by --data %s --outputs A,B, a text by shakespeare --data %s; a file of settings must end in .yaml", name, name, name)
		}
		return b, err
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file; `bimt show NAME` prints one to save and edit", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, settings.MostBytes+1))
	if err == nil && len(b) > settings.MostBytes {
		err = fmt.Errorf("%s: more than %d KiB are no settings; `bimt show NAME` prints such a file to save and edit", name, settings.MostBytes>>10)
	}
	return b, err
}

// Decode reads settings. Every key must be known and every needed one present, here or in
// the settings that these extend: an experiment, or a file, by its path from this one.
func Decode(b []byte, file string) (*Config, error) { return decode(b, file, nil) }

// decode reads settings that others, in before, extend.
func decode(b []byte, file string, before []string) (*Config, error) {
	c := &Config{}
	read := settings.Decode
	if from := settings.Word(b, file, "extends"); from != "" {
		var err error
		if c, err = extended(from, file, append(before, file)); err != nil {
			return nil, err
		}
		read = settings.DecodeOver
	}
	if err := read(b, file, c); err != nil {
		if m := (*settings.MissingError)(nil); errors.As(err, &m) {
			return nil, fmt.Errorf("%w; a line such as `extends: independence` takes it from an experiment", err)
		}
		return nil, err
	}
	c.Extends = "" // all is said now
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}

// extended reads what a file extends.
func extended(from, file string, before []string) (*Config, error) {
	if ext := path.Ext(from); (ext == ".yaml" || ext == ".yml") && !filepath.IsAbs(from) {
		from = filepath.Join(filepath.Dir(file), from)
	}
	if slices.Contains(before, from) {
		return nil, fmt.Errorf("%s: extends: %s extends itself: name another", file, from)
	}
	b, err := readSource(from)
	if err != nil {
		return nil, fmt.Errorf("%s: extends: %w", file, err)
	}
	c, err := decode(b, from, before)
	if err != nil {
		return nil, err
	}
	c.Description = ""
	if own := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)); own != "" {
		c.Experiment = own
	}
	return c, nil
}

// Encode writes all settings as YAML, each with its comment: a file that Load reads
// back to an equal Config.
func (c *Config) Encode() ([]byte, error) { return settings.Encode(c) }

// Set changes settings, each given as key=value with a value in YAML. Call Check when all
// are set.
func (c *Config) Set(assignments ...string) error { return settings.Set(c, assignments...) }
