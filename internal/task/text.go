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

// Text is the characters or tokens of a file, each predicted from those before it.
type Text struct {
	Path          string  `yaml:"path,omitempty" about:"the text file, plain or gzip"`
	Tokenizer     string  `yaml:"tokenizer,omitempty" about:"what tokens are: characters, bytes, numbers (of tokens, in the file) or a tokenizer: a folder of Hugging Face, its tokenizer.json or tokenizer.model, a file of llama2.c; left out: characters"`
	Vocabulary    int     `yaml:"vocabulary,omitempty" about:"kinds of tokens; of a text 0: those that its tokens have" min:"0"`
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of the text to train on; its end is for the test" min:"0" max:"1"`
	Length        int     `yaml:"length,omitempty" about:"characters or tokens in a sequence" min:"0" max:"65536"`
}

// Make implements Source.
func (t *Text) Make(_ context.Context, _ *rand.Rand) (*Data, error) {
	if t.Path == "" {
		return nil, fmt.Errorf("path: name a text file, with --data FILE")
	}
	text, d, err := t.read()
	if err != nil {
		return nil, err
	}
	train, test, err := text.Split(t.TrainFraction)
	if err != nil {
		return nil, err
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

// read gives the text, with a description of its tokens.
func (t *Text) read() (*dataset.Text, *Data, error) {
	read := t.tokens
	if t.Tokenizer == "" || t.Tokenizer == "characters" {
		read = t.characters
	}
	all, err := read()
	if err != nil {
		return nil, nil, err
	}
	d := &Data{
		Schema: Schema{Tokens: len(all.words), Classes: len(all.words), Outputs: all.words, Sequence: Sequence{Length: t.Length}},
		Decode: all.decode, Encode: all.encode, Ends: all.ends,
	}
	return &dataset.Text{IDs: all.ids}, d, nil
}

// windows are some stretches of a text that don't overlap.
func windows(t *dataset.Text, length int) (Set, error) {
	x, y, err := t.Chunks(evalWindows, length)
	if err != nil {
		return Set{}, err
	}
	return Set{Rows: len(x) / length, X: floats(x), Y: floats(y), XShape: []int{length}, YShape: []int{length}}, nil
}
