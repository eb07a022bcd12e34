package idx

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxBytes is the most that one file may hold after decompression: 1 GiB. The
// largest file of this kind in use (EMNIST by class) holds 0.6 GiB.
const MaxBytes = 1 << 30

// A packed file may hold mostPacked times its own size, and freely if it is small. Images
// of this kind are packed to a fifth; a thousandth is what gzip makes of nothing.
const (
	mostPacked = 100
	freely     = 16 << 20
)

// chunk is how much is read at once.
const chunk = 1 << 20

// decoder reads one IDX file of uint8 from a stream.
type decoder struct {
	r          io.Reader
	name       string
	size       int64 // bytes in r, or -1 where that is not known
	packed     int64 // the same of the file that r unpacks; -1 for a plain file
	offset     int64
	compressed bool
}

// newDecoder tells gzip from plain by the first two bytes. size is the size of
// the file as it lies on disk, or -1.
func newDecoder(r io.Reader, name string, size int64) (*decoder, error) {
	d := &decoder{name: name, size: size, packed: -1}
	buffered := bufio.NewReaderSize(r, 64<<10)
	d.r = buffered
	if magic, _ := buffered.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return d, nil
	}
	d.compressed = true
	d.size, d.packed = -1, size
	z, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, &Error{File: name, Problem: "damaged gzip header", Err: err, Remedy: fetchAgain}
	}
	d.r = z
	return d, nil
}

func (d *decoder) fail(offset int64, remedy, format string, args ...any) *Error {
	return &Error{File: d.name, Offset: offset, Compressed: d.compressed, Problem: fmt.Sprintf(format, args...), Remedy: remedy}
}

// failRead turns an error of the stream into one of the file; what says what was
// being read.
func (d *decoder) failRead(err error, what string) *Error {
	e := d.fail(d.offset, fetchAgain, "%s ends here", what)
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		e.Problem, e.Err = "reading "+what, err
	}
	return e
}

// read fills b or fails.
func (d *decoder) read(b []byte, what string) error {
	n, err := io.ReadFull(d.r, b)
	d.offset += int64(n)
	if err != nil {
		return d.failRead(err, what)
	}
	return nil
}

// header reads the magic number and the given number of dimensions, and checks
// that they describe a file that may be read.
func (d *decoder) header(rank int) (dims []int, err error) {
	var magic [4]byte
	if err := d.read(magic[:], "the magic number"); err != nil {
		return nil, err
	}
	if err := d.checkMagic(magic, rank); err != nil {
		return nil, err
	}
	dims = make([]int, rank)
	total := int64(1)
	for i := range dims {
		var b [4]byte
		if err := d.read(b[:], "the header"); err != nil {
			return nil, err
		}
		v := int64(binary.BigEndian.Uint32(b[:]))
		if v == 0 {
			return nil, d.fail(d.offset-4, checkFile, "dimension %d of %d is 0", i+1, rank)
		}
		if v > MaxBytes || total > MaxBytes/v {
			return nil, d.fail(d.offset-4, checkFile, "with dimension %d of %d being %d, the header claims more than the %d MiB that may be read", i+1, rank, v, MaxBytes>>20)
		}
		total *= v
		dims[i] = int(v)
	}
	if want := d.offset + total; d.size >= 0 && d.size != want {
		return nil, d.fail(min(d.size, want), fetchAgain, "the header %v announces %d bytes, but the file has %d", dims, want, d.size)
	}
	if d.packed >= 0 && total > freely && total/mostPacked > d.packed {
		return nil, d.fail(d.offset, "if you trust it, unpack it first", "the header %v announces %d bytes, over %d times the %d of the packed file", dims, total, mostPacked, d.packed)
	}
	return dims, nil
}

// elementTypes names the third byte of the magic number.
var elementTypes = map[byte]string{
	0x08: "uint8", 0x09: "int8", 0x0b: "int16", 0x0c: "int32", 0x0d: "float32", 0x0e: "float64",
}

func (d *decoder) checkMagic(magic [4]byte, rank int) error {
	kind := elementTypes[magic[2]]
	if magic[0] != 0 || magic[1] != 0 || kind == "" {
		return d.fail(0, checkFile, "not an IDX file: it begins with % x, but one of %d dimensions begins with 00 00 08 %02x", magic, rank, rank)
	}
	if kind != "uint8" {
		return d.fail(2, "convert it to uint8", "its elements are %s, but only uint8 is read", kind)
	}
	got := int(magic[3])
	if got == rank {
		return nil
	}
	remedy := checkFile
	if got == 1 || got == 3 {
		remedy = "perhaps images and labels are exchanged"
	}
	return d.fail(3, remedy, "it has %d dimensions, but images have 3 and labels 1; wanted here are %d", got, rank)
}

// body reads total bytes and checks that nothing follows. Where the header has not been
// held against the size of a file, memory grows with what the stream really gives.
func (d *decoder) body(total int) ([]byte, error) {
	room := total
	if d.size < 0 && d.packed < 0 {
		room = min(total, chunk)
	}
	data := make([]byte, 0, room)
	start := d.offset
	for len(data) < total {
		old := len(data)
		if cap(data) < total && cap(data)-old < chunk {
			grown := make([]byte, old, min(total, max(2*cap(data), old+chunk)))
			copy(grown, data)
			data = grown
		}
		data = data[:min(total, cap(data), old+chunk)]
		if err := d.read(data[old:], fmt.Sprintf("the data (%d bytes from byte %d on)", total, start)); err != nil {
			return nil, err
		}
	}
	var extra [1]byte
	switch n, err := io.ReadFull(d.r, extra[:]); {
	case n > 0:
		return nil, d.fail(d.offset, fetchAgain, "data goes on after the %d bytes that the header announces", total)
	case err != io.EOF:
		return nil, d.failRead(err, "the end")
	}
	return data, nil
}
