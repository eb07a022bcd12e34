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
	p.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{p.out}})
	return p, err
}

// Predict computes the outputs of any number of rows of x, (rows, shape…).
func (p *Predictor) Predict(x []float64) ([]float64, error) {
	if len(x)%p.xSize != 0 {
		return nil, fmt.Errorf("predict: %d numbers are no whole rows of %d", len(x), p.xSize)
	}
	var out []float64
	for chunk := p.rows * p.xSize; len(x) > 0; x = x[min(chunk, len(x)):] {
		have := min(chunk, len(x))
		p.buffer = append(p.buffer[:0], x[:have]...)
		for len(p.buffer) < chunk { // the last rows, repeated, fill the chunk
			p.buffer = append(p.buffer, x[have-p.xSize:have]...)
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
		out = append(out, y[:have/p.xSize*size(p.Shape)]...)
	}
	return out, nil
}

// Score is how good predictions are.
type Score struct {
	Loss float64
	// Accuracy is the share of places whose largest output is the right class; NaN
	// for a regression.
	Accuracy float64
	// R2 is 1 − Σ(y−ŷ)²/Σ(y−ȳ)² of each output; NaN where y is constant. Empty for a
	// classification.
	R2 []float64
}

// Score compares predictions out with the answers of a set.
func (d *Data) Score(s Set, out []float64, loss string) Score {
	pick := picked{rows: s.Rows, per: len(out) / s.Rows, places: d.comparedPlaces()}
	pick.width = pick.per / max(1, d.Length)
	if loss == "cross-entropy" {
		return pick.crossEntropy(out, s.Y)
	}
	return pick.squared(out, s.Y, d.Classes)
}

// comparedPlaces are the places of a row whose outputs are compared: the one there is,
// unless rows are sequences.
func (d *Data) comparedPlaces() []int {
	if d.Places != nil {
		return d.Places
	}
	places := make([]int, max(1, d.Length))
	for i := range places {
		places[i] = i
	}
	return places
}

// picked reads the outputs that are compared: of each row, width outputs at each place.
type picked struct {
	rows, per, width int
	places           []int
}

func (p picked) crossEntropy(out, y []float64) Score {
	var loss, right float64
	for i := range y {
		row, place := i/len(p.places), p.places[i%len(p.places)]
		logits := out[row*p.per+place*p.width:][:p.width]
		c := int(y[i])
		loss += logSumExp(logits) - logits[c]
		if argmax(logits) == c {
			right++
		}
	}
	return Score{Loss: loss / float64(len(y)), Accuracy: right / float64(len(y))}
}

func (p picked) squared(out, y []float64, classes int) Score {
	n := len(y) / (p.rows * len(p.places)) // answers at one place
	s := Score{Accuracy: math.NaN()}
	pred := make([]float64, len(y))
	for i := range y {
		at := i / n
		row, place := at/len(p.places), p.places[at%len(p.places)]
		pred[i] = out[row*p.per+place*p.width+i%n]
		s.Loss += (pred[i] - y[i]) * (pred[i] - y[i])
	}
	s.Loss /= float64(len(y))
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
	columns := n * len(p.places)
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
