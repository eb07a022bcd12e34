package idx

import (
	"fmt"
	"io"
	"os"
)

// Images is a stack of grey images of one size.
type Images struct {
	Count, Height, Width int
	Pixels               []uint8 // [Count, Height, Width]
}

// At returns the pixels of image i [Height, Width], sharing memory.
func (m Images) At(i int) []uint8 {
	size := m.Height * m.Width
	return m.Pixels[i*size : (i+1)*size : (i+1)*size]
}

// Scale writes the pixels of image i, divided by 255 and so in [0, 1], into dst
// [Height·Width]. It lets minibatches be filled without a float copy of the
// whole stack.
func Scale[T float32 | float64](m Images, i int, dst []T) {
	for j, p := range m.At(i) {
		dst[j] = T(p) / 255
	}
}

// ReadImages reads a file of images, plain or gzip.
func ReadImages(path string) (Images, error) {
	return readFile(path, DecodeImages)
}

// ReadLabels reads a file of labels, plain or gzip.
func ReadLabels(path string) ([]uint8, error) {
	return readFile(path, DecodeLabels)
}

// DecodeImages reads images from a stream; name stands for the file in errors,
// and size is the size of the stream in bytes, or -1 if that is not known.
func DecodeImages(r io.Reader, name string, size int64) (Images, error) {
	d, err := newDecoder(r, name, size)
	if err != nil {
		return Images{}, err
	}
	dims, err := d.header(3)
	if err != nil {
		return Images{}, err
	}
	m := Images{Count: dims[0], Height: dims[1], Width: dims[2]}
	m.Pixels, err = d.body(m.Count * m.Height * m.Width)
	if err != nil {
		return Images{}, err
	}
	return m, nil
}

// DecodeLabels reads labels from a stream; name and size are as for
// DecodeImages.
func DecodeLabels(r io.Reader, name string, size int64) ([]uint8, error) {
	d, err := newDecoder(r, name, size)
	if err != nil {
		return nil, err
	}
	dims, err := d.header(1)
	if err != nil {
		return nil, err
	}
	return d.body(dims[0])
}

// readFile opens a file and decodes it, telling the decoder its size.
func readFile[T any](path string, decode func(io.Reader, string, int64) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, fmt.Errorf("reading IDX: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return none, fmt.Errorf("reading IDX: %w", err)
	}
	if info.IsDir() {
		return none, fmt.Errorf("reading IDX: %s is a folder: name a file in it", path)
	}
	size := int64(-1)
	if info.Mode().IsRegular() {
		size = info.Size()
	}
	return decode(f, path, size)
}
