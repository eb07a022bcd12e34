package experiment

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/task"
)

// SampleConfig says what text is written at the end of a run.
type SampleConfig struct {
	SampleLength      int     `yaml:"sample_length,omitempty" about:"text: characters of sample.txt, written at the end; 0: none" min:"0" max:"1000000"`
	SampleTemperature float64 `yaml:"sample_temperature,omitempty" about:"text: divides the logits that it is drawn from; 0: the likeliest character each time" min:"0"`
}

// Writer continues texts with a trained model of characters.
type Writer struct {
	predict *Predictor
	data    *task.Data
	length  int // of the longest context
	row     []float64
}

// ErrNoText says why a run can't write text.
var ErrNoText = errors.New("no text is sampled")

// NewWriter makes a writer; the error is ErrNoText if the network is none for texts, or
// sees the characters that it is to predict. It can be called once for a network.
func NewWriter(n *Network, d *task.Data) (*Writer, error) {
	switch {
	case d.Decode == nil:
		return nil, fmt.Errorf("%w: the data are no text", ErrNoText)
	case n.Transformer == nil || !n.Transformer.Config.Causal:
		return nil, fmt.Errorf("%w: the model sees the characters that it should predict; train a transformer with --set causal=true", ErrNoText)
	}
	building.Lock()
	defer building.Unlock()
	w := &Writer{data: d, length: d.Train.XShape[0]}
	w.row = make([]float64, w.length)
	var err error
	w.predict, err = n.NewPredictor("text so far", 1, d.Train.XShape)
	return w, err
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
	out, err := w.predict.Predict(w.row)
	if err != nil {
		return nil, err
	}
	n := w.data.Tokens
	return out[(len(text)-1)*n : len(text)*n], nil
}

// draw takes one of the classes.
func draw(rng *rand.Rand, logits []float64, temperature float64) int {
	best := task.Argmax(logits)
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
// wanted. The error is ErrNoText as for NewWriter. It can be called once for a run.
func (r *Run) Sample() (string, error) {
	c, d := r.Config, r.Data
	if d.Decode == nil || c.SampleLength == 0 {
		return "", nil
	}
	w, err := NewWriter(r.Network, d)
	if err != nil {
		return "", err
	}
	first := int(d.Test.X[0])
	if i := slices.Index(d.Outputs, `'\n'`); i >= 0 {
		first = i
	}
	text, err := w.Write(c.stream(sampleStream), []int{first}, c.SampleLength, c.SampleTemperature)
	return strings.TrimPrefix(text, "\n"), err
}
