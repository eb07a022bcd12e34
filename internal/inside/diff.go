package inside

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/align"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// DiffReport is diff.json: two networks of one shape, compared neuron by neuron.
type DiffReport struct {
	A         string     `json:"a"`
	B         string     `json:"b"`
	By        string     `json:"aligned_by"` // weights, or activations of hidden layers and weights of the rest
	Threshold float64    `json:"threshold"`
	Before    run.Number `json:"distance_before"` // ‖A − B‖, neurons by equal numbers
	After     run.Number `json:"distance_after"`  // ‖A − B‖, neurons aligned
	Size      run.Number `json:"norm_a"`
	SizeB     run.Number `json:"norm_b"`
	Tensors   []Tensor   `json:"tensors"`
	Wires     Wires      `json:"wires"` // of all layers
	// Agreement is of the outputs of B with those of A, on A's test data.
	Agreement []Agreement `json:"agreement"`
	Rows      int         `json:"rows"`
	// Match is, by axis, the number of B's neuron that stands for each of A's.
	Match map[string][]int `json:"match"`
	// Free says what leaves the function of a network as it is and is not aligned.
	Free string `json:"not_aligned,omitempty"`
}

// Tensor is how far apart a parameter is.
type Tensor struct {
	Name   string     `json:"name"`
	SizeA  run.Number `json:"norm_a"`
	SizeB  run.Number `json:"norm_b"`
	Before run.Number `json:"before"`
	After  run.Number `json:"after"`
	Wires  *Wires     `json:"wires,omitempty"` // nil for what is no wire
}

// Wires counts weights above the threshold, aligned.
type Wires struct {
	Both  int `json:"both"`
	OnlyA int `json:"only_a"`
	OnlyB int `json:"only_b"`
}

// Agreement is of one output, or of all classes.
type Agreement struct {
	Output string `json:"output"`
	// Same is the share of rows (of places, in sequences) with the same class; R2 is that of
	// B's numbers for A's. The other is null.
	Same run.Number `json:"same"`
	R2   run.Number `json:"r2"`
}

// Alignments lists what neurons are aligned by.
func Alignments() []string { return []string{"weights", "activations"} }

// Diff compares two networks of one shape. It moves the neurons of b to the places of those
// of a that they stand for.
func Diff(a, b *run.Run, by string, threshold float64) (*DiffReport, error) {
	if !slices.Contains(Alignments(), by) {
		return nil, nearest.Unknown("alignment", by, Alignments())
	}
	if !slices.Equal(a.Data.Train.XShape, b.Data.Train.XShape) || a.Data.Tokens != b.Data.Tokens || a.Data.Classes != b.Data.Classes {
		return nil, fmt.Errorf("%w: %s and %s learn from other inputs or outputs", align.ErrShape, a.Config.Experiment, b.Config.Experiment)
	}
	d := &DiffReport{By: by, Threshold: threshold, Match: map[string][]int{}}
	var err error
	if d.Agreement, err = d.agreement(a, b); err != nil {
		return nil, err
	}
	o := align.Options{Held: heldAxes(a)}
	if by == "activations" {
		if o.Known, err = byActivations(a, b); err != nil {
			return nil, err
		}
	}
	m, err := align.Weights(a.Network.Space, b.Network.Space, o)
	if err != nil {
		return nil, err
	}
	for _, x := range a.Network.Space.Axes() {
		d.Match[x.Name()] = m.Of(x.Name())
	}
	if err := m.Apply(); err != nil {
		return nil, err
	}
	d.measure(a, b, m)
	d.Free = notAligned(a)
	return d, nil
}

// heldAxes are those of inputs and outputs, whose neurons the data number.
func heldAxes(r *run.Run) []string {
	held := []string{r.Network.Out.Name()}
	if r.Network.In != nil && r.Data.Tokens == 0 {
		held = append(held, r.Network.In.Name())
	}
	return held
}

// notAligned says in words what else leaves a network's function as it is.
func notAligned(r *run.Run) string {
	free := map[string]string{
		"relu": "sizes of neurons against those of their wires", "tanh": "signs of neurons (tanh is odd)", "identity": "any change of coordinates in a layer",
	}[r.Config.Activation]
	if r.Network.Transformer != nil {
		if free != "" {
			free += ", "
		}
		free += "rotations of queries against keys and of values"
	}
	return free
}

