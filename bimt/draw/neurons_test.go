package draw

import (
	"math"
	"testing"
)

// neuronMaps is a curve and a map.
func neuronMaps() Neurons {
	x, y := Span{Name: "x", Min: -1, Max: 1}, Span{Name: "mass", Min: 1, Max: 1000, Log: true}
	return Neurons{Title: "what neurons compute", Maps: []NeuronMap{
		{Name: "hidden1[3]", Bias: -0.75, X: x, Values: [][]float64{{0, 0.5, 2, -1}}},
		{Name: "hidden1[4]", Bias: 1e-5, X: x, Y: &y, Values: [][]float64{{-1, 0}, {2, 3}}},
	}}
}

func TestNeuronsRefuses(t *testing.T) {
	for name, spoil := range map[string]func(m []NeuronMap){
		"NaN":           func(m []NeuronMap) { m[0].Values[0][1] = math.NaN() },
		"bias":          func(m []NeuronMap) { m[0].Bias = math.Inf(1) },
		"rows":          func(m []NeuronMap) { m[1].Y = nil },
		"one point":     func(m []NeuronMap) { m[0].Values = [][]float64{{1}} },
		"empty span":    func(m []NeuronMap) { m[0].X.Max = -1 },
		"log of zero":   func(m []NeuronMap) { m[1].Y.Min = 0 },
		"ragged values": func(m []NeuronMap) { m[1].Values[1] = []float64{1} },
	} {
		f := neuronMaps()
		spoil(f.Maps)
		if _, err := f.Picture(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := (Neurons{}).Picture(); err == nil {
		t.Error("no maps: no error")
	}
}
