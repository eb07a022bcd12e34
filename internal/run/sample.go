package run

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
)

// SampleConfig says what text is written at the end of a run.
type SampleConfig struct {
	SampleLength      int     `yaml:"sample_length,omitempty" about:"text: characters of sample.txt, written at the end; 0: none" min:"0" max:"1000000"`
	SampleTemperature float64 `yaml:"sample_temperature,omitempty" about:"text: divides the logits that it is drawn from; 0: the likeliest character each time" min:"0"`
}

// SampleFile is text that a trained model of characters wrote.
const SampleFile = "sample.txt"

// ErrNoText says why a run can't write text.
var ErrNoText = errors.New("no text is sampled")

// Write draws characters that follow a text one after the other, from
// softmax(logits / temperature), or takes the likeliest if the temperature is 0. The
// model sees as many of the last characters as it was trained on. The error is ErrNoText if
// the network is none for texts, or sees the characters that it is to predict.
func (r *Run) Write(ctx context.Context, rng *rand.Rand, text []int, characters int, temperature float64) (string, error) {
	written, err := r.Continue(ctx, rng, text, characters, temperature, nil)
	if err != nil {
		return "", err
	}
	return r.Data.Decode(written)
}

// Continue gives the characters or tokens of what Write writes; it ends early before one of
// ends.
func (r *Run) Continue(ctx context.Context, rng *rand.Rand, text []int, characters int, temperature float64, ends []int) (written []int, err error) {
	t := r.Network.Transformer
	switch {
	case r.Data.Decode == nil:
		return nil, fmt.Errorf("%w: the data are no text", ErrNoText)
	case t == nil || !t.Config.Causal:
		return nil, fmt.Errorf("%w: the model sees the characters that it should predict; train a transformer with --set causal=true", ErrNoText)
	case len(text) == 0 || characters < 0 || !(temperature >= 0):
		return nil, fmt.Errorf("sample: %d characters after %d at temperature %v: begin with one at least, and give numbers of at least 0", characters, len(text), temperature)
	}
	for range characters {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		logits, err := r.next(append(text[:len(text):len(text)], written...))
		if err != nil {
			return nil, err
		}
		next := transformer.Draw(rng, logits, temperature)
		if slices.Contains(ends, next) {
			break
		}
		written = append(written, next)
	}
	return written, nil
}

// next gives the logits of the character after a text.
func (r *Run) next(text []int) ([]float64, error) {
	p, err := r.predictor(1)
	if err != nil {
		return nil, err
	}
	row := make([]float64, p.xSize) // what stands behind the text is not seen
	text = text[max(0, len(text)-len(row)):]
	for i, c := range text {
		row[i] = float64(c)
	}
	out, err := p.predict(task.Set{Rows: 1, X: row, XShape: []int{len(row)}})
	if err != nil {
		return nil, err
	}
	n := r.Data.Tokens
	return out[(len(text)-1)*n : len(text)*n], nil
}

// Sample writes text as the settings say, seeded by the run, after a line break if the
// texts have any, else after the first character of the test. It is empty if none is
// wanted. The error is ErrNoText as for Write.
func (r *Run) Sample(ctx context.Context) (string, error) {
	c, d := r.Config, r.Data
	if d.Decode == nil || c.SampleLength == 0 {
		return "", nil
	}
	text, err := r.Write(ctx, rand.New(source(c, sampleStream)), []int{r.FirstToken()}, c.SampleLength, c.SampleTemperature)
	return strings.TrimPrefix(text, "\n"), err
}

// FirstToken is the character or token from which Sample writes.
func (r *Run) FirstToken() int {
	if i := slices.Index(r.Data.Outputs, `'\n'`); i >= 0 {
		return i
	}
	return int(r.Data.Test.X[0])
}

// WriteSample has a model of characters write some text; other runs, and runs that ended
// in a NaN, have none. A model that can't write leaves a note.
func (f *Folder) WriteSample(ctx context.Context, r *Run) error {
	if IsNonFinite(r.Err) {
		return nil
	}
	text, err := r.Sample(ctx)
	if errors.Is(err, ErrNoText) {
		f.Notes = append(f.Notes, err.Error())
		return nil
	}
	if err != nil || text == "" {
		return err
	}
	f.Sample = text
	return f.Write(SampleFile, []byte(text+"\n"))
}
