package run

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/machine"
	"github.com/gobimt/bimt/internal/task"
)

// Memory is what a training holds at its most, in bytes, by what takes it. It is an
// estimate, good within a factor of 2 or so, made before anything of it is asked for.
type Memory struct {
	Data    float64 // the rows
	Weights float64 // with gradients, moments and distances
	Steps   float64 // activations and totals of a batch, and of the rows that are predicted at once
	Answers float64 // for all rows, when a loss is measured
	Graph   float64 // the expressions
	Wires   float64 // lists of all weights, while the network is measured and drawn; let go then
	Moves   float64 // the costs of all places, while neurons of the widest axis move
}

// MostMeasured is the most weights of a network whose structure is measured at the end of a run.
const MostMeasured = 4 << 20

// Held is what is held from step to step.
func (m Memory) Held() float64 { return m.Data + m.Weights + m.Steps + m.Answers + m.Graph }

// Total is what is held at the most: while neurons move, or the network is measured.
func (m Memory) Total() float64 { return m.Held() + max(m.Wires, m.Moves) }

// Memory estimates what training on data takes.
func (c *Config) Memory(d *task.Data) Memory {
	n := c.size(d)
	rows := float64(c.Batch)
	if c.Batch == 0 {
		rows = float64(d.Train.Rows)
	}
	float := 8.
	if c.DType == "float32" {
		float = 4
	}
	x, y := product(d.Train.XShape), product(d.Train.YShape)
	all := float64(d.Train.Rows + d.Test.Rows)
	m := Memory{Data: 8 * all * (x + y), Answers: 3 * 8 * float64(max(d.Train.Rows, d.Test.Rows)) * n.outputs}
	if d.Image[0] > 0 { // pixels are bytes
		m.Data = all * (x + 8*y)
	}
	// In the type of the network: value, gradient, two moments and, of a connection, distance;
	// in float64 three numbers more for its place, its distance and its length.
	m.Weights = n.weights * (5*float + 3*8)
	const listed, linked = 250, 40 // bytes a weight: of graphs as they grow, of links of neurons
	m.Wires = linked * n.weights
	if n.weights <= MostMeasured {
		m.Wires = listed * n.weights
	}
	if MethodOf(c.Method).Swaps && c.SwapEvery > 0 {
		m.Moves = 4 * 8 * n.widest * n.widest // package bimt: the board, its sum, the assignment's
	}
	const graph, layer = 200e3, 40e3 // measured
	m.Graph = graph + layer*n.layers
	predicted := min(float64(max(d.Test.Rows, d.Train.Rows)), evalRows)
	if d.Train.Rows == 0 {
		rows, predicted = 0, unknownRows
	}
	m.Steps = rows*(x+y)*(float+8) + n.batch(rows, float, 3, 3) + n.batch(predicted, float, 1, 1)
	return m
}

// size is that of a network.
type size struct {
	weights float64
	neurons float64 // whose activations a row has, at all its places
	outputs float64 // of a row
	layers  float64 // of weights
	widest  float64 // neurons of an axis
}

// size of the network that settings and data ask for, before it is made.
func (c *Config) size(d *task.Data) size {
	width, depth, in, out := float64(c.Width), float64(c.Depth), product(d.Train.XShape), float64(outputs(d))
	if c.Model != "transformer" {
		table := 0.
		if d.Tokens > 0 {
			in *= float64(c.EmbeddingWidth)
			table = float64(d.Tokens) * float64(c.EmbeddingWidth)
		}
		w := table + (in+1)*out
		if c.Depth > 0 {
			w = table + (in+1)*width + (depth-1)*(width+1)*width + (width+1)*out
		}
		return size{weights: w, neurons: in + depth*width + out, outputs: out, layers: depth + 1, widest: max(in, width, out)}
	}
	places, tokens := 1., float64(d.Tokens)
	if len(d.Train.XShape) > 0 {
		places = float64(d.Train.XShape[0])
	}
	if d.Tokens == 0 {
		tokens = in / places
	}
	hidden := float64(cmp.Or(c.Hidden, c.MLPFactor*c.Width))
	read := places
	if d.Length > 0 {
		read = min(places, float64(d.Length))
	}
	return size{
		weights: width*(tokens+out+4*depth*width+2*depth*hidden) + width*places,
		neurons: places*(width+depth*(8*width+hidden)) + depth*float64(c.Heads)*places*places + read*out,
		outputs: read * out,
		layers:  2 + 6*depth,
		widest:  max(width, hidden, out),
	}
}

// batch is what a program holds for a batch of rows: totals for each of the groups that it
// is cut in, and for each worker the activations of a block of rows, often times; package
// exec says how it cuts. weights are how often a program goes through all of them.
func (n size) batch(rows, float, often, weights float64) float64 {
	const maxGroups, block, wide, blockRows = 8, 512 << 10, 2 << 20, 16
	row, whole := often*n.neurons*float, weights*n.weights*float
	groups := max(1, min(maxGroups, rows/2))
	if whole > wide {
		groups = max(1, min(groups, rows*row/whole))
	}
	workers := min(float64(graph.Workers()), groups)
	held := workers * min(rows/groups*row, max(block, whole, blockRows*row))
	if weights > 1 { // gradients are totals over the rows
		held += (groups - 1) * n.weights * float
	}
	return held
}

func product(shape []int) float64 {
	n := 1.
	for _, d := range shape {
		n *= float64(d)
	}
	return n
}

// checkMemory refuses a network that takes more memory than the machine has, before any is
// asked for.
func (c *Config) checkMemory(d *task.Data) error {
	m := c.Memory(d)
	err := machine.Check(m.Total())
	if err == nil {
		return nil
	}
	change := "fewer rows of data"
	switch slices.Max([]float64{m.Weights, m.Wires, m.Steps, m.Moves, m.Data + m.Answers}) {
	case m.Moves:
		change = fmt.Sprintf("fewer inputs, outputs or neurons in a layer (they are %.0f), or a method that moves none, such as local", c.size(d).widest)
		if c.Model == "transformer" {
			change = fmt.Sprintf("less width (it is %d) or mlp_factor (%d), or a method that moves no neurons, such as local", c.Width, c.MLPFactor)
		}
	case m.Weights, m.Wires:
		change = fmt.Sprintf("less width (it is %d) or depth (%d)", c.Width, c.Depth)
		if c.Model == "transformer" {
			change = fmt.Sprintf("less width (it is %d), depth (%d) or mlp_factor (%d)", c.Width, c.Depth, c.MLPFactor)
		}
	case m.Steps:
		change = fmt.Sprintf("a smaller batch (it is %d rows) or less width (%d)", c.rowsOf(d), c.Width)
	}
	return fmt.Errorf("memory: %w: give %s", err, change)
}

// rowsOf is how many rows a step has.
func (c *Config) rowsOf(d *task.Data) int {
	if c.Batch == 0 {
		return d.Train.Rows
	}
	return c.Batch
}
