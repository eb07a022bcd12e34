package main

import (
	"math"
	"math/rand/v2"
)

// The cognitive tasks, after Yang, Joglekar, Song, Newsome, Wang 2019 ("Task representations in neural
// networks trained to perform many cognitive tasks"), with steps of time few enough to train in seconds. A
// trial is: look at the fixation point; see one stimulus or two, each a bump on a ring of eight
// directions; and, when the fixation point goes off, answer by a direction, or by none.
const (
	directions = 8
	steps      = 11 // of time
	goAt       = 8  // the step at which the fixation point goes off
	noise      = 0.1
)

// cognitiveTask says what is seen and what is to be answered.
type cognitiveTask struct {
	name string
	// trial draws the strength of stimuli by direction at each step and the answer, a direction or −1.
	trial func(rng *rand.Rand, see func(step, direction int, strength float64)) (answer int)
}

var cognitiveTasks = []cognitiveTask{
	{"go", func(rng *rand.Rand, see func(int, int, float64)) int {
		d := rng.IntN(directions)
		from := 1 + rng.IntN(3)
		show(see, from, steps, d, 1)
		return d
	}},
	{"anti-go", func(rng *rand.Rand, see func(int, int, float64)) int {
		d := rng.IntN(directions)
		from := 1 + rng.IntN(3)
		show(see, from, steps, d, 1)
		return (d + directions/2) % directions
	}},
	{"delayed", func(rng *rand.Rand, see func(int, int, float64)) int { // the stimulus goes before the answer
		d := rng.IntN(directions)
		from := 1 + rng.IntN(3)
		show(see, from, from+2, d, 1)
		return d
	}},
	{"memory", func(rng *rand.Rand, see func(int, int, float64)) int { // and something else is seen between
		d, from := rng.IntN(directions), 1+rng.IntN(2)
		show(see, from, from+2, d, 1)
		show(see, 5, 7, rng.IntN(directions), 1)
		return d
	}},
	{"decision", func(rng *rand.Rand, see func(int, int, float64)) int { // the stronger of two
		d := rng.IntN(directions)
		other := (d + 2 + rng.IntN(directions-3)) % directions
		more := 0.1 + 0.3*rng.Float64()
		show(see, 2, 7, d, 1+more)
		show(see, 2, 7, other, 1-more)
		return d
	}},
	{"match", func(rng *rand.Rand, see func(int, int, float64)) int { // answer the second if it is the first again
		d, from := rng.IntN(directions), 1+rng.IntN(2)
		second := d
		if rng.IntN(2) == 0 {
			second = (d + 1 + rng.IntN(directions-1)) % directions
		}
		show(see, from, from+2, d, 1)
		show(see, 5, 7, second, 1)
		if second != d {
			return -1
		}
		return d
	}},
}

func show(see func(int, int, float64), from, to, direction int, strength float64) {
	for t := from; t < to; t++ {
		see(t, direction, strength)
	}
}

// Inputs are the fixation point, the ring, and a one for the task; outputs are the fixation
// point, which is to be held until it goes off, and the ring.
const (
	cognitiveInputs  = 1 + directions
	cognitiveOutputs = 1 + directions
)

// cognitiveRows draws trials, of all tasks in turn, or of one (only ≥ 0).
func cognitiveRows(rng *rand.Rand, n, only int) rows {
	inputs := cognitiveInputs + len(cognitiveTasks)
	r := newRows(n, steps, inputs, cognitiveOutputs*steps)
	for i := range n {
		task := i % len(cognitiveTasks)
		if only >= 0 {
			task = only
		}
		for t := range steps {
			x := r.x[t][i*inputs:][:inputs]
			for k := range x {
				x[k] = noise * rng.NormFloat64()
			}
			if t < goAt {
				x[0]++
			}
			x[cognitiveInputs+task]++
		}
		answer := cognitiveTasks[task].trial(rng, func(t, direction int, strength float64) {
			bump(r.x[t][i*inputs+1:][:directions], direction, strength)
		})
		r.answers[i] = answer
		for t := range steps {
			y := r.y[(t*n+i)*cognitiveOutputs:][:cognitiveOutputs] // times stand one below the other
			if t < goAt || answer < 0 {
				y[0] = 1
			} else {
				bump(y[1:], answer, 1)
			}
		}
	}
	return r
}

// bump adds a stimulus, which neighbours see too.
func bump(ring []float64, at int, strength float64) {
	for k := range ring {
		d := 2 * math.Pi * float64(k-at) / directions
		ring[k] += strength * math.Exp(3*(math.Cos(d)-1))
	}
}

// cognitiveRight counts the right answers at the last step: within half a direction, or none where none
// was asked for.
func cognitiveRight(out []float64, r rows) float64 {
	right := 0
	for i, answer := range r.answers {
		y := out[((steps-1)*r.n+i)*cognitiveOutputs:][:cognitiveOutputs]
		if decode(y) == answer {
			right++
		}
	}
	return float64(right) / float64(r.n)
}

// decode is the direction that the population on the ring points to, −1 while fixation is held.
func decode(y []float64) int {
	if y[0] > 0.5 {
		return -1
	}
	var s, c float64
	for k, v := range y[1:] {
		a := 2 * math.Pi * float64(k) / directions
		s, c = s+v*math.Sin(a), c+v*math.Cos(a)
	}
	at := int(math.Round(math.Atan2(s, c) / (2 * math.Pi) * directions))
	return (at + directions) % directions
}
