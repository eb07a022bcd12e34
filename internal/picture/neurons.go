package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

const (
	mostInputs = 12 // of a network whose neurons have maps
	mostMaps   = 40
	curveSteps = 81 // points of a curve
	mapSteps   = 33 // points on a side of a map
	// slight is the part of the range that one input gives an activation, below which
	// another input is not shown.
	slight = 0.02
)

// ofFewNumbers says whether a run is an MLP of a few named measurements.
func ofFewNumbers(s Scene) bool {
	d := s.Data
	return isMLP(s) && d.InScale != nil && d.Image[0] == 0 && len(d.Inputs) > 0 && len(d.Inputs) <= mostInputs && d.Train.Rows > 0
}

// neurons draws what each living hidden neuron computes, over the one or two inputs that
// change it most.
func neurons(s Scene) (draw.Figure, error) {
	l, err := newLaboratory(s.Run, s.threshold())
	if err != nil {
		return nil, err
	}
	fig := draw.Neurons{Title: Title(s.Run) + ": what neurons compute"}
	total := 0
	var biases []string
	for i, axis := range l.layers {
		bias := s.Network.Params.Get(fmt.Sprintf("linear%d.bias", i)).Float64s()
		if axis == s.Network.Out {
			biases = outputBiases(s.Run, bias)
			break
		}
		maps, err := l.layer(fmt.Sprintf("hidden%d", i), axis, bias)
		if err != nil {
			return nil, err
		}
		total += len(maps)
		fig.Maps = append(fig.Maps, maps[:min(len(maps), mostMaps-len(fig.Maps))]...)
	}
	if total == 0 {
		return nil, nil
	}
	fig.Caption = fmt.Sprintf("%s of Σ w·x + b of each living neuron, by its number (as `bimt ablate` names it), in the order of network.svg from the left.", s.Config.Activation)
	if standardised(s.Data) {
		fig.Caption += " x is standardised, as the network gets it; axes are in the data's own units."
	}
	if left := total - len(fig.Maps); left > 0 {
		fig.Caption += fmt.Sprintf(" The first %d of %d neurons.", len(fig.Maps), total)
	}
	if len(s.Data.Inputs) > 1 {
		fig.Caption += " Varied are the inputs that change a neuron most, at most two, over the range of the training data; others are at their mean."
	}
	fig.Caption += " Biases of outputs: " + strings.Join(biases, ", ") + "."
	return fig, nil
}

// standardised says whether a network gets other numbers than the data's own.
func standardised(d *task.Data) bool {
	s := d.InScale
	other := s.Log != nil
	for i := range s.Mean {
		other = other || s.Mean[i] != 0 || s.Std[i] != 1
	}
	return other
}

// outputBiases are the biases of the outputs with their names.
func outputBiases(r *run.Run, bias []float64) (texts []string) {
	for place, number := range r.Network.Out.Order() {
		name := fmt.Sprint("output ", number)
		if number < len(r.Data.Outputs) {
			name = strings.TrimSpace(r.Data.Outputs[number])
		}
		texts = append(texts, strings.ReplaceAll(fmt.Sprintf("%s %.2g", name, bias[place]), " -", " −"))
	}
	return texts
}

// laboratory varies the inputs of a network; lo, hi and mean are those of the training data,
// in the units of the network.
type laboratory struct {
	*run.Run
	layers       []*bimt.Axis // hidden ones, then the outputs
	living       map[*bimt.Axis][]bool
	lo, hi, mean []float64
}

func newLaboratory(r *run.Run, threshold float64) (*laboratory, error) {
	l := &laboratory{Run: r, living: map[*bimt.Axis][]bool{}}
	n, scale := len(r.Data.Inputs), r.Data.InScale
	bounds, err := scale.Apply(dataset.Matrix{Rows: 2, Cols: n, Data: slices.Concat(scale.Min, scale.Max)})
	if err != nil {
		return nil, err
	}
	l.lo, l.hi, l.mean = bounds.Row(0), bounds.Row(1), make([]float64, n)
	train := r.Data.Train
	for i := range train.Rows {
		for j := range n {
			l.mean[j] += train.X[i*n+j] / float64(train.Rows)
		}
	}
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	alive, err := f.Alive(threshold)
	if err != nil {
		return nil, err
	}
	for _, s := range f.Stages {
		l.living[s.Axis] = alive[s]
		if s.Axis != r.Network.In {
			l.layers = append(l.layers, s.Axis)
		}
	}
	return l, nil
}

