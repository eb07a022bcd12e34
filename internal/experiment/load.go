package experiment

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"reflect"
	"sort"
	"strings"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/goccy/go-yaml"
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
		return Source(name)
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file; `bimt show NAME` prints one to save and edit", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostSettings+1))
	if err == nil && len(b) > mostSettings {
		err = fmt.Errorf("%s: more than %d KiB are no settings; `bimt show NAME` prints such a file to save and edit", name, mostSettings>>10)
	}
	return b, err
}

// mostSettings bounds the bytes of a settings file.
const mostSettings = 1 << 20

// Decode reads settings. Every key must be known and every needed one present.
func Decode(b []byte, file string) (*Config, error) {
	c := &Config{}
	if err := checkTypes(b, file); err != nil {
		return nil, err
	}
	if err := yaml.UnmarshalWithOptions(b, c, yaml.Strict()); err != nil {
		return nil, yamlError(file, err)
	}
	var present map[string]any
	if err := yaml.Unmarshal(b, &present); err != nil {
		return nil, yamlError(file, err)
	}
	for _, k := range keys() {
		if _, ok := present[k.name]; !ok && k.neededBy(c) {
			return nil, fmt.Errorf("%s: the key %q is missing (%s)", file, k.name, k.about)
		}
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}

// Set changes one setting, given as key=value with a value in YAML. Call Check when all
// are set.
func (c *Config) Set(assignment string) error {
	key, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return fmt.Errorf("--set %s: write it as key=value", assignment)
	}
	k, ok := findKey(key)
	if !ok {
		return fmt.Errorf("--set %s: %w", assignment, nearest.Unknown("key", key, keyNames()))
	}
	field := reflect.ValueOf(c).Elem().FieldByIndex(k.index)
	if err := checkValue(k, []byte(value), "--set "+assignment+", value"); err != nil {
		return err
	}
	fresh := reflect.New(field.Type())
	if err := yaml.UnmarshalWithOptions([]byte(value), fresh.Interface(), yaml.Strict()); err != nil {
		return yamlError("--set "+assignment+", value", err)
	}
	field.Set(fresh.Elem())
	return nil
}

// yamlError says in one line where the file is wrong and what was meant.
func yamlError(file string, err error) error {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		return fmt.Errorf("%s: %s", file, firstLine(err.Error()))
	}
	at := e.GetToken().Position
	msg := plainType(firstLine(e.GetMessage()))
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		msg = nearest.Unknown("key", e.GetToken().Value, keyNames()).Error()
	}
	return fmt.Errorf("%s:%d:%d: %s", file, at.Line, at.Column, msg)
}

// plainType says what kind of value is wanted, in words of the file.
func plainType(msg string) string {
	from, to, ok := strings.Cut(msg, " into Go ")
	if !ok || !strings.HasPrefix(from, "cannot unmarshal ") {
		return msg
	}
	kind := to[strings.LastIndex(to, " ")+1:]
	for prefix, plain := range map[string]string{
		"int": "a whole number", "uint": "a whole number of 0 or more", "float": "a number", "bool": "true or false",
		"string": "a text", "[]": "a list, such as [a, b]",
	} {
		if strings.HasPrefix(kind, prefix) {
			return fmt.Sprintf("want %s, have a %s", plain, strings.TrimPrefix(from, "cannot unmarshal "))
		}
	}
	return msg
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
