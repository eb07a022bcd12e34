package task

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/internal/dataset/table"
)

// Schema is what goes into a network and comes out of it: enough to use the network
// without the data it learned from.
type Schema struct {
	Task string `json:"task"` // regression or classification
	// Inputs and Outputs are names for pictures and predictions; classes for a
	// classification. Empty where there are none worth reading.
	Inputs  []string `json:"inputs,omitempty"`
	Outputs []string `json:"outputs,omitempty"`
	XShape  []int    `json:"input_shape"` // of a row
	YShape  []int    `json:"output_shape,omitempty"`
	// Classes is the number of classes if an output is a class, 0 for numbers.
	Classes int `json:"classes,omitempty"`
	// Tokens is the size of the vocabulary if inputs are token numbers, 0 if they
	// are measurements.
	Tokens int `json:"tokens,omitempty"`
	Sequence
	Image [2]int `json:"image"` // height and width; 0 if rows are no images
	// InScale says how far the training data reach and how they were standardised (mean and
	// deviation are 0 and 1 if not), OutScale the same of the outputs. Nil where that means
	// nothing: for tokens, images and classes.
	InScale  *table.Scaling `json:"input_scaling,omitempty"`
	OutScale *table.Scaling `json:"output_scaling,omitempty"`
	// Categories made inputs of 0 and 1 of columns of words.
	Categories table.Categories `json:"categories,omitempty"`
	// TrainRows and TestRows are how many rows there were, Split which ones of a table.
	TrainRows int    `json:"train_rows,omitempty"`
	TestRows  int    `json:"test_rows,omitempty"`
	Split     *Split `json:"split,omitempty"`
}

// Columns are those of a file from which the inputs are made.
func (s Schema) Columns() []string { return s.Categories.Unfold(s.Inputs) }

// Sequence describes rows that are sequences; it is zero if they are none.
type Sequence struct {
	// Length is the number of places of a row at which an output is read. Read lists
	// these places for the model, nil for all.
	Length int   `json:"length,omitempty"`
	Read   []int `json:"read,omitempty"`
	// OutputWidth is the number of outputs at a place where it is more than the
	// answers there: further outputs are not compared.
	OutputWidth int `json:"output_width,omitempty"`
}

// describe says of the rows what follows from them.
func (d *Data) describe() {
	d.XShape, d.YShape, d.Task = d.Train.XShape, d.Train.YShape, table.Regression.String()
	d.TrainRows, d.TestRows = d.Train.Rows, d.Test.Rows
	if d.Classes > 0 {
		d.Task = table.Classification.String()
	}
}

// Data is data of that description without rows. A Schema may come from a file: one that
// can't be is an error.
func (s Schema) Data() (*Data, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("description of the data: %w", err)
	}
	rows := Set{XShape: s.XShape, YShape: s.YShape}
	return &Data{Schema: s, Train: rows, Test: rows}, nil
}

// Answers is the number of answers at one place: 1 for a class.
func (s Schema) Answers() int { return Size(s.YShape) / max(1, s.Length) }

// ReadLast makes sequences of rows of tokens: the answer is read at the last place. Rows that are sequences stay.
func (d *Data) ReadLast() {
	if d.Tokens == 0 || d.Length > 0 {
		return
	}
	d.Sequence = Sequence{Length: 1, Read: []int{-1}}
	for _, s := range []*Set{&d.Train, &d.Test} {
		s.YShape = append([]int{1}, s.YShape...)
	}
	d.describe()
}

// mostPerRow is the most inputs or outputs of a row.
const mostPerRow = 1 << 24

func (s Schema) check() error {
	for _, shape := range [][]int{s.XShape, s.YShape, {max(1, s.Classes)}, {max(1, s.Tokens)}, {max(1, s.Length)}, {max(1, s.OutputWidth)}} {
		n := 1
		for _, d := range shape {
			if d < 1 || d > mostPerRow/n {
				return fmt.Errorf("a size of %v can't be", shape)
			}
			n *= d
		}
	}
	if slices.Min([]int{s.Classes, s.Tokens, s.Length, s.OutputWidth, s.Image[0], s.Image[1]}) < 0 {
		return fmt.Errorf("a size is below 0")
	}
	if len(s.XShape) == 0 {
		return fmt.Errorf("it has no input_shape")
	}
	if n := len(s.Inputs); n > 0 && n != s.XShape[len(s.XShape)-1] {
		return fmt.Errorf("%d inputs are named, but a row has %v", n, s.XShape)
	}
	if s.Classes > 0 && len(s.Outputs) != s.Classes {
		return fmt.Errorf("%d of %d classes have a name", len(s.Outputs), s.Classes)
	}
	for _, c := range []struct {
		scale *table.Scaling
		names []string
	}{{s.InScale, s.Inputs}, {s.OutScale, s.Outputs}} {
		if c.scale == nil {
			continue
		}
		if err := c.scale.Check(len(c.names)); err != nil {
			return err
		}
	}
	return s.Categories.Check()
}