// measure fills in distances and wires of aligned networks.
func (d *DiffReport) measure(a, b *run.Run, m *align.Match) {
	all := m.Distances()
	before, after := align.Total(all)
	d.Before, d.After = run.Number(before), run.Number(after)
	conns, others := a.Network.Space.Connections(), b.Network.Space.Connections()
	var norms [2]float64
	for i, x := range all {
		t := Tensor{Name: x.Name, SizeA: run.Number(x.A), SizeB: run.Number(x.B), Before: run.Number(x.Before), After: run.Number(x.After)}
		norms[0], norms[1] = math.Hypot(norms[0], x.A), math.Hypot(norms[1], x.B)
		if conns[i].IsWire() {
			t.Wires = &Wires{}
			other := others[i].Param().Float64s()
			for k, w := range conns[i].Param().Float64s() {
				t.Wires.add(math.Abs(w) > d.Threshold, math.Abs(other[k]) > d.Threshold)
			}
			d.Wires.Both, d.Wires.OnlyA, d.Wires.OnlyB = d.Wires.Both+t.Wires.Both, d.Wires.OnlyA+t.Wires.OnlyA, d.Wires.OnlyB+t.Wires.OnlyB
		}
		d.Tensors = append(d.Tensors, t)
	}
	d.Size, d.SizeB = run.Number(norms[0]), run.Number(norms[1])
}

func (w *Wires) add(inA, inB bool) {
	switch {
	case inA && inB:
		w.Both++
	case inA:
		w.OnlyA++
	case inB:
		w.OnlyB++
	}
}

// agreement compares what the two say of the test data of a.
func (d *DiffReport) agreement(a, b *run.Run) ([]Agreement, error) {
	set := a.Data.Test
	if set.Rows == 0 {
		return nil, fmt.Errorf("%s has no test rows to compare outputs on", a.Config.Experiment)
	}
	d.Rows = set.Rows
	x, err := a.PredictSet(set)
	if err != nil {
		return nil, err
	}
	y, err := b.PredictSet(set)
	if err != nil {
		return nil, err
	}
	if len(x) != len(y) {
		return nil, fmt.Errorf("%w: the one gives %d numbers for %d rows, the other %d", align.ErrShape, len(x), set.Rows, len(y))
	}
	if n := a.Data.Classes; n > 0 {
		same := 0
		for i := 0; i < len(x); i += n {
			if floats.MaxIdx(x[i:i+n]) == floats.MaxIdx(y[i:i+n]) {
				same++
			}
		}
		return []Agreement{{Output: "class", Same: run.Number(float64(same) * float64(n) / float64(len(x))), R2: run.Number(math.NaN())}}, nil
	}
	n := a.Network.Out.Len()
	var all []Agreement
	for j := range n {
		g := Agreement{Output: fmt.Sprint("output ", j+1), Same: run.Number(math.NaN())}
		if len(a.Data.Outputs) == n {
			g.Output = a.Data.Outputs[j]
		}
		g.R2 = run.Number(rSquared(column(x, n, j), column(y, n, j)))
		all = append(all, g)
	}
	return all, nil
}

func column(x []float64, n, j int) (values []float64) {
	for i := j; i < len(x); i += n {
		values = append(values, x[i])
	}
	return values
}

// rSquared is 1 − Σ(y−ŷ)²/Σ(y−ȳ)², NaN for a constant y.
func rSquared(y, predicted []float64) float64 {
	mean, off, spread := stat.Mean(y, nil), 0.0, 0.0
	for i, v := range y {
		off += (v - predicted[i]) * (v - predicted[i])
		spread += (v - mean) * (v - mean)
	}
	if spread == 0 {
		return math.NaN()
	}
	return 1 - off/spread
}

// activationRows are enough for correlations of two digits.
const activationRows = 2000

// byActivations matches the hidden neurons of two MLPs by what they say on a's training data.
func byActivations(a, b *run.Run) (map[string][]int, error) {
	if a.Network.Transformer != nil {
		return nil, errors.New("activations: only those of an mlp have names here: align by weights")
	}
	set := a.Data.Train
	x := set.AppendX(nil, 0, min(set.Rows, activationRows))
	known := map[string][]int{}
	for i := range a.Config.Depth {
		axis := fmt.Sprintf("hidden%d", i+1)
		var numbered [2][]float64
		for k, r := range []*run.Run{a, b} {
			found := r.Network.Space.Find(axis)
			if found == nil {
				return nil, fmt.Errorf("%w: there is no axis %s in both", align.ErrShape, axis)
			}
			v, err := r.Activations(fmt.Sprintf("hidden%d", i), x)
			if err != nil {
				return nil, err
			}
			numbered[k] = byNumber(v, found.Order())
		}
		n := a.Network.Space.Find(axis).Len()
		if n != b.Network.Space.Find(axis).Len() {
			return nil, fmt.Errorf("%w: axis %s has %d neurons in the one and %d in the other", align.ErrShape, axis, n, b.Network.Space.Find(axis).Len())
		}
		match, err := align.Activations(numbered[0], numbered[1], n)
		if err != nil {
			return nil, err
		}
		known[axis] = match
	}
	return known, nil
}

// byNumber puts columns that stand in the order of places in that of numbers.
func byNumber(v []float64, order []int) []float64 {
	out, n := make([]float64, len(v)), len(order)
	for i := 0; i < len(v); i += n {
		for place, number := range order {
			out[i+number] = v[i+place]
		}
	}
	return out
}
