package metric_test

import (
	"fmt"
	"log"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// halves is a network 4-4-2 of two halves that share nothing but crumbs under 0.01.
func halves() *bimt.Space {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	space := bimt.NewSpace()
	x, h, y := space.Axis("x", bimt.Line(4)), space.Axis("h", bimt.Line(4)), space.Axis("y", bimt.Line(2))
	for _, c := range []struct {
		name          string
		rows, columns *bimt.Axis
		weights       []float64
	}{
		{"first", h, x, []float64{1, -1, 0.001, 0, 0, 0.5, 0, 0, 0, 0, 2, 1, 0.002, 0, 0, -1}},
		{"second", y, h, []float64{1, 2, 0, 0, 0, 0.003, 1, 1}},
	} {
		p, err := params.New(c.name, c.rows.Len(), c.columns.Len())
		if err == nil {
			err = p.Set(c.weights)
		}
		if err == nil {
			err = space.Connect(p, c.rows, c.columns)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	return space
}

func ExampleModularity() {
	space, rng := halves(), rand.New(rand.NewPCG(1, 2))
	g, err := space.Graph(0)
	if err != nil {
		log.Fatal(err)
	}
	p, err := metric.Modularity(g, metric.Restarts, rng)
	if err != nil {
		log.Fatal(err)
	}
	shuffled, err := metric.ShuffledModularity(space, 0, 10, metric.Restarts, rng)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Q = %.3f, %d communities; shuffled %.3f\n", p.Q, p.Communities, shuffled.Mean)
	// Output: Q = 0.499, 2 communities; shuffled 0.349
}

func ExamplePruningCurve() {
	space := halves()
	lost := func() (float64, error) { // stands for a loss on test data
		sum := 30.0
		for _, c := range space.Connections() {
			for _, w := range c.Param().Float64s() {
				sum -= w * w
			}
		}
		return sum, nil
	}
	p, err := metric.PruningCurve(space, lost, metric.PruneOptions{Grid: []int{0, 5, 10}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("loss %.2f with %d weights, at most %.2f with %d\n", p.Loss, p.Weights, p.Target, p.Fewest)
	for _, c := range p.Curve {
		fmt.Printf("%d kept: %.2f\n", c.Weights, c.Loss)
	}
	// Output:
	// loss 14.75 with 24 weights, at most 15.49 with 9
	// 0 kept: 30.00
	// 5 kept: 19.00
	// 10 kept: 14.75
}

func ExampleWiring() {
	w, err := metric.Wiring(halves())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Σ d·|w| = %.3f, the mean wire %.3f, %.2f of what random placement gives\n", w.Total, w.Mean, w.Relative)
	// Output: Σ d·|w| = 1.128, the mean wire 0.098, 0.31 of what random placement gives
}

func ExampleThroughput() {
	counts, err := metric.Throughput(halves(), 0, 0.01)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range counts {
		fmt.Printf("over %v: %d of %d weights, %d neurons, by axis %v\n", a.Threshold, a.Weights, a.Wires, a.Neurons, a.OfAxis)
	}
	// Output:
	// over 0: 13 of 24 weights, 10 neurons, by axis [4 4 2]
	// over 0.01: 10 of 24 weights, 10 neurons, by axis [4 4 2]
}

func ExampleModules() {
	g, err := halves().Graph(0.01)
	if err != nil {
		log.Fatal(err)
	}
	for _, nodes := range metric.Modules(g) {
		var names []string
		for _, n := range nodes {
			axis, neuron := g.Neuron(n)
			names = append(names, fmt.Sprint(axis.Name(), neuron))
		}
		fmt.Println(names)
	}
	// Output:
	// [x0 x1 h0 h1 y0]
	// [x2 x3 h2 h3 y1]
}

func ExamplePrune() {
	space := halves()
	if err := metric.Prune(space, 3); err != nil {
		log.Fatal(err)
	}
	for _, c := range space.Connections() {
		fmt.Println(c.Param().Name(), c.Param().Float64s())
	}
	// Output:
	// first [1 0 0 0 0 0 0 0 0 0 2 0 0 0 0 0]
	// second [0 2 0 0 0 0 0 0]
}

func ExampleAblateNeuron() {
	space := halves()
	loss := func() (float64, error) { // stands for a loss on test data
		sum := 0.0
		for _, c := range space.Connections() {
			for _, w := range c.Magnitudes() {
				sum -= w
			}
		}
		return sum, nil
	}
	for neuron := range 2 {
		effect, err := metric.AblateNeuron(space, loss, space.Find("h"), neuron)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("without h%d the loss rises by %.3f\n", neuron, effect)
	}
	// Output:
	// without h0 the loss rises by 1.000
	// without h1 the loss rises by 2.003
}

func ExampleQ() {
	g, err := halves().Graph(0.01)
	if err != nil {
		log.Fatal(err)
	}
	split := []int{0, 0, 1, 1, 0, 0, 1, 1, 0, 1} // x0 … x3, h0 … h3, y0, y1
	q, err := metric.Q(g, split)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", q)
	// Output: 0.499
}

func ExampleAblateWeight() {
	space := halves()
	second := space.Connections()[1]
	loss := func() (float64, error) { return 3 - second.Param().Float64s()[1], nil } // likes the wire from h1 to y0
	effect, err := metric.AblateWeight(space, loss, second, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(effect)
	// Output: 2
}

// A metric of one's own: the share of Σ|w| that the strongest wire of each neuron has.
func Example_ownMetric() {
	space := halves()
	for _, c := range space.Connections() {
		from, to := c.Ends()
		size := c.ByNeuron(c.Magnitudes(), 0) // (neurons of to, neurons of from)
		for neuron := range to.Len() {
			wires := size[neuron*from.Len():][:from.Len()]
			fmt.Printf("%s%d %.2f  ", to.Name(), neuron, slices.Max(wires)/floats.Sum(wires))
		}
	}
	fmt.Println()
	// Output: h0 0.50  h1 1.00  h2 0.67  h3 1.00  y0 0.67  y1 0.50
}
