package play

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/internal/run"
)

// Live is what may be changed while a network is trained.
type Live struct {
	Lambda        float64 `json:"lambda"`         // before its schedule
	Locality      float64 `json:"locality"`       // A
	LayerDistance float64 `json:"layer_distance"` // y
	LearningRate  float64 `json:"learning_rate"`
}

func liveOf(c *run.Config) Live {
	return Live{c.Lambda, c.Locality, c.LayerDistance, c.LearningRate}
}

// Live sets prices and the learning rate from the next step on. y is part of the graph that was compiled, with the
// value y₀ of the settings, so another y is a change of the two that are not:
//
//	λ·(A·d + y) = λ′·(A′·d + y₀),   λ′ = λ·y/y₀,   A′ = A·y₀/y
func (t *Training) Live(l Live) error {
	for name, v := range map[string]float64{"lambda": l.Lambda, "locality": l.Locality, "layer_distance": l.LayerDistance, "learning_rate": l.LearningRate} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return fmt.Errorf("%s: %v is no price: give a number from 0 on", name, v)
		}
	}
	c, y0 := t.run.Config, t.y0()
	if l.LayerDistance != y0 && (l.LayerDistance == 0 || y0 == 0) {
		return fmt.Errorf("layer_distance: %v: while a network is trained it can change between numbers above 0 only", l.LayerDistance)
	}
	t.live = l
	c.Lambda, c.Locality, c.LearningRate = l.Lambda, l.Locality, l.LearningRate
	if l.LayerDistance != y0 {
		c.Lambda, c.Locality = l.Lambda*l.LayerDistance/y0, l.Locality*y0/l.LayerDistance
	}
	return nil
}

// y0 is the price of a weight of length zero that the graph was compiled with.
func (t *Training) y0() float64 { return t.run.Network.Space.LayerDistance() }

// cost is Σ|w|·(A·d + y), biases included, at the prices that are set.
func (t *Training) cost() float64 {
	locality, y0 := t.live.Locality, t.y0()
	if !run.MethodOf(t.run.Config.Method).Local {
		locality = 0
	}
	if t.live.LayerDistance == y0 {
		return t.run.Network.Space.ConnectionCost(locality)
	}
	scale := t.live.LayerDistance / y0
	return scale * t.run.Network.Space.ConnectionCost(locality/scale)
}

// wireCost is Σ|w|·d, what moving neurons changes, at A = 1.
func (t *Training) wireCost() float64 {
	s := t.run.Network.Space
	return s.ConnectionCost(1) - s.ConnectionCost(0)
}
