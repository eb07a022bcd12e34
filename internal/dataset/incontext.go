package dataset

import (
	"fmt"
	"math/rand/v2"
)

// InContext describes the tasks of linear regression in context: each row is a
// task of its own, y = w·x with a fresh w, and the answer to the last x must be
// found from the examples before it. The published experiment is {Dims: 1,
// Examples: 1}.
type InContext struct {
	Dims     int // d, the length of w and x
	Examples int // e, the number of pairs (x, y) shown before the question
}

// Sequences is a batch of sequences of vectors with numbers to be predicted at
// some of their places.
type Sequences struct {
	Rows, Length, Width int
	X                   []float64 // [Rows, Length, Width]
	Places              []int     // zero-based places where an answer is read, in rising order
	Y                   []float64 // [Rows, len(Places)]: the answers there, in component 0 of the output
}

// largestContext bounds Dims and Examples, so that a slip in a settings file
// doesn't ask for all memory.
const largestContext = 1024

// Check reports settings that can't be sampled.
func (c InContext) Check() error {
	if c.Dims < 1 || c.Dims > largestContext {
		return fmt.Errorf("in-context regression in %d dimensions: choose from 1 to %d", c.Dims, largestContext)
	}
	if c.Examples < 1 || c.Examples > largestContext {
		return fmt.Errorf("in-context regression with %d examples: choose from 1 to %d", c.Examples, largestContext)
	}
	return nil
}

// Length returns the tokens of a sequence: 2·Examples + 1.
func (c InContext) Length() int { return 2*c.Examples + 1 }

// Width returns the numbers of a token: 1 + Dims.
func (c InContext) Width() int { return 1 + c.Dims }

// Sample draws n tasks: w uniform in [-1, 1]^d and e+1 points x uniform in
// [1, 3]^d, with y = w·x. With k = 0 … e, a sequence is
//
//	place 2k    (0, x_k[0], …, x_k[d-1])
//	place 2k+1  (y_k, 0, …, 0)             for k < e
//
// so for d = e = 1 it is (0,x1), (y1,0), (0,x2). At every even place 2k the
// answer y_k is wanted, in component 0. (The answer at place 0 can't be known:
// it is 0 on average.) With fewer examples than dimensions the last answer is
// not determined either.
//
// Draws go row by row: w first, then the points in order.
func (c InContext) Sample(rng *rand.Rand, n int) (Sequences, error) {
	if err := c.Check(); err != nil {
		return Sequences{}, err
	}
	if err := checkSize("in-context tasks", n, c.Length()*c.Width()); err != nil {
		return Sequences{}, err
	}
	s := c.empty(n)
	w := make([]float64, c.Dims)
	for row := range n {
		for i := range w {
			w[i] = 2*rng.Float64() - 1
		}
		for k := range c.Examples + 1 {
			x := s.token(row, 2*k)[1:]
			y := 0.0
			for i := range x {
				x[i] = 1 + 2*rng.Float64()
				y += w[i] * x[i]
			}
			s.Y[row*len(s.Places)+k] = y
			if k < c.Examples {
				s.token(row, 2*k+1)[0] = y
			}
		}
	}
	return s, nil
}

// empty returns n sequences of zeros with the places of the answers.
func (c InContext) empty(n int) Sequences {
	s := Sequences{Rows: n, Length: c.Length(), Width: c.Width()}
	s.X = make([]float64, n*s.Length*s.Width)
	s.Places = make([]int, c.Examples+1)
	for k := range s.Places {
		s.Places[k] = 2 * k
	}
	s.Y = make([]float64, n*len(s.Places))
	return s
}

// token returns the numbers at one place of one row, sharing memory.
func (s Sequences) token(row, place int) []float64 {
	at := (row*s.Length + place) * s.Width
	return s.X[at : at+s.Width : at+s.Width]
}
