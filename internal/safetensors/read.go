package safetensors

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// MaxFileSize is the largest file that [ReadFile] reads into memory, in bytes. Larger ones can be read tensor by tensor
// with [Read].
const MaxFileSize = 1 << 30

// File is an opened file: its header is in memory and has been checked.
type File struct {
	// Metadata has the file's own strings; nil if it has none.
	Metadata map[string]string

	name   string // for errors
	header *header
	source io.ReaderAt
	index  map[string]int // of header.entries
}

// ReadFile reads the safetensors file at path. It returns an error that says what is wrong if the file is larger than
// [MaxFileSize] or breaks a rule of the format: a header that is too long or is not JSON of the right form,
// a name that comes twice, an unknown type, or data that overlaps, leaves holes, or is not exactly as long as the shapes say.
func ReadFile(path string) (*File, error) {
	info, err := os.Stat(path) // to open a pipe would wait for whoever writes to it
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("safetensors: %s: not a regular file: give the path of a .safetensors file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	defer file.Close() // only read
	if info, err = file.Stat(); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	f, err := Read(file, info.Size(), path)
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxFileSize {
		return nil, fmt.Errorf("safetensors: %s: %d bytes, at most %d are read into memory: split it", path, info.Size(), MaxFileSize)
	}
	contents := make([]byte, info.Size()) // as the header promised, so it is no lie
	if err := readFull(file, contents, 0); err != nil {
		return nil, fmt.Errorf("safetensors: %s: %w", path, err)
	}
	f.source = bytes.NewReader(contents)
	return f, nil
}

// Read reads the header of the size bytes of r, with the errors of [ReadFile], where name stands for the path. Tensors are
// read from r when they are asked for.
func Read(r io.ReaderAt, size int64, name string) (*File, error) {
	h, err := readHeader(r, size)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %s: %w", name, err)
	}
	f := &File{Metadata: h.metadata, name: name, header: h, source: r, index: make(map[string]int, len(h.entries))}
	for k, e := range h.entries {
		f.index[e.name] = k
	}
	return f, nil
}

// Names returns the names of all tensors, in the order of their data.
func (f *File) Names() []string {
	names := make([]string, len(f.header.entries))
	for k, e := range f.header.entries {
		names[k] = e.name
	}
	return names
}

// Has reports whether the file has a tensor of that name.
func (f *File) Has(name string) bool {
	_, ok := f.index[name]
	return ok
}

// DType returns the type of a tensor's elements.
func (f *File) DType(name string) (DType, error) {
	e, err := f.entry(name)
	return e.dtype, err
}

// Shape returns the shape of a tensor without reading its data; the error is that of an unknown name.
func (f *File) Shape(name string) ([]int, error) {
	e, err := f.entry(name)
	return slices.Clone(e.shape), err
}

// Tensor returns a tensor with a copy of its data. It returns an error that lists some names if there is none of that name.
func (f *File) Tensor(name string) (Tensor, error) {
	e, err := f.entry(name)
	if err != nil {
		return Tensor{}, err
	}
	t := Tensor{Name: name, DType: e.dtype, Shape: slices.Clone(e.shape), Data: make([]byte, e.end-e.begin)}
	if err := readFull(f.source, t.Data, f.header.data+e.begin); err != nil {
		return Tensor{}, fmt.Errorf("safetensors: %s: tensor %q: %w", f.name, name, err)
	}
	return t, nil
}

// Float64s returns the elements of a tensor, converted as by [Tensor.Float64s].
func (f *File) Float64s(name string) ([]float64, error) { return values(f, name, Tensor.Float64s) }

// Float32s returns the elements of a tensor, converted as by [Tensor.Float32s].
func (f *File) Float32s(name string) ([]float32, error) { return values(f, name, Tensor.Float32s) }

func values[T any](f *File, name string, convert func(Tensor) ([]T, error)) ([]T, error) {
	t, err := f.Tensor(name)
	if err != nil {
		return nil, err
	}
	list, err := convert(t)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %s: %w", f.name, err)
	}
	return list, nil
}

func (f *File) entry(name string) (entry, error) {
	if k, ok := f.index[name]; ok {
		return f.header.entries[k], nil
	}
	const shown = 12
	names := f.Names()
	list := strings.Join(names[:min(shown, len(names))], ", ")
	if len(names) > shown {
		list += fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return entry{}, fmt.Errorf("safetensors: %s: no tensor %q; it has %s", f.name, name, list)
}
