package run

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/experiment"
)

// Writer continues texts with a trained model of characters.
type Writer struct {
	predictor *predictor
	data      *experiment.Data
	length    int // of the longest context
	row       []float64
}

// SampleFile is text that a trained model of characters wrote.
const SampleFile = "sample.txt"

// ErrNoText says why a run can't write text.
var ErrNoText = errors.New("no text is sampled")

// Writer makes a writer; the error is ErrNoText if the network is none for texts, or sees
// the characters that it is to predict.
func (r *Run) Writer() (*Writer, error) {
	n, d := r.Network, r.Data
	switch {
	case d.Decode == nil:
		return nil, fmt.Errorf("%w: the data are no text", ErrNoText)
	case n.Transformer == nil || !n.Transformer.Config.Causal:
		return nil, fmt.Errorf("%w: the model sees the characters that it should predict; train a transformer with --set causal=true", ErrNoText)
	}
	p, err := r.predictor(1)
	length := d.Train.XShape[0]
	return &Writer{predictor: p, data: d, length: length, row: make([]float64, length)}, err
}

// Write draws characters that follow a text one after the other, from
// softmax(logits / temperature), or takes the likeliest if the temperature is 0. The
// model sees as many of the last characters as it was trained on.
func (w *Writer) Write(rng *rand.Rand, text []int, characters int, temperature float64) (string, error) {
	if len(text) == 0 || characters < 0 || !(temperature >= 0) {
		return "", fmt.Errorf("sample: %d characters after %d at temperature %v: begin with one at least, and give numbers of at least 0", characters, len(text), temperature)
	}
	var written []int
	for range characters {
		logits, err := w.next(append(text[:len(text):len(text)], written...))
		if err != nil {
			return "", err
		}
		written = append(written, draw(rng, logits, temperature))
	}
	return w.data.Decode(written)
}

// next gives the logits of the character after a text.
func (w *Writer) next(text []int) ([]float64, error) {
	text = text[max(0, len(text)-w.length):]
	for i := range w.row { // what stands behind the text is not seen
		w.row[i] = 0
		if i < len(text) {
			w.row[i] = float64(text[i])
		}
	}
	out, err := w.predictor.predict(experiment.Set{Rows: 1, X: w.row, XShape: []int{w.length}})
	if err != nil {
		return nil, err
	}
	n := w.data.Tokens
	return out[(len(text)-1)*n : len(text)*n], nil
}

// draw takes one of the classes.
func draw(rng *rand.Rand, logits []float64, temperature float64) int {
	best := slices.Index(logits, slices.Max(logits))
	if temperature == 0 {
		return best
	}
	p := make([]float64, len(logits))
	sum := 0.0
	for i, l := range logits {
		p[i] = math.Exp((l - logits[best]) / temperature)
		sum += p[i]
	}
	at := rng.Float64() * sum
	for i, v := range p {
		if at -= v; at < 0 {
			return i
		}
	}
	return best // rounding left a little over
}

// Sample writes text as the settings say, seeded by the run, after a line break if the
// texts have any, else after the first character of the test. It is empty if none is
// wanted. The error is ErrNoText as for Writer.
func (r *Run) Sample() (string, error) {
	c, d := r.Config, r.Data
	if d.Decode == nil || c.SampleLength == 0 {
		return "", nil
	}
	w, err := r.Writer()
	if err != nil {
		return "", err
	}
	first := int(d.Test.X[0])
	if i := slices.Index(d.Outputs, `'\n'`); i >= 0 {
		first = i
	}
	text, err := w.Write(rand.New(source(c, sampleStream)), []int{first}, c.SampleLength, c.SampleTemperature)
	return strings.TrimPrefix(text, "\n"), err
}

// WriteSample has a model of characters write some text; other runs, and runs that ended
// in a NaN, have none. A model that can't write leaves a note.
func (f *Folder) WriteSample(r *Run) error {
	if IsNonFinite(r.Err) {
		return nil
	}
	text, err := r.Sample()
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
