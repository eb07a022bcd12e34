package play

import (
	"math"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/nn"
)

// Head is the number of figures that a frame begins with.
const Head = 16

// AppendFrame appends what a page draws at every frame: Head figures, then every connection's
// weights, row-major, then the order of every axis (the number of the neuron at each place).
// The figures are
//
//	0 steps done        4 cost Σ|w|(Ad+y)   8 relocations
//	1 steps of the run  5 Σ|w|·d            9 step of the last one by hand
//	2 training loss     6 λ of this step   10 first step kept
//	3 test loss         7 active weights   11 last step kept   12 test accuracy
//
// Those that are not known yet are NaN.
func (t *Training) AppendFrame(f []float32) []float32 {
	r, s := t.run, t.run.Network.Space
	test, accuracy := math.NaN(), math.NaN()
	if n := len(r.Lines); n > 0 {
		test, accuracy = r.Lines[n-1].TestLoss, r.Lines[n-1].TestAccuracy
	}
	active, _ := run.ActiveWeights(s, run.ActiveAbove)
	kept := t.history.states
	for _, v := range [Head]float64{
		float64(r.Done), float64(r.Config.Steps), t.loss, test, t.cost(), t.wireCost(), t.lambda(), float64(active),
		float64(r.Relocations), float64(t.moves.At), float64(kept[0].Done), float64(kept[len(kept)-1].Done), accuracy,
	} {
		f = append(f, float32(v))
	}
	for _, c := range s.Connections() {
		for _, w := range c.Param().Float64s() {
			f = append(f, float32(w))
		}
	}
	for _, a := range s.Axes() {
		for _, number := range a.Order() {
			f = append(f, float32(number))
		}
	}
	return f
}

// lambda is λ of the step to come, as its schedule has it.
func (t *Training) lambda() float64 {
	c := t.run.Config
	if !run.MethodOf(c.Method).Charges {
		return 0
	}
	return nn.Schedule{Start: t.live.Lambda, Changes: c.LambdaAt}.Value(min(t.run.Done, c.Steps-1), c.Steps)
}
