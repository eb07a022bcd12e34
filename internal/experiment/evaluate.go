package experiment

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph"
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
	p := &Predictor{rows: min(rows, evalRows), xSize: size(shape)}
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
	return p.PredictSet(Set{Rows: len(x) / p.xSize, X: x, XShape: []int{p.xSize}})
}

// PredictSet computes the outputs of all rows of a set, some at a time.
func (p *Predictor) PredictSet(s Set) ([]float64, error) {
	if size(s.XShape) != p.xSize {
		return nil, fmt.Errorf("predict: rows of %d numbers, want %d", size(s.XShape), p.xSize)
	}
	out := make([]float64, 0, s.Rows*size(p.Shape))
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
		out = append(out, y[:(to-from)*size(p.Shape)]...)
	}
	return out, nil
}

// Score is how good predictions are.
type Score struct {
	Loss float64
	// Accuracy is the share of places whose largest output is the right class; NaN
	// for a regression.
	Accuracy float64
	// PlaceLoss is the squared error at each place that is read; nil for a
	// cross-entropy.
	PlaceLoss []float64
	// R2 is 1 − Σ(y−ŷ)²/Σ(y−ȳ)² of each output; NaN where y is constant. Empty for a
	// classification.
	R2 []float64
}

// Score compares predictions out with the answers of a set.
func (d *Data) Score(s Set, out []float64, loss string) Score {
	places := max(1, d.Length)
	pick := picked{rows: s.Rows, places: places, width: len(out) / s.Rows / places}
	if loss == "cross-entropy" {
		return pick.crossEntropy(out, s.Y)
	}
	return pick.squared(out, s.Y, d.Classes)
}

// picked reads the outputs that are compared: width outputs at each place of each row,
// of which a squared error takes the first ones.
type picked struct{ rows, places, width int }

func (p picked) crossEntropy(out, y []float64) Score {
	var loss, right float64
	for i := range y {
		logits := out[i*p.width:][:p.width]
		c := int(y[i])
		loss += logSumExp(logits) - logits[c]
		if argmax(logits) == c {
			right++
		}
	}
	return Score{Loss: loss / float64(len(y)), Accuracy: right / float64(len(y))}
}

func (p picked) squared(out, y []float64, classes int) Score {
	n := len(y) / (p.rows * p.places) // answers at one place
	s := Score{Accuracy: math.NaN(), PlaceLoss: make([]float64, p.places)}
	pred := make([]float64, len(y))
	for i := range y {
		pred[i] = out[i/n*p.width+i%n]
		off := (pred[i] - y[i]) * (pred[i] - y[i])
		s.Loss += off / float64(len(y))
		s.PlaceLoss[i/n%p.places] += off / float64(p.rows*n)
	}
	if classes > 0 {
		right := 0.0
		for i := 0; i < len(y); i += classes {
			if argmax(pred[i:i+classes]) == argmax(y[i:i+classes]) {
				right++
			}
		}
		s.Accuracy = right / float64(len(y)/classes)
		return s
	}
	columns := n * p.places
	for j := range columns {
		s.R2 = append(s.R2, rSquared(pred, y, j, columns))
	}
	return s
}

// rSquared is of column j of columns.
func rSquared(pred, y []float64, j, columns int) float64 {
	mean, rows := 0.0, float64(len(y)/columns)
	for i := j; i < len(y); i += columns {
		mean += y[i] / rows
	}
	var off, spread float64
	for i := j; i < len(y); i += columns {
		off += (y[i] - pred[i]) * (y[i] - pred[i])
		spread += (y[i] - mean) * (y[i] - mean)
	}
	if spread == 0 {
		return math.NaN()
	}
	return 1 - off/spread
}

func argmax(v []float64) int {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return best
}

func logSumExp(v []float64) float64 {
	m, sum := v[argmax(v)], 0.0
	for _, x := range v {
		sum += math.Exp(x - m)
	}
	return m + math.Log(sum)
}
