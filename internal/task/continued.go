package task

import (
	"fmt"
	"math/rand/v2"
)

// trainScored is how many rows a loss on training data is measured on where they are drawn anew
// for each step.
const trainScored = 1024

// continued is rows of tokens that a model is to go on with: each of the last answers tokens of
// a row is predicted from those before it.
type continued struct {
	names   []string // of the tokens
	answers int
}

// data is the rows of train and test.
func (c continued) data(train, test [][]int) *Data {
	d := &Data{Train: c.set(train), Test: c.set(test)}
	d.Tokens, d.Classes, d.Outputs = len(c.names), len(c.names), c.names
	d.Sequence = Sequence{Length: c.answers, Read: c.read(d.Train.XShape[0])}
	return d
}

// read is the places at which the answers are read, of so many tokens in a row.
func (c continued) read(tokens int) []int {
	var places []int
	for i := range c.answers {
		places = append(places, tokens-c.answers+i)
	}
	return places
}

func (c continued) set(rows [][]int) Set {
	s := Set{Rows: len(rows), XShape: []int{len(rows[0]) - 1}, YShape: []int{c.answers}}
	for _, row := range rows {
		s.X = append(s.X, floats(row[:len(row)-1])...)
		s.Y = append(s.Y, floats(row[len(row)-c.answers:])...)
	}
	return s
}

// drawn is data whose training rows are drawn anew for each step; at is how far the run is.
func (c continued) drawn(test [][]int, rng *rand.Rand, row func(rng *rand.Rand, at float64) []int) *Data {
	draw := func(rng *rand.Rand, n int, at float64) (rows [][]int) {
		for range n {
			rows = append(rows, row(rng, at))
		}
		return rows
	}
	d := c.data(draw(rng, trainScored, 1), test)
	d.Draw = func(rng *rand.Rand, n int, at float64) (x, y []float64, err error) {
		s := c.set(draw(rng, n, at))
		return s.X, s.Y, nil
	}
	return d
}

// numbers are the names of tokens that are numbers.
func numbers(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint(i))
	}
	return names
}
