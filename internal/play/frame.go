package play

import (
	"math"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/nn"
)

// Head is the number of figures that a frame begins with.
const Head = 16

// AppendFrame appends what a page draws at every frame: Head figures, then the weights of all
// wires of Shape.Network, then its biases, then the numbers of every axis. The figures are
//
//	0 steps done        4 cost Σ|w|(Ad+y)    8 relocations
//	1 steps of the run  5 Σ|w|·d             9 step of the last one by hand
//	2 training loss     6 λ of this step    10 first step kept
//	3 test loss         7 active weights    11 last step kept    12 test accuracy
//
// Those that are not known yet are NaN.
func (t *Training) AppendFrame(f []float32) ([]float32, error) {
	if err := t.net.Update(); err != nil {
		return f, err
	}
	test, accuracy := math.NaN(), math.NaN()
	if n := len(t.run.Lines); n > 0 {
		test, accuracy = t.run.Lines[n-1].TestLoss, t.run.Lines[n-1].TestAccuracy
	}
	active, _ := run.ActiveWeights(t.run.Network.Space, run.ActiveAbove)
	kept := t.history.states
	for _, v := range [Head]float64{
		float64(t.run.Done), float64(t.run.Config.Steps), t.loss, test, t.cost(), t.wireCost(), t.lambda(), float64(active),
		float64(t.run.Relocations), float64(t.moves.At), float64(kept[0].Done), float64(kept[len(kept)-1].Done), accuracy,
	} {
		f = append(f, float32(v))
	}
	return t.appendNetwork(f), nil
}

// appendNetwork appends the network as it was last read.
func (t *Training) appendNetwork(f []float32) []float32 {
	for _, w := range t.net.Wires {
		f = append(f, w.Weights...)
	}
	for _, b := range t.net.Biases {
		f = append(f, b.Weights...)
	}
	for _, a := range t.net.Axes {
		for _, number := range a.Numbers {
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
