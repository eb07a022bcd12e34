package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
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
}

// Set is some rows of data.
type Set struct {
	Rows int
	// X is (Rows, XShape…) and Y is (Rows, YShape…), row-major. A class is one
	// number, its index. YShape of sequences begins with the places that are read.
	X, Y           []float64
	XShape, YShape []int
}

// Row gives the numbers of row i.
func (s Set) Row(i int) (x, y []float64) {
	n, m := size(s.XShape), size(s.YShape)
	return s.X[i*n : (i+1)*n], s.Y[i*m : (i+1)*m]
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// maker makes the data of one kind. rng is for the data alone.
type maker func(ctx context.Context, c *Config, rng *rand.Rand) (*Data, error)

// makers are all kinds of data; each file data_*.go adds its own.
var makers = map[string]maker{}

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
)

func (c *Config) stream(n uint64) *rand.Rand { return rand.New(rand.NewPCG(c.Seed, n)) }

// MakeData makes or reads the data of an experiment.
func (c *Config) MakeData(ctx context.Context) (*Data, error) {
	make, ok := makers[c.Data]
	if !ok {
		return nil, fmt.Errorf("data: there is no %q; choose one of %v", c.Data, dataNames())
	}
	d, err := make(ctx, c, c.stream(dataStream))
	if err != nil {
		return nil, fmt.Errorf("data %s: %w", c.Data, err)
	}
	if d.Train.Rows < 1 || d.Test.Rows < 1 {
		return nil, fmt.Errorf("data %s: %d rows to train on and %d to test on: give at least one of each", c.Data, d.Train.Rows, d.Test.Rows)
	}
	if d.Draw != nil && c.Batch < 1 {
		return nil, fmt.Errorf("batch: %s is drawn at random: give the rows of a step", c.Data)
	}
	if d.Draw == nil && c.Batch > d.Train.Rows {
		return nil, fmt.Errorf("batch: %d rows a step, but there are only %d to train on", c.Batch, d.Train.Rows)
	}
	if d.Classes == 0 && c.Loss == "cross-entropy" {
		return nil, fmt.Errorf("loss: cross-entropy needs classes, and %s has numbers: use mse", c.Data)
	}
	if d.Classes > 0 && c.Loss == "mse" {
		d.Train.oneHot(d.Classes)
		d.Test.oneHot(d.Classes)
	}
	return d, nil
}

// oneHot replaces classes by rows of one 1, for a squared error on classes.
func (s *Set) oneHot(classes int) {
	y := make([]float64, len(s.Y)*classes)
	for i, c := range s.Y {
		y[i*classes+int(c)] = 1
	}
	s.Y, s.YShape = y, append(slices.Clone(s.YShape), classes)
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