// layer makes the maps of the living neurons of a layer.
func (l *laboratory) layer(name string, axis *bimt.Axis, bias []float64) (maps []draw.NeuronMap, err error) {
	inputs := make([]int, len(l.mean))
	for i := range inputs {
		inputs[i] = i
	}
	curves, err := l.vary(name, axis, inputs, curveSteps, nil)
	if err != nil {
		return nil, err
	}
	surfaces := map[[2]int][][][]float64{}
	for place, number := range axis.Order() {
		if !l.living[axis][number] {
			continue
		}
		m := draw.NeuronMap{Name: fmt.Sprintf("%s[%d]", axis.Name(), number), Bias: bias[place]}
		inputs = strongest(curves, place)
		m.X, m.Values = l.span(inputs[0]), [][]float64{curves[inputs[0]][place]}
		if len(inputs) == 2 {
			slices.Sort(inputs)
			pair := [2]int(inputs)
			if surfaces[pair] == nil {
				if surfaces[pair], err = l.surfaces(name, axis, pair); err != nil {
					return nil, err
				}
			}
			y := l.span(pair[1])
			m.X, m.Y, m.Values = l.span(pair[0]), &y, surfaces[pair][place]
		}
		maps = append(maps, m)
	}
	return maps, nil
}

// strongest are one or two inputs: those that change the neuron at a place most.
func strongest(curves [][][]float64, place int) []int {
	width := make([]float64, len(curves))
	inputs := make([]int, len(curves))
	for i, c := range curves {
		width[i], inputs[i] = slices.Max(c[place])-slices.Min(c[place]), i
	}
	slices.SortStableFunc(inputs, func(a, b int) int { return cmp.Compare(width[b], width[a]) })
	if len(inputs) > 1 && width[inputs[1]] > slight*width[inputs[0]] {
		return inputs[:2]
	}
	return inputs[:1]
}

// span is an input in its own units.
func (l *laboratory) span(i int) draw.Span {
	s := l.Data.InScale
	span := draw.Span{Name: l.Data.Inputs[i], Min: s.Min[i], Max: s.Max[i], Log: s.Log != nil && s.Log[i]}
	if span.Min == span.Max { // a constant column
		span.Min, span.Max = span.Min-0.5, span.Max+0.5
		span.Log = false
	}
	return span
}

// vary gives, for each of some inputs that is varied while the others are held, at their mean
// but for those of hold, the activation of each neuron by place: [input][place][step].
func (l *laboratory) vary(name string, axis *bimt.Axis, inputs []int, steps int, hold map[int]float64) ([][][]float64, error) {
	var x []float64
	for _, i := range inputs {
		for k := range steps {
			row := slices.Clone(l.mean)
			for j, v := range hold {
				row[j] = v
			}
			row[i] = l.at(i, k, steps)
			x = append(x, row...)
		}
	}
	out, err := l.Activations(name, x)
	if err != nil {
		return nil, err
	}
	curves := make([][][]float64, len(inputs))
	for i := range inputs {
		curves[i] = make([][]float64, axis.Len())
		for place := range axis.Len() {
			for k := range steps {
				curves[i][place] = append(curves[i][place], out[(i*steps+k)*axis.Len()+place])
			}
		}
	}
	return curves, nil
}

// at is the k-th of so many values of an input.
func (l *laboratory) at(i, k, steps int) float64 {
	return l.lo[i] + (l.hi[i]-l.lo[i])*float64(k)/float64(steps-1)
}

// surfaces are the activations of each neuron by place over two inputs: [place][row][column].
func (l *laboratory) surfaces(name string, axis *bimt.Axis, pair [2]int) ([][][]float64, error) {
	all := make([][][]float64, axis.Len())
	for row := range mapSteps {
		curves, err := l.vary(name, axis, pair[:1], mapSteps, map[int]float64{pair[1]: l.at(pair[1], row, mapSteps)})
		if err != nil {
			return nil, err
		}
		for place := range all {
			all[place] = append(all[place], curves[0][place])
		}
	}
	return all, nil
}
