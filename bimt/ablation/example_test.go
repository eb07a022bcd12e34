package ablation_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A network of two halves that share nothing, hidden neurons 0–3 and 4–7, is asked whether
// each half hurts its own output alone. A subset of both halves is no module.
func ExampleJudge() {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	net, err := nn.NewMLP(params, "linear", []int{2, 8, 2}, "tanh", rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	in, hidden, out := space.Axis("in", bimt.Line(2)), space.Axis("hidden", bimt.Line(8)), space.Axis("out", bimt.Line(2))
	for i, ends := range [][2]*bimt.Axis{{hidden, in}, {out, hidden}} {
		w := net.Layers[i].Weight
		values, cols := w.Float64s(), ends[1].Len()
		for k := range values { // the halves meet nowhere
			if (k/cols)*2/ends[0].Len() != (k%cols)*2/cols {
				values[k] = 0
			}
		}
		if err := w.Set(values); err != nil {
			fmt.Println(err)
		}
		if err := space.Connect(w, ends[0], ends[1]); err != nil {
			fmt.Println(err)
		}
	}
	const rows = 200
	x, err := graph.Input(params.Graph(), params.DType(), "x", rows, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	y, err := net.Apply(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := ablation.NewGraph(space, x, y)
	if err != nil {
		fmt.Println(err)
		return
	}
	rng := rand.New(rand.NewPCG(3, 4))
	data := make([]float64, 2*rows)
	for i := range data {
		data[i] = rng.NormFloat64()
	}
	if err := g.Feed(data, ablation.OtherRows(rng, rows)); err != nil {
		fmt.Println(err)
		return
	}
	whole, err := g.Outputs() // the answers are its own: every change is an error
	if err != nil {
		fmt.Println(err)
		return
	}
	knockOut := func(neurons []flow.Neuron) ([]float64, error) {
		without, err := g.Neurons(neurons, ablation.Resample)
		added := make([]float64, 2)
		for i, v := range without {
			added[i%2] += (v - whole[i]) * (v - whole[i]) / rows
		}
		return added, err
	}
	var all []flow.Neuron
	for n := range 8 {
		all = append(all, flow.Neuron{Axis: hidden, Number: n})
	}
	for _, module := range [][]flow.Neuron{all[:4], {all[0], all[2], all[5], all[7]}} {
		j, err := ablation.Judge(knockOut, module, []int{0}, all, 99, rng)
		fmt.Printf("share of its own output %.2f, of random subsets %.2f; p = %.2f of %v subsets; %v\n", j.Share, j.RandomShare, j.P, j.Subsets, err)
	}
	// Output:
	// share of its own output 1.00, of random subsets 0.32; p = 0.02 of 70 subsets; <nil>
	// share of its own output 0.62, of random subsets 0.30; p = 0.15 of 70 subsets; <nil>
}

// The inputs of a layer are taken away one by one, and one of its weights.
func ExampleNewLayers() {
	layers := []circuit.Layer{{Weight: []float64{1, 2}, Bias: []float64{0.5}, In: 2, Activation: "identity"}}
	l, err := ablation.NewLayers(layers, []float64{1, 1, 3, 0}, []int{1, 0}) // two rows
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(l.Outputs())
	for _, by := range []ablation.Replacement{ablation.Zero, ablation.Mean, ablation.Resample} {
		y, err := l.Neurons(nil, []ablation.Place{{Level: 0, Number: 0}}, by)
		fmt.Println(by, y, l.Weight(nil, 0, 0, 1, by), err)
	}
	// Output:
	// [3.5 3.5]
	// zero [2.5 0.5] [1.5 3.5] <nil>
	// mean [4.5 2.5] [2.5 4.5] <nil>
	// resample [5.5 1.5] [1.5 5.5] <nil>
}
