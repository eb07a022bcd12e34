package task

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() { register("text", &Text{}) }

// evalWindows is how many windows of a text a loss is measured on.
const evalWindows = 256

// Text is the characters of a file, each predicted from those before it.
type Text struct {
	Path          string  `yaml:"path,omitempty" about:"the text file, plain or gzip"`
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of the text to train on; its end is for the test" min:"0" max:"1"`
	Length        int     `yaml:"length,omitempty" about:"characters or tokens in a sequence" min:"0" max:"65536"`
}

// Make implements Source.
func (t *Text) Make(_ context.Context, _ *rand.Rand) (*Data, error) {
	if t.Path == "" {
		return nil, fmt.Errorf("path: name a text file, with --data FILE")
	}
	text, err := dataset.ReadText(t.Path)
	if err != nil {
		return nil, err
	}
	train, test, err := text.Split(t.TrainFraction)
	if err != nil {
		return nil, err
	}
	n := len(text.Vocabulary)
	d := &Data{Schema: Schema{Tokens: n, Classes: n, Sequence: Sequence{Length: t.Length}}, Decode: text.Decode}
	for _, r := range text.Vocabulary {
		d.Outputs = append(d.Outputs, fmt.Sprintf("%q", r))
	}
	if d.Train, err = windows(train, t.Length); err != nil {
		return nil, err
	}
	if d.Test, err = windows(test, t.Length); err != nil {
		return nil, err
	}
	d.Draw = func(rng *rand.Rand, rows int, _ float64) (x, y []float64, err error) {
		a, b, err := train.Windows(rng, rows, t.Length)
		return floats(a), floats(b), err
	}
	return d, nil
}

// windows are some stretches of a text that don't overlap.
func windows(t *dataset.Text, length int) (Set, error) {
	x, y, err := t.Chunks(evalWindows, length)
	if err != nil {
		return Set{}, err
	}
	return Set{Rows: len(x) / length, X: floats(x), Y: floats(y), XShape: []int{length}, YShape: []int{length}}, nil
}
