// Package digits holds 1,797 handwritten digits of 8×8 pixels inside the
// program, so that a first experiment with images needs no download.
//
//	set, err := digits.Load()
//	train, test, err := dataset.Split(rng, set.Count, 0.8)
//
// The data is the test part of "Optical Recognition of Handwritten Digits"
// (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998,
// https://doi.org/10.24432/C50P49, CC BY 4.0), in the order and form in which
// scikit-learn ships it (BSD): 64 pixels of 0 to 16 row by row, then the label.
//
// Guarantees: no file and no network is touched; every call returns fresh
// memory.
package digits

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/gobimt/bimt/internal/dataset/idx"
)

//go:embed digits-8x8.csv.gz
var packed []byte

const (
	count  = 1797
	side   = 8
	levels = 16 // largest pixel
)

// Load returns the 1,797 digits: images [1797, 8, 8] and labels 0 to 9. Pixels
// are brought from 0 … 16 to 0 … 255 (v·255/16, rounded down), so that they are
// scaled to [0, 1] as those of every other set.
func Load() (idx.Set, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return idx.Set{}, fmt.Errorf("embedded digits: %w: build the program again", err)
	}
	return parse(z)
}

func parse(r io.Reader) (idx.Set, error) {
	set := idx.Set{Images: idx.Images{Height: side, Width: side}}
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = side*side + 1
	rows.ReuseRecord = true
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return idx.Set{}, fmt.Errorf("embedded digits: %w", err)
		}
		for i, field := range row {
			largest := levels
			if i == side*side {
				largest = 9
			}
			v, err := strconv.Atoi(field)
			if err != nil || v < 0 || v > largest {
				return idx.Set{}, fmt.Errorf("embedded digits: line %d, field %d: %q is not a number from 0 to %d", set.Count+1, i+1, field, largest)
			}
			if i == side*side {
				set.Labels = append(set.Labels, uint8(v))
			} else {
				set.Pixels = append(set.Pixels, uint8(v*255/levels))
			}
		}
		set.Count++
	}
	if set.Count != count {
		return idx.Set{}, fmt.Errorf("embedded digits: %d rows, want %d", set.Count, count)
	}
	return set, nil
}
