package experiment

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"gorgonia.org/gorgonia"
)

// evalRows is the most rows a prediction computes at once.
const evalRows = 1024

// Predictor computes outputs of a network on any rows, in the graph's own session.
type Predictor struct {
	session *graph.Session
	x, out  *gorgonia.Node
	rows    int   // in one run
	xSize   int   // numbers in one row of x
	Shape   []int // of one row of outputs
	buffer  []float64
}

// NewPredictor adds the network to its graph once more, for rows of the given shape.
func (n *Network) NewPredictor(name string, rows int, shape []int) (*Predictor, error) {
	p := &Predictor{rows: min(rows, evalRows), xSize: task.Size(shape)}
	var err error
	if p.x, err = graph.Input(n.Params.Graph(), n.Params.DType(), name, append([]int{p.rows}, shape...)...); err != nil {
		return nil, err
	}
	if p.out, err = n.Apply(p.x); err != nil {
		return nil, err
	}
	p.Shape = p.out.Shape()[1:]
	p.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{p.out}, Lean: true})
	return p, err
}

// Predict computes the outputs of any number of rows of x, (rows, shape…).
func (p *Predictor) Predict(x []float64) ([]float64, error) {
	if len(x)%p.xSize != 0 {
		return nil, fmt.Errorf("predict: %d numbers are no whole rows of %d", len(x), p.xSize)
	}
	return p.PredictSet(task.Set{Rows: len(x) / p.xSize, X: x, XShape: []int{p.xSize}})
}

// PredictSet computes the outputs of all rows of a set, some at a time.
func (p *Predictor) PredictSet(s task.Set) ([]float64, error) {
	if task.Size(s.XShape) != p.xSize {
		return nil, fmt.Errorf("predict: rows of %d numbers, want %d", task.Size(s.XShape), p.xSize)
	}
	out := make([]float64, 0, s.Rows*task.Size(p.Shape))
	for from := 0; from < s.Rows; from += p.rows {
		to := min(from+p.rows, s.Rows)
		p.buffer = s.AppendX(p.buffer[:0], from, to)
		for len(p.buffer) < p.rows*p.xSize { // the last row, repeated, fills the chunk
			p.buffer = append(p.buffer, p.buffer[(to-from-1)*p.xSize:(to-from)*p.xSize]...)
		}
		if err := graph.Feed(p.x, p.buffer...); err != nil {
			return nil, err
		}
		if err := p.session.Run(); err != nil {
			return nil, err
		}
		y, err := p.session.Float64s(p.out)
		if err != nil {
			return nil, err
		}
		out = append(out, y[:(to-from)*task.Size(p.Shape)]...)
	}
	return out, nil
}
