package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// metadataKey is the header's key for the file's own strings; no tensor may have that name.
const metadataKey = "__metadata__"

// Write writes tensors and metadata (which may be nil) as one safetensors file. Tensors are laid out by falling element
// size, so that each is aligned, then by name; metadata is sorted by key.
//
// It returns an error, before it writes anything, if a name is used twice or is not UTF-8, if a type is unknown, or if data
// does not fill a shape; and any error of w and of Tensor.Later.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	if err := write(w, tensors, metadata); err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	return nil
}

func write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	header, ordered, err := layOut(tensors, metadata)
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	for _, t := range ordered {
		data, err := t.data()
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("write tensor %q: %w", t.Name, err)
		}
	}
	return nil
}

// WriteFile is [Write] to the file at path, which it replaces whole or not at all.
func WriteFile(path string, tensors []Tensor, metadata map[string]string) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return write(w, tensors, metadata) })
	if err != nil {
		return fmt.Errorf("safetensors: cannot write %w", err)
	}
	return nil
}

// layOut returns the file up to the data, and the tensors in the order of their data.
func layOut(tensors []Tensor, metadata map[string]string) (header []byte, ordered []Tensor, err error) {
	ordered = slices.Clone(tensors)
	slices.SortStableFunc(ordered, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(formats[b.DType].size, formats[a.DType].size), cmp.Compare(a.Name, b.Name))
	})
	var h headerWriter
	h.metadata(metadata)
	var offset int64
	seen := make(map[string]bool, len(ordered))
	for _, t := range ordered {
		if err := t.check(); err != nil {
			return nil, nil, err
		}
		if seen[t.Name] || t.Name == metadataKey {
			return nil, nil, fmt.Errorf("tensor %q: the name is taken: give each tensor its own", t.Name)
		}
		seen[t.Name] = true
		size, _ := byteSize(t.DType, t.Shape) // checked
		h.tensor(t, offset, offset+size)
		offset += size
	}
	header, err = h.finish()
	return header, ordered, err
}

// headerWriter builds the JSON header.
type headerWriter struct {
	json bytes.Buffer
	err  error
}

func (h *headerWriter) metadata(metadata map[string]string) {
	if len(metadata) == 0 {
		return
	}
	h.key(metadataKey)
	h.json.WriteByte('{')
	for k, key := range slices.Sorted(maps.Keys(metadata)) {
		if k > 0 {
			h.json.WriteByte(',')
		}
		h.string(key)
		h.json.WriteByte(':')
		h.string(metadata[key])
	}
	h.json.WriteByte('}')
}

func (h *headerWriter) tensor(t Tensor, begin, end int64) {
	h.key(t.Name)
	fmt.Fprintf(&h.json, `{"dtype":"%s","shape":[`, t.DType)
	for k, dim := range t.Shape {
		if k > 0 {
			h.json.WriteByte(',')
		}
		fmt.Fprint(&h.json, dim)
	}
	fmt.Fprintf(&h.json, `],"data_offsets":[%d,%d]}`, begin, end)
}

// key starts an entry of the header.
func (h *headerWriter) key(name string) {
	if h.json.Len() > 0 {
		h.json.WriteByte(',')
	}
	h.string(name)
	h.json.WriteByte(':')
}

func (h *headerWriter) string(s string) {
	if !utf8.ValidString(s) {
		h.err = cmp.Or(h.err, fmt.Errorf("%q is not UTF-8, as names and metadata must be", s))
	}
	enc := json.NewEncoder(&h.json)
	enc.SetEscapeHTML(false)
	h.err = cmp.Or(h.err, enc.Encode(s))
	h.json.Truncate(h.json.Len() - 1) // Encode ends with a newline
}

// finish returns the length and the header, padded with spaces so that the data starts at a multiple of 8.
func (h *headerWriter) finish() ([]byte, error) {
	length := h.json.Len() + 2 // braces
	padded := (length + 7) / 8 * 8
	if h.err == nil && padded > maxHeader {
		h.err = fmt.Errorf("the header takes %d bytes, the format allows %d: shorten the metadata", padded, maxHeader)
	}
	header := binary.LittleEndian.AppendUint64(make([]byte, 0, 8+padded), uint64(padded))
	header = append(header, '{')
	header = append(header, h.json.Bytes()...)
	header = append(header, '}')
	return append(header, bytes.Repeat([]byte{' '}, padded-length)...), h.err
}
