package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/dataset"
)

// evalWindows is how many windows of a text a loss is measured on.
const evalWindows = 256

// text: characters of a file, each predicted from those before it.
func init() {
	makers["text"] = func(_ context.Context, c *Config, _ *rand.Rand) (*Data, error) {
		if c.Path == "" {
			return nil, fmt.Errorf("path: name a text file, with --data FILE")
		}
		text, err := dataset.ReadText(c.Path)
		if err != nil {
			return nil, err
		}
		train, test, err := text.Split(c.TrainFraction)
		if err != nil {
			return nil, err
		}
		n := len(text.Vocabulary)
		d := &Data{Tokens: n, Classes: n, Length: c.Length, Decode: text.Decode}
		for _, r := range text.Vocabulary {
			d.Outputs = append(d.Outputs, fmt.Sprintf("%q", r))
		}
		if d.Train, err = windows(train, c.Length); err != nil {
			return nil, err
		}
		if d.Test, err = windows(test, c.Length); err != nil {
			return nil, err
		}
		d.Draw = func(rng *rand.Rand, rows int) (x, y []float64, err error) {
			a, b, err := train.Windows(rng, rows, c.Length)
			return floats(a), floats(b), err
		}
		return d, nil
	}
}

// windows are some stretches of a text that don't overlap.
func windows(t *dataset.Text, length int) (Set, error) {
	x, y, err := t.Chunks(evalWindows, length)
	if err != nil {
		return Set{}, err
	}
	return Set{Rows: len(x) / length, X: floats(x), Y: floats(y), XShape: []int{length}, YShape: []int{length}}, nil
}
