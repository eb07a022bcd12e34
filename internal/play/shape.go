package play

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Shape is what of a network does not change while it is trained.
type Shape struct {
	Experiment  string      `json:"experiment"`
	Description string      `json:"description"`
	Method      string      `json:"method"`
	Seed        uint64      `json:"seed"`
	Steps       int         `json:"steps"`
	SwapEvery   int         `json:"swap_every"`
	Strategy    string      `json:"strategy"`
	Live        Live        `json:"live"`
	Axes        []AxisShape `json:"axes"`
	Wires       []WireShape `json:"wires"`
	Head        int         `json:"head"`    // figures of a frame
	Floats      int         `json:"floats"`  // of a whole frame
	Weights     int         `json:"weights"` // of all wires
	Data        DataShape   `json:"data"`
}

// AxisShape is an axis: its places, and what its neurons are called by number.
type AxisShape struct {
	Name   string      `json:"name"`
	Places [][]float64 `json:"places"`
	Labels []string    `json:"labels,omitempty"`
	Fixed  bool        `json:"fixed"`
	Role   string      `json:"role"` // inputs, hidden or outputs
	Watch  string      `json:"watch,omitempty"`
}

// WireShape is a connection: From and To are axes, −1 where it has none; Rows and Cols may be
// several copies of their axis.
type WireShape struct {
	Name    string `json:"name"`
	From    int    `json:"from"`
	To      int    `json:"to"`
	Rows    int    `json:"rows"`
	Cols    int    `json:"cols"`
	Offset  int    `json:"offset"`  // of its first weight in a frame
	Charged bool   `json:"charged"` // by its length
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
}

// Shape describes the network.
func (t *Training) Shape() Shape {
	c, n, d := t.run.Config, t.run.Network, t.run.Data
	s := Shape{
		Experiment: c.Experiment, Description: c.Description, Method: c.Method, Seed: c.Seed, Steps: c.Steps,
		SwapEvery: c.SwapEvery, Strategy: c.SwapStrategy, Live: t.live, Head: Head,
	}
	index := map[*bimt.Axis]int{}
	at := Head
	for i, a := range n.Space.Axes() {
		index[a] = i
		s.Axes = append(s.Axes, t.axis(a))
	}
	for _, conn := range n.Space.Connections() {
		w := t.wire(conn, index)
		w.Offset = at
		at += conn.Param().Len()
		if conn.IsWire() {
			s.Weights += conn.Param().Len()
		}
		s.Wires = append(s.Wires, w)
	}
	for _, a := range n.Space.Axes() {
		at += a.Len()
	}
	s.Floats = at
	s.Data = DataShape{
		Task: d.Task, Inputs: d.Inputs, Outputs: d.Outputs, Classes: d.Classes, Tokens: d.Tokens,
		Columns: task.Size(d.Train.XShape), Rows: d.Train.Rows, Loss: d.Loss.Unit, Notes: d.Notes,
	}
	return s
}

func (t *Training) axis(a *bimt.Axis) AxisShape {
	n, d := t.run.Network, t.run.Data
	s := AxisShape{Name: a.Name(), Fixed: a.IsFixed(), Role: "hidden"}
	for i := range a.Len() {
		s.Places = append(s.Places, a.Layout().Point(i))
	}
	switch {
	case a == n.In && d.Tokens == 0:
		s.Role, s.Labels = "inputs", d.Inputs
	case a == n.In:
		s.Role = "inputs"
	case a == n.Out:
		s.Role, s.Labels = "outputs", d.Outputs
	case n.Transformer == nil:
		s.Watch = a.Name() // activations have the names of their axes
	}
	if len(s.Labels) != a.Len() {
		s.Labels = nil
	}
	return s
}

func (t *Training) wire(c *bimt.Connection, index map[*bimt.Axis]int) WireShape {
	p := c.Param()
	w := WireShape{Name: p.Name(), From: -1, To: -1, Rows: 1, Cols: p.Len()}
	if shape := p.Shape(); len(shape) == 2 {
		w.Rows, w.Cols = shape[0], shape[1]
	} else if len(shape) == 1 {
		w.Rows, w.Cols = p.Len(), 1
	}
	if from, to := c.Ends(); c.IsWire() {
		w.From, w.To = index[from], index[to]
		w.Charged = run.MethodOf(t.run.Config.Method).Local
	} else if a := c.Axes(); len(a) > 0 && a[0] != nil {
		w.To = index[a[0]]
	}
	return w
}
