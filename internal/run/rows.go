package run

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/idx"
	"github.com/gobimt/bimt/internal/dataset/table"
)

// read reads the inputs of a file in the units of the data.
func (r *Run) read(path string) (dataset.Matrix, error) {
	d := r.Data
	switch {
	case d.Image[0] > 0 && isIDX(path):
		return r.readImages(path)
	case d.Image[0] > 0:
		return r.readPixels(path)
	case len(d.Inputs) == 0 || len(d.Train.XShape) != 1:
		return dataset.Matrix{}, fmt.Errorf("rows of %s are sequences, not columns with names: there is nothing to read from a table", r.Config.Data)
	}
	t, err := r.columnsOf(path, nil)
	if err != nil {
		return dataset.Matrix{}, err
	}
	x, err := t.Matrix(d.Inputs...)
	if err != nil || d.Tokens == 0 {
		return x, err
	}
	for i, v := range x.Data {
		if v != math.Trunc(v) || v < 0 || v >= float64(d.Tokens) {
			return x, fmt.Errorf("%s: column %q: %v is no token: give whole numbers from 0 to %d", t.Where(i/x.Cols), d.Inputs[i%x.Cols], v, d.Tokens-1)
		}
	}
	return x, nil
}

// columnsOf reads the columns that the inputs are made of, and makes them, with outputs.
func (r *Run) columnsOf(path string, outputs []string) (*table.Table, error) {
	d := r.Data
	names := d.Columns()
	o := table.Options{Inputs: names, Names: names, Categorical: d.Categories.Columns(), Outputs: outputs}
	if s := d.InScale; s != nil {
		o.Log = s.LogNames()
	}
	if d.Classes > 0 {
		o.Text = outputs
	}
	t, err := table.Read(path, o)
	if err != nil {
		return nil, err
	}
	return d.Categories.Apply(t)
}

// readPixels reads rows of numbers from 0 to 1, in the order of pixels.
func (r *Run) readPixels(path string) (dataset.Matrix, error) {
	height, width := r.Data.Image[0], r.Data.Image[1]
	names := make([]string, height*width)
	for i := range names {
		names[i] = pixelName(i, width)
	}
	t, err := table.Read(path, table.Options{Names: names})
	if err != nil {
		return dataset.Matrix{}, err
	}
	if len(t.Columns) != len(names) {
		return dataset.Matrix{}, fmt.Errorf("%s: %d columns: give %d, one for each pixel of %d×%d, or images in an IDX file", path, len(t.Columns), len(names), height, width)
	}
	return t.Matrix(t.Names()...)
}

func pixelName(i, width int) string { return fmt.Sprintf("row %d column %d", i/width+1, i%width+1) }

// readImages reads an IDX file.
func (r *Run) readImages(path string) (dataset.Matrix, error) {
	images, err := idx.ReadImages(path)
	if err != nil {
		return dataset.Matrix{}, err
	}
	if height, width := r.Data.Image[0], r.Data.Image[1]; images.Height != height || images.Width != width {
		return dataset.Matrix{}, fmt.Errorf("%s: its images are %d×%d, but those trained on %d×%d: give images of this size", path, images.Height, images.Width, height, width)
	}
	x := dataset.NewMatrix(images.Count, images.Height*images.Width)
	for i := range x.Rows {
		idx.Scale(images, i, x.Row(i))
	}
	return x, nil
}

// isIDX recognises images in IDX, plain or gzip. What can't be read is none: the reader
// of tables says why.
func isIDX(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	b := bufio.NewReader(f)
	var magic [4]byte
	if start, _ := b.Peek(2); bytes.Equal(start, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return false
		}
		_, err = io.ReadFull(z, magic[:])
		return err == nil && magic == [4]byte{0, 0, 8, 3}
	}
	_, err = io.ReadFull(b, magic[:])
	return !errors.Is(err, io.ErrUnexpectedEOF) && magic == [4]byte{0, 0, 8, 3}
}
