package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rows are trials: x has (rows, inputs) for each step of time.
type rows struct {
	n       int
	x       [][]float64
	y       []float64
	answers []int
}

func newRows(n, time, inputs, targets int) rows {
	r := rows{n: n, y: make([]float64, n*targets), answers: make([]int, n)}
	for range time {
		r.x = append(r.x, make([]float64, n*inputs))
	}
	return r
}

// shape is what a task needs of a network.
type shape struct {
	time, inputs, hidden, outputs int
	layout                        bimt.Layout // of hidden neurons
	gain                          float64     // of recurrent weights at the start
	every                         bool        // answers are read at every step (mean squared error), or at the last (classes)
}

// network is an unrolled recurrent network on an axis that is connected to itself. As in seRNN, recurrent
// weights alone are charged: what reads inputs and what writes outputs moves with the neurons, and costs
// nothing.
type network struct {
	shape
	params  *graph.Params
	space   *bimt.Space
	axis    *bimt.Axis
	rnn     *nn.Recurrent
	x       []*gorgonia.Node
	states  []*gorgonia.Node
	y       *gorgonia.Node
	answer  *gorgonia.Node
	loss    *gorgonia.Node
	penalty *bimt.Penalty
	session *graph.Session
	batch   int
	seed    uint64
}

// layerDistance is y: neighbours of a grid of ten are as far apart.
const layerDistance = 0.1

func newNetwork(s shape, batch int, rng *rand.Rand, prices ...bimt.PenaltyOption) (*network, error) {
	n := &network{shape: s, batch: batch}
	n.params = graph.NewParams(gorgonia.NewGraph(), tensor.Float32)
	n.space = bimt.NewSpace(bimt.LayerDistance(layerDistance))
	n.axis = n.space.Axis("hidden", s.layout)
	var err error
	if n.rnn, err = nn.NewRecurrent(n.params, "rnn", s.inputs, s.hidden, op.ReLU, s.gain, rng); err != nil {
		return nil, err
	}
	out, err := nn.NewLinear(n.params, "out", s.hidden, s.outputs, op.Identity, rng)
	if err != nil {
		return nil, err
	}
	for p, axes := range map[*graph.Param][]*bimt.Axis{n.rnn.In.Weight: {n.axis, nil}, n.rnn.In.Bias: {n.axis}, out.Weight: {nil, n.axis}, out.Bias: {nil}} {
		if err := n.space.Attach(p, axes...); err != nil {
			return nil, err
		}
	}
	if err := n.space.Connect(n.rnn.Back.Weight, n.axis, n.axis); err != nil {
		return nil, err
	}
	if err := n.unroll(out); err != nil {
		return nil, err
	}
	if n.penalty, err = n.space.Penalize(n.loss, prices...); err != nil {
		return nil, err
	}
	n.session, err = graph.Compile(graph.Program{Loss: n.penalty.Total, Params: n.params.All(), Outputs: append(n.states, n.answer, n.loss)})
	return n, err
}

// unroll builds the graph of all steps of time.
func (n *network) unroll(out *nn.Linear) (err error) {
	for t := range n.time {
		x, err := graph.Input(n.params.Graph(), tensor.Float32, fmt.Sprint("x", t), n.batch, n.inputs)
		if err != nil {
			return err
		}
		n.x = append(n.x, x)
	}
	if n.states, err = n.rnn.Apply(n.x...); err != nil {
		return err
	}
	read, targets := n.states[n.time-1], []int{n.batch}
	if n.every {
		if read, err = gorgonia.Concat(0, n.states...); err != nil {
			return err
		}
		targets = []int{n.batch * n.time, n.outputs}
	}
	if n.answer, err = out.Apply(read); err != nil {
		return err
	}
	if n.y, err = graph.Input(n.params.Graph(), tensor.Float32, "y", targets...); err != nil {
		return err
	}
	if n.every {
		n.loss, err = op.MSE(n.answer, n.y)
	} else {
		n.loss, err = op.CrossEntropy(n.answer, n.y)
	}
	return err
}

func (n *network) feed(r rows) error {
	for t, x := range n.x {
		if err := graph.Feed(x, r.x[t]...); err != nil {
			return err
		}
	}
	return graph.Feed(n.y, r.y...)
}

// run answers rows, and gives the states of hidden neurons by number, for each step of time (rows, hidden).
func (n *network) run(r rows) (answer []float64, states [][]float64, err error) {
	if err := n.feed(r); err != nil {
		return nil, nil, err
	}
	if err := n.session.Run(); err != nil {
		return nil, nil, err
	}
	if answer, err = n.session.Float64s(n.answer); err != nil {
		return nil, nil, err
	}
	order := n.axis.Order()
	for _, s := range n.states {
		h, err := n.session.Float64s(s)
		if err != nil {
			return nil, nil, err
		}
		by := make([]float64, len(h))
		for i, v := range h {
			by[i/n.hidden*n.hidden+order[i%n.hidden]] = v
		}
		states = append(states, by)
	}
	return answer, states, nil
}

// wires are |w| of the recurrent weights by number of neuron: element to·hidden + from.
func (n *network) wires() []float64 {
	c := n.space.Connection(n.rnn.Back.Weight)
	return c.ByNeuron(c.Magnitudes(), 0)
}
