package inside

import (
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Replacement is what an ablated value is replaced with.
type Replacement = ablation.Replacement

// The replacements, see package ablation.
const (
	Zero     = ablation.Zero
	Mean     = ablation.Mean
	Resample = ablation.Resample
)

// Replacements are all.
func Replacements() []string { return ablation.Replacements() }

// bench is a network on the first rows of its test data, ready to have parts taken away: by
// layers, or else by its graph.
type bench struct {
	r       *run.Run
	set     task.Set
	circuit *circuit.Circuit
	layers  *ablation.Layers
	level   map[*bimt.Axis]int // of layers
	graph   *ablation.Graph
	whole   []float64 // outputs with nothing taken away
}

// newBench prepares a network for so many rows, or all there are.
func newBench(r *run.Run, rows int) (*bench, error) {
	if r.Data.Test.Rows == 0 {
		return nil, fmt.Errorf("the run was opened without its rows")
	}
	b := &bench{r: r, set: firstRows(r.Data.Test, rows)}
	other := ablation.OtherRows(r.MeasureRandom(), b.set.Rows)
	x := b.set.AppendX(nil, 0, b.set.Rows)
	prepare := b.byGraph
	if r.Network.Transformer == nil {
		prepare = b.byLayers
	}
	if err := prepare(x, other); err != nil {
		return nil, err
	}
	if loss := b.score(b.whole).Loss; math.IsNaN(loss) || math.IsInf(loss, 0) {
		return nil, fmt.Errorf("the test loss is %v: the network has diverged, and nothing can be told of its parts", loss)
	}
	return b, nil
}

func (b *bench) byGraph(x []float64, other []int) (err error) {
	if b.graph, err = b.r.AblationGraph(b.set); err != nil {
		return err
	}
	if err = b.graph.Feed(x, other); err != nil {
		return err
	}
	b.whole, err = b.graph.Outputs()
	return err
}

func (b *bench) byLayers(x []float64, other []int) error {
	var err error
	if b.circuit, err = b.r.Circuit(0); err != nil {
		return err
	}
	f, err := b.r.Flow()
	if err != nil {
		return err
	}
	b.level = map[*bimt.Axis]int{}
	var sizes []int
	for _, s := range f.Stages {
		if !s.Input {
			sizes = append(sizes, s.Axis.Len()*max(1, s.Copies))
		}
		b.level[s.Axis] = len(sizes)
	}
	layers, err := b.circuit.Layers(sizes...)
	if err != nil {
		return err
	}
	if b.r.Data.Tokens > 0 {
		x = oneHot(x, b.r.Data.Tokens)
	}
	if b.layers, err = ablation.NewLayers(layers, x, other); err == nil {
		b.whole = b.layers.Outputs()
	}
	return err
}

// oneHot has for each token of rows a 1 at its number.
func oneHot(tokens []float64, n int) []float64 {
	x := make([]float64, len(tokens)*n)
	for k, t := range tokens {
		x[k*n+int(t)] = 1
	}
	return x
}

// firstRows is a set of its first rows.
func firstRows(s task.Set, n int) task.Set {
	n = min(n, s.Rows)
	cut := s
	cut.Rows, cut.Y = n, s.Y[:n*task.Size(s.YShape)]
	if s.Pixels != nil {
		cut.Pixels = s.Pixels[:n*task.Size(s.XShape)]
	} else {
		cut.X = s.X[:n*task.Size(s.XShape)]
	}
	return cut
}

// without are the outputs with neurons replaced, all copies of an axis alike.
func (b *bench) without(cut []flow.Neuron, by Replacement) ([]float64, error) {
	if b.graph != nil {
		return b.graph.Neurons(cut, by)
	}
	var places []ablation.Place
	for _, n := range cut {
		level, ok := b.level[n.Axis]
		if !ok {
			return nil, fmt.Errorf("axis %s is on no level of the network", n.Axis.Name())
		}
		for k := n.Number; k < b.layers.Width(level); k += n.Axis.Len() {
			places = append(places, ablation.Place{Level: level, Number: k})
		}
	}
	return b.layers.Neurons(nil, places, by)
}

// score compares outputs with the answers.
func (b *bench) score(out []float64) task.Score { return b.r.Data.Score(b.set, out) }

// errors are the mean squared error of each output in the variance of its answers, of
// sequences at all places; of classes, the share of the rows of each that are answered
// wrongly. It is NaN where answers do not vary.
func (b *bench) errors(out []float64) []float64 {
	places := max(1, b.r.Data.Length)
	width := len(out) / b.set.Rows / places
	answers := task.Size(b.set.YShape) / places
	if b.r.Data.Classes > 0 {
		return b.wrong(out, width)
	}
	errs := make([]float64, answers)
	for j := range errs {
		n, sum, squares := 0.0, 0.0, 0.0
		for i := range b.set.Rows * places {
			y := b.set.Y[i*answers+j]
			errs[j] += (out[i*width+j] - y) * (out[i*width+j] - y)
			n, sum, squares = n+1, sum+y, squares+y*y
		}
		errs[j] /= squares - sum*sum/n
	}
	return errs
}

// wrong is the share of the answers of each class that are another.
func (b *bench) wrong(out []float64, width int) []float64 {
	errs, n := make([]float64, b.r.Data.Classes), make([]float64, b.r.Data.Classes)
	for i := range len(out) / width {
		k := answer(b.r.Data, b.set, i)
		n[k]++
		if task.Argmax(out[i*width:][:width]) != k {
			errs[k]++
		}
	}
	for k := range errs {
		errs[k] /= n[k]
	}
	return errs
}

// answer is the class of answer i, sequences having several one after the other.
func answer(d *task.Data, s task.Set, i int) int {
	if len(s.Y) == s.Rows*max(1, d.Length) {
		return int(s.Y[i])
	}
	return task.Argmax(s.Y[i*d.Classes:][:d.Classes])
}

// outputNames are those of the outputs that errors has.
func (b *bench) outputNames() []string {
	names := b.r.Data.Outputs
	n := len(b.errors(b.whole))
	if len(names) < n {
		names = nil
		for i := range n {
			names = append(names, fmt.Sprint("y", i+1))
		}
	}
	return slices.Clone(names[:n])
}

// knockOut gives what replacing neurons adds to the error of each output.
func (b *bench) knockOut(by Replacement) ablation.KnockOut {
	whole := b.errors(b.whole)
	return func(cut []flow.Neuron) ([]float64, error) {
		out, err := b.without(cut, by)
		if err != nil {
			return nil, err
		}
		added := b.errors(out)
		for j := range added {
			if added[j] -= whole[j]; math.IsInf(added[j], 0) {
				added[j] = math.NaN()
			}
		}
		return added, nil
	}
}
