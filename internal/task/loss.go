package task

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/internal/nearest"
	"gorgonia.org/gorgonia"
)

// Loss is a way to say how far outputs are from answers.
type Loss struct {
	Name string // in settings
	Unit string // in words, with its unit
	// Certainty names what Certainties gives for each class: a probability or a score.
	Certainty string
	// Certainties are how sure outputs for classes are of each.
	Certainties func(out []float64) []float64

	node    func(out, y *gorgonia.Node) (*gorgonia.Node, error)
	score   func(p picked, out, y []float64, classes int) Score
	numbers bool // answers are numbers: of classes, rows of one 1
}

// MSE is the mean squared error, Σ(ŷ−y)²/n over all answers; of classes, with y a row of one 1.
var MSE = &Loss{
	Name: "mse", Unit: "mean squared error", Certainty: "score", Certainties: func(out []float64) []float64 { return out },
	node: op.MSE, score: picked.squared, numbers: true,
}

// CrossEntropy is the mean of −log softmax(outputs)[class], in nats.
var CrossEntropy = &Loss{
	Name: "cross-entropy", Unit: "cross-entropy (nats)", Certainty: "p", Certainties: softmax,
	node: op.CrossEntropy, score: picked.crossEntropy,
}

// losses are all; a new one is a row here.
var losses = []*Loss{MSE, CrossEntropy}

// Auto stands for whichever loss fits the answers.
const Auto = "auto"

// LossNames lists what a setting can be.
func LossNames() []string {
	names := []string{Auto}
	for _, l := range losses {
		names = append(names, l.Name)
	}
	return names
}

// FindLoss is the loss of a name.
func FindLoss(name string) (*Loss, error) {
	for _, l := range losses {
		if l.Name == name {
			return l, nil
		}
	}
	return nil, nearest.Unknown("loss", name, LossNames())
}

// fit chooses a loss that is left open, refuses one that can't be, and writes classes as
// the loss wants them.
func (d *Data) fit(k Kind, name string) (err error) {
	switch {
	case name == Auto && d.Classes > 0:
		d.Loss = CrossEntropy
	case name == Auto:
		d.Loss = MSE
	default:
		if d.Loss, err = FindLoss(name); err != nil {
			return err
		}
	}
	switch {
	case d.Classes == 0 && !d.Loss.numbers:
		return fmt.Errorf("loss: %s needs classes, and %s has numbers: use %s", d.Loss.Name, k, MSE.Name)
	case d.Classes > 0 && d.Loss.numbers:
		d.Train.oneHot(d.Classes)
		d.Test.oneHot(d.Classes)
	}
	return nil
}

// LossNode adds the loss of outputs, (rows, …, outputs), against answers y to their graph, a scalar. Outputs of which
// there are no answers are not compared.
func (d *Data) LossNode(out, y *gorgonia.Node) (*gorgonia.Node, error) {
	if last := out.Dims() - 1; d.Loss.numbers && out.Shape()[last] > d.Answers() {
		first := make([]int, d.Answers())
		for i := range first {
			first[i] = i
		}
		var err error
		if out, err = op.Pick(out, last, first...); err != nil {
			return nil, err
		}
	}
	return d.Loss.node(out, y)
}

func softmax(logits []float64) []float64 {
	most, sum := math.Inf(-1), 0.0
	for _, v := range logits {
		most = math.Max(most, v)
	}
	p := make([]float64, len(logits))
	for k, v := range logits {
		p[k] = math.Exp(v - most)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}
