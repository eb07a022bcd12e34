package play

import (
	"fmt"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/scene"
	"github.com/gobimt/bimt/internal/task"
)

// Shape is what of a training does not change while it goes on, beside the network as it was
// when it was asked for.
type Shape struct {
	Experiment  string         `json:"experiment"`
	Description string         `json:"description"`
	Method      string         `json:"method"`
	Price       string         `json:"price"` // of a weight, in words
	Local       bool           `json:"local"` // wires are charged for their length
	Swaps       bool           `json:"swaps"`
	Seed        uint64         `json:"seed"`
	Steps       int            `json:"steps"`
	SwapEvery   int            `json:"swap_every"`
	Strategy    string         `json:"strategy"`
	Live        Live           `json:"live"`
	Network     *scene.Network `json:"network"`
	Head        int            `json:"head"`    // figures of a frame
	Floats      int            `json:"floats"`  // of a whole frame
	Weights     int            `json:"weights"` // of all wires
	Data        DataShape      `json:"data"`
}

// DataShape is what is learned from.
type DataShape struct {
	Task    string   `json:"task"`
	Inputs  []string `json:"inputs"`
	Outputs []string `json:"outputs"`
	Classes int      `json:"classes"`
	Tokens  int      `json:"tokens"`
	Columns int      `json:"columns"` // numbers in a row
	Rows    int      `json:"rows"`    // to train on
	Loss    string   `json:"loss"`
	Notes   []string `json:"notes"`
	// Watched are the axes whose activations can be looked at.
	Watched []string `json:"watched"`
}

// lookAt reads the network as it is drawn, once.
func (t *Training) lookAt() error {
	f, err := t.run.Flow()
	if err != nil {
		return err
	}
	n, d := t.run.Network, t.run.Data
	labels := map[*bimt.Axis][]string{}
	if d.Tokens == 0 && len(d.Inputs) == n.In.Len() {
		labels[n.In] = d.Inputs
	}
	switch {
	case len(d.Outputs) == n.Out.Len():
		labels[n.Out] = d.Outputs
	case n.Out.Len() <= 64:
		for i := range n.Out.Len() {
			labels[n.Out] = append(labels[n.Out], fmt.Sprint(i))
		}
	}
	t.net, err = scene.Read(f, labels)
	return err
}

// Shape describes the training.
func (t *Training) Shape() (Shape, error) {
	if err := t.net.Update(); err != nil {
		return Shape{}, err
	}
	c, d, m := t.run.Config, t.run.Data, run.MethodOf(t.run.Config.Method)
	_, weights := run.ActiveWeights(t.run.Network.Space, 0)
	return Shape{
		Experiment: c.Experiment, Description: c.Description, Method: c.Method, Price: m.Price, Local: m.Local, Swaps: m.Swaps,
		Seed: c.Seed, Steps: c.Steps, SwapEvery: c.SwapEvery, Strategy: c.SwapStrategy, Live: t.live,
		Network: t.net, Head: Head, Floats: len(t.appendNetwork(make([]float32, Head))), Weights: weights,
		Data: DataShape{
			Task: d.Task, Inputs: d.Inputs, Outputs: d.Outputs, Classes: d.Classes, Tokens: d.Tokens,
			Columns: task.Size(d.Train.XShape), Rows: d.Train.Rows, Loss: d.Loss.Unit, Notes: d.Notes, Watched: t.watched(),
		},
	}, nil
}

// watched are the axes of hidden neurons of an MLP. The activation of the first is called hidden0.
func (t *Training) watched() []string {
	all := []string{}
	n := t.run.Network
	for _, a := range n.Space.Axes() {
		if n.Transformer == nil && a != n.In && a != n.Out {
			all = append(all, a.Name())
		}
	}
	return all
}
