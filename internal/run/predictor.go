package run

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/task"
	"gorgonia.org/gorgonia"
)

// Predictions are made for at most evalRows rows at once; without the data at hand, for
// unknownRows.
const evalRows, unknownRows = 1024, 256

// predictor is the network once more in its graph, for some rows at once.
type predictor struct {
	session *graph.Session
	x, out  *gorgonia.Node
	rows    int // in one run
	xSize   int // numbers in one row of x
	ySize   int // of outputs
	buffer  []float64
}

// predictor gives that for so many rows, made at the first call.
func (r *Run) predictor(rows int) (p *predictor, err error) {
	if p = r.predictors[rows]; p != nil {
		return p, nil // without waiting for other runs' graphs
	}
	err = build(func() error {
		p, err = r.addPredictor(rows)
		return err
	})
	return p, err
}

func (r *Run) addPredictor(rows int) (*predictor, error) {
	if p := r.predictors[rows]; p != nil {
		return p, nil
	}
	n, shape := r.Network, r.Data.Train.XShape
	p := &predictor{rows: rows, xSize: task.Size(shape)}
	var err error
	if p.x, err = graph.Input(n.Params.Graph(), n.Params.DType(), fmt.Sprintf("%d rows of x", rows), append([]int{rows}, shape...)...); err != nil {
		return nil, err
	}
	if p.out, err = n.apply(p.x); err != nil {
		return nil, err
	}
	p.ySize = task.Size(p.out.Shape()[1:])
	if p.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{p.out}, Lean: true}); err != nil {
		return nil, err
	}
	r.predictors[rows] = p
	return p, nil
}

// rowsAtOnce is how many rows are predicted at once.
func (r *Run) rowsAtOnce() int {
	if r.Data.Train.Rows == 0 {
		return unknownRows
	}
	return min(max(r.Data.Test.Rows, r.Data.Train.Rows), evalRows)
}

// Predict computes the outputs of the network as it is for any number of rows of x,
// (rows, shape…), in the units of the network.
func (r *Run) Predict(x []float64) ([]float64, error) {
	width := task.Size(r.Data.Train.XShape)
	if len(x)%width != 0 {
		return nil, fmt.Errorf("predict: %d numbers are no whole rows of %d", len(x), width)
	}
	return r.PredictSet(task.Set{Rows: len(x) / width, X: x, XShape: []int{width}})
}

// PredictUnits is Predict in the units of the data: rows are scaled as in training, and
// outputs scaled back.
func (r *Run) PredictUnits(x []float64) ([]float64, error) {
	width := task.Size(r.Data.Train.XShape)
	if len(x)%width != 0 {
		return nil, fmt.Errorf("predict: %d numbers are no whole rows of %d", len(x), width)
	}
	if s := r.Data.InScale; s != nil {
		scaled, err := s.Apply(dataset.Matrix{Rows: len(x) / width, Cols: width, Data: x})
		if err != nil {
			return nil, err
		}
		x = scaled.Data
	}
	out, err := r.Predict(x)
	if err != nil {
		return nil, err
	}
	return r.Data.InUnits(out)
}

// PredictSet computes the outputs of the network as it is for all rows of a set.
func (r *Run) PredictSet(s task.Set) ([]float64, error) {
	p, err := r.predictor(r.rowsAtOnce())
	if err != nil {
		return nil, err
	}
	return p.predict(s)
}

// predict computes all rows, some at a time.
func (p *predictor) predict(s task.Set) ([]float64, error) {
	if task.Size(s.XShape) != p.xSize {
		return nil, fmt.Errorf("predict: rows of %d numbers, want %d", task.Size(s.XShape), p.xSize)
	}
	out := make([]float64, 0, s.Rows*p.ySize)
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
		out = append(out, y[:(to-from)*p.ySize]...)
	}
	return out, nil
}

// Scores evaluates the network as it is on training and test data.
func (r *Run) Scores() (train, test task.Score, err error) {
	if train, err = r.score(r.Data.Train); err == nil {
		test, err = r.score(r.Data.Test)
	}
	return train, test, err
}

// Loss is that of the network as it is on the test data.
func (r *Run) Loss() (float64, error) {
	test, err := r.score(r.Data.Test)
	return test.Loss, err
}

// LossOf is that of the network as it is on all rows of a set.
func (r *Run) LossOf(s task.Set) (float64, error) {
	score, err := r.score(s)
	return score.Loss, err
}

func (r *Run) score(s task.Set) (task.Score, error) {
	out, err := r.PredictSet(s)
	if err != nil {
		return task.Score{}, err
	}
	return r.Data.Score(s, out), nil
}
