package task

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/table"
)

// Split says which rows of a table were for training and which for the test, whatever their order in a file.
type Split struct {
	Fraction float64 `json:"train_fraction"`
	Hash     string  `json:"hash"` // of all rows in the order of the file
	// Rows are marks of the rows, 6 bytes each in base64: the Train first ones those trained on. Of more than mostMarks
	// rows there are none.
	Train int    `json:"train"`
	Rows  string `json:"rows,omitempty"`
}

// mostMarks is the most rows that are remembered one by one, in 2 MiB.
const mostMarks = 1 << 18

// rowMark stands for the values of a row. Two different rows have the same one with a chance of 2⁻⁴⁸.
type rowMark [6]byte

// marksOf gives the marks of rows, and one for all.
func marksOf(t *table.Table) (marks []rowMark, all string) {
	whole := sha256.New()
	var text []byte
	for i := range t.Rows {
		text = text[:0]
		for _, c := range t.Columns {
			if c.IsText() {
				text = append(text, c.Text[i]...)
				text = append(text, 0)
			} else {
				text = binary.LittleEndian.AppendUint64(text, math.Float64bits(c.Numbers[i]))
			}
		}
		sum := sha256.Sum256(text)
		whole.Write(sum[:])
		marks = append(marks, rowMark(sum[:6]))
	}
	return marks, hex.EncodeToString(whole.Sum(nil)[:8])
}

// newSplit remembers a split.
func newSplit(marks []rowMark, all string, fraction float64, train, test []int) *Split {
	s := &Split{Fraction: fraction, Hash: all, Train: len(train)}
	if len(marks) > mostMarks {
		return s
	}
	var b []byte
	for _, i := range slices.Concat(train, test) {
		b = append(b, marks[i][:]...)
	}
	s.Rows = base64.StdEncoding.EncodeToString(b)
	return s
}

// find gives the rows that were trained on and tested on, in the order of then, and those that are new.
func (s *Split) find(marks []rowMark) (train, test, fresh []int, err error) {
	b, err := base64.StdEncoding.DecodeString(s.Rows)
	if err != nil || len(b)%len(rowMark{}) != 0 || s.Train < 0 || s.Train > len(b)/len(rowMark{}) {
		return nil, nil, nil, fmt.Errorf("the split of the weights is damaged: train them again")
	}
	places := map[rowMark][]int{}
	for i, m := range marks {
		places[m] = append(places[m], i)
	}
	for k := 0; len(b) > 0; k++ {
		m := rowMark(b)
		b = b[len(m):]
		here := places[m]
		if len(here) == 0 {
			continue
		}
		if k < s.Train {
			train = append(train, here[0])
		} else {
			test = append(test, here[0])
		}
		places[m] = here[1:]
	}
	for _, left := range places {
		fresh = append(fresh, left...)
	}
	slices.Sort(fresh)
	return train, test, fresh, nil
}

// split deals the rows. What the weights to begin with were trained on is trained on again, what they were tested on is
// for the test again; rows that are new to them are dealt like those of any table.
func (c *Table) split(d *Data, t *table.Table, rng *rand.Rand) (train, test []int, err error) {
	marks, all := marksOf(t)
	train, test, err = c.deal(d, marks, rng)
	if err != nil {
		return nil, nil, err
	}
	d.Split = newSplit(marks, all, c.TrainFraction, train, test)
	return train, test, nil
}

func (c *Table) deal(d *Data, marks []rowMark, rng *rand.Rand) (train, test []int, err error) {
	n := len(marks)
	first, second, err := dataset.Split(rng, n, c.TrainFraction)
	if err != nil {
		return nil, nil, fmt.Errorf("train_fraction: %w", err)
	}
	if c.before == nil {
		return first, second, nil
	}
	if c.before.Split == nil || c.before.Split.Rows == "" {
		d.Notes = append(d.Notes, "which rows the weights were trained on is not known: if some of them are tested on now, the test figures are too good")
		return first, second, nil
	}
	train, test, fresh, err := c.before.Split.find(marks)
	if err != nil {
		return nil, nil, err
	}
	seen, tested := len(train), len(test)
	if seen+tested == 0 {
		d.Notes = append(d.Notes, "the weights have seen none of these rows")
		return first, second, nil
	}
	if tested+len(fresh) == 0 {
		return nil, nil, fmt.Errorf("the weights were trained on all %d rows of this table, so none is left to test on: give rows that they have not seen, or train without --init", n)
	}
	unseen := make([]bool, n)
	for _, i := range fresh {
		unseen[i] = true
	}
	known := func(i int) bool { return !unseen[i] }
	train, test = append(train, slices.DeleteFunc(first, known)...), append(test, slices.DeleteFunc(second, known)...)
	if len(test) == 0 { // a few new rows were all dealt to training
		train, test = train[:len(train)-1], train[len(train)-1:]
	}
	note := fmt.Sprintf("the split of the weights is kept: %d rows that they were trained on are trained on again, %d are tested on again", seen, tested)
	if len(fresh) > 0 {
		note += fmt.Sprintf("; %d new rows are split by train_fraction", len(fresh))
	}
	d.Notes = append(d.Notes, note)
	return train, test, nil
}
