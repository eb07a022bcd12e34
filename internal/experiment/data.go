package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/gobimt/bimt/internal/dataset/table"
)

// Data is what an experiment learns from.
type Data struct {
	Train, Test Set
	// Inputs and Outputs are names for pictures and predictions; classes for a
	// classification. Empty where there are none worth reading.
	Inputs, Outputs []string
	// Tokens is the size of the vocabulary if inputs are token numbers, 0 if they
	// are measurements.
	Tokens int
	// Classes is the number of classes if an output is a class, 0 for numbers.
	Classes int
	// Length is the number of places of a row at which an output is read, 0 if rows
	// are no sequences. Read lists these places for the model, nil for all.
	Length int
	Read   []int
	// OutputWidth is the number of outputs at a place where it is more than the
	// answers there: further outputs are not compared.
	OutputWidth int
	// Draw gives rows of training data at random, where they are too many to list;
	// nil takes them from Train.
	Draw func(rng *rand.Rand, rows int) (x, y []float64, err error)
	// Decode writes token numbers as text, nil if tokens are no characters.
	Decode func(tokens []int) (string, error)
	// Image is the height and width of images, zeros if rows are none.
	Image [2]int
	// InScale says how far the training data reach and how they were standardised, OutScale
	// the same of the outputs. Nil where that means nothing: for tokens, images and classes.
	InScale, OutScale *table.Scaling
	// Notes say what was found or decided while the data were made.
	Notes []string
}

// maker makes the data of one kind. rng is for the data alone.
type maker func(ctx context.Context, c *Config, rng *rand.Rand) (*Data, error)

// makers are all kinds of data; each file data_*.go adds its own.
var makers = map[string]maker{}

// readers are the kinds of data that lie in files.
var readers = []string{"text", "table", "mnist", "fashion"}

func dataNames() []string {
	var names []string
	for n := range makers {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// The random streams of a run, all from its seed.
const (
	dataStream = iota + 1
	weightStream
	batchStream
	modelStream
	measureStream
	sampleStream
)

func (c *Config) stream(n uint64) *rand.Rand { return rand.New(rand.NewPCG(c.Seed, n)) }

// MakeData makes or reads the data of an experiment. What the settings leave to the data
// (loss: auto, the task and the inputs of a table, a path from the working folder) is
// said in c afterwards, so that c written repeats the run from anywhere.
func (c *Config) MakeData(ctx context.Context) (*Data, error) {
	make, ok := makers[c.Data]
	if !ok {
		return nil, fmt.Errorf("data: there is no %q; choose one of %v", c.Data, dataNames())
	}
	if c.Path != "" && !slices.Contains(readers, c.Data) {
		return nil, fmt.Errorf("path: %s reads no file: leave --data out", c.Data)
	}
	if err := c.absolute(); err != nil {
		return nil, err
	}
	d, err := make(ctx, c, c.stream(dataStream))
	if err != nil {
		return nil, fmt.Errorf("data %s: %w", c.Data, err)
	}
	if err := c.checkRows(d); err != nil {
		return nil, err
	}
	if err := c.fitLoss(d); err != nil {
		return nil, err
	}
	return d, d.findRanges()
}

// checkRows reports too few rows.
func (c *Config) checkRows(d *Data) error {
	switch {
	case d.Train.Rows < 1 || d.Test.Rows < 1:
		return fmt.Errorf("data %s: %d rows to train on and %d to test on: give at least one of each", c.Data, d.Train.Rows, d.Test.Rows)
	case d.Draw != nil && c.Batch < 1:
		return fmt.Errorf("batch: %s is drawn at random: give the rows of a step", c.Data)
	case d.Draw == nil && c.Batch > d.Train.Rows:
		return fmt.Errorf("batch: %d rows a step, but there are only %d to train on: give at most %d with --set batch=…, or 0 for all in every step",
			c.Batch, d.Train.Rows, d.Train.Rows)
	}
	return nil
}

// fitLoss chooses a loss that is left open, refuses one that can't be, and writes
// classes as the loss wants them.
func (c *Config) fitLoss(d *Data) error {
	switch {
	case c.Loss == "auto" && d.Classes > 0:
		c.Loss = "cross-entropy"
	case c.Loss == "auto":
		c.Loss = "mse"
	case c.Loss == "cross-entropy" && d.Classes == 0:
		return fmt.Errorf("loss: cross-entropy needs classes, and %s has numbers: use mse", c.Data)
	}
	if c.Loss == "mse" && d.Classes > 0 {
		d.Train.oneHot(d.Classes)
		d.Test.oneHot(d.Classes)
	}
	return nil
}

// answers is the number of answers at one place: 1 for a class.
func (d *Data) answers() int { return size(d.Train.YShape) / max(1, d.Length) }

func indices(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
