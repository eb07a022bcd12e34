package main

import (
	"math/rand/v2"
	"slices"
)

// The maze task of seRNN (Achterberg, Akarca, Strouse, Duncan, Astle 2023, "Spatially embedded recurrent neural
// networks"), with the mazes of its notebook (github.com/8erberg/spatially-embedded-RNN at
// 3724099): one of four goals is seen for 20 steps, nothing for 10, two directions for 20; one of
// these leads nearer to the goal.
const (
	mazeSteps   = 50
	goalEnds    = 20
	choiceAt    = 30
	mazeInputs  = 8 // goals, then left, up, right, down
	mazeOutputs = 4
	mazeNoise   = 0.05
)

// maze is a goal, two directions and the right one of them.
type maze struct{ goal, one, other, right int }

const (
	left = iota
	up
	right
	down
)

var mazes = []maze{
	{1, up, left, up}, {1, right, down, right}, {3, left, down, down}, {2, right, down, down},
	{2, up, left, left}, {0, up, right, up}, {3, left, right, right}, {0, left, right, left},
}

// mazeRows draws mazes, with noise on what is seen or without.
func mazeRows(rng *rand.Rand, n int, noisy bool) rows {
	r := newRows(n, mazeSteps, mazeInputs, 1)
	for i := range n {
		m := mazes[rng.IntN(len(mazes))]
		r.answers[i], r.y[i] = m.right, float64(m.right)
		for t := range mazeSteps {
			x := r.x[t][i*mazeInputs:][:mazeInputs]
			switch {
			case t < goalEnds:
				x[m.goal] = 1
			case t >= choiceAt:
				x[4+m.one], x[4+m.other] = 1, 1
			}
			for k := range x {
				if noisy {
					x[k] += mazeNoise * rng.NormFloat64()
				}
			}
		}
	}
	return r
}

// mazeRight is the share of right directions.
func mazeRight(out []float64, r rows) float64 {
	hits := 0
	for i, answer := range r.answers {
		logits := out[i*mazeOutputs:][:mazeOutputs]
		if slices.Index(logits, slices.Max(logits)) == answer {
			hits++
		}
	}
	return float64(hits) / float64(r.n)
}
