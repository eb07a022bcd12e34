package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// maxHeader is the longest header that the reference implementation accepts.
const maxHeader = 100_000_000

// leastEntry is how many bytes of the header a tensor takes at least: "":{"dtype":"","shape":[],"data_offsets":[0,0]}.
const leastEntry = 47

// entry is what the header says about a tensor.
type entry struct {
	name       string
	dtype      DType
	shape      []int
	begin, end int64 // offsets in the data
}

// header is the parsed and checked header of a file.
type header struct {
	entries  []entry // by offset
	metadata map[string]string
	data     int64 // where the data starts in the file
}

// readHeader reads the header of a file of the given size, and checks that its tensors fill the rest of the file exactly.
func readHeader(r io.ReaderAt, size int64) (*header, error) {
	var prefix [8]byte
	if size < int64(len(prefix)) {
		return nil, fmt.Errorf("%d bytes are too few for a safetensors file: it may have been cut short", size)
	}
	if err := readFull(r, prefix[:], 0); err != nil {
		return nil, fmt.Errorf("read header length: %w", err)
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if length > maxHeader {
		return nil, fmt.Errorf("a header of %d bytes, the format allows %d: not a safetensors file", length, maxHeader)
	}
	if int64(length) > size-8 {
		return nil, fmt.Errorf("a header of %d bytes, but only %d follow: cut short, or not a safetensors file", length, size-8)
	}
	text := make([]byte, length)
	if err := readFull(r, text, 8); err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	h, err := parseHeader(text)
	if err != nil {
		return nil, err
	}
	h.data = 8 + int64(length)
	return h, h.checkLayout(size - h.data)
}

// readFull fills b from offset on. (A ReaderAt may say io.EOF with the last byte.)
func readFull(r io.ReaderAt, b []byte, offset int64) error {
	n, err := r.ReadAt(b, offset)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// checkLayout sorts the tensors by offset and checks that each has the size of its shape and starts where the one before
// it ends, and that the last ends with the data.
func (h *header) checkLayout(dataSize int64) error {
	slices.SortStableFunc(h.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	var end int64
	for _, e := range h.entries {
		want, err := byteSize(e.dtype, e.shape)
		switch {
		case err != nil:
			return fmt.Errorf("tensor %q: %w", e.name, err)
		case e.begin < end:
			return fmt.Errorf("tensor %q: data_offsets [%d, %d] overlap another tensor, which ends at %d", e.name, e.begin, e.end, end)
		case e.begin > end:
			return fmt.Errorf("tensor %q: data_offsets [%d, %d] leave a hole after %d", e.name, e.begin, e.end, end)
		case e.end < e.begin || e.end-e.begin != want:
			return fmt.Errorf("tensor %q: data_offsets [%d, %d], but shape %v of %s takes %d bytes", e.name, e.begin, e.end, e.shape, e.dtype, want)
		case e.end > dataSize:
			return fmt.Errorf("tensor %q: ends at %d, but the file has %d bytes of data: it may have been cut short", e.name, e.end, dataSize)
		}
		end = e.end
	}
	if end != dataSize {
		return fmt.Errorf("%d bytes follow the last tensor: the header belongs to another file", dataSize-end)
	}
	return nil
}

// parseHeader parses the JSON. It reads key by key, since decoding into a map would drop duplicate keys silently.
func parseHeader(text []byte) (*header, error) {
	if len(text) == 0 || text[0] != '{' {
		return nil, errors.New("the header does not start with '{': not a safetensors file")
	}
	if !utf8.Valid(text) {
		return nil, errors.New("the header is not UTF-8: not a safetensors file")
	}
	p := parser{text: text}
	most := min(bytes.Count(text, []byte("{")), len(text)/leastEntry)
	h := &header{entries: make([]entry, 0, most)}
	seen := make(map[string]bool, most)
	err := p.object(func(name string) (err error) {
		if seen[name] {
			return twice(name)
		}
		seen[name] = true
		if name == metadataKey {
			h.metadata, err = p.strings()
			return err
		}
		e := entry{name: name}
		if err := p.entry(&e); err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		h.entries = append(h.entries, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("header, byte %d: %w", 8+min(p.at, len(text)), err)
	}
	if rest := bytes.TrimLeft(text[p.at:], " \t\r\n"); len(rest) > 0 {
		return nil, fmt.Errorf("header: %d bytes after the closing brace, where only spaces may stand", len(rest))
	}
	return h, nil
}
