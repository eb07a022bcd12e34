package pretrained

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/transformer"
)

// Form names how a transformer is written.
type Form string

// The forms.
const (
	GPT2    Form = "gpt2"     // Hugging Face's GPT2LMHeadModel
	Llama   Form = "llama"    // Hugging Face's LlamaForCausalLM
	MinGPT  Form = "mingpt"   // minGPT's state dict as JSON
	Llama2C Form = "llama2.c" // llama2.c's version 0
)

// File is a transformer in the form it was read from.
type File struct {
	// Path is the folder or the file.
	Path string
	Form Form
	// Config is the transformer's, without its weights.
	Config transformer.Config
	// Context is the longest sequence it was trained on.
	Context int

	tensors store
	slots   []slot
	places  map[string][]int // of axes where they are no index; nil for none
}

// store has tensors by name.
type store interface {
	shape(name string) ([]int, error)
	values(name string) ([]float64, error)
	names() []string
	// save writes the whole into a folder, with the values that changed gives for a tensor in
	// place of its own; nil where it has none.
	save(dir string, changed func(tensor string) []float64) error
}

// slot says where a parameter is in a file: tensor name, or one of several parts of it that
// follow each other along the rows of the parameter; turned if it is stored (in, out).
type slot struct {
	param, tensor string
	shape         []int // of the parameter
	turned        bool
	part, parts   int
}

// stored is the shape that the tensor must have.
func (s slot) stored() []int {
	shape := slices.Clone(s.shape)
	shape[0] *= s.parts
	if s.turned {
		slices.Reverse(shape)
	}
	return shape
}

// check reports a tensor that is missing, or whose shape is not what the config says.
func (f *File) check() error {
	if err := f.Config.Check(); err != nil {
		return fmt.Errorf("pretrained: %s: %w", f.Path, err)
	}
	names := f.tensors.names()
	for _, s := range f.slots {
		if !slices.Contains(names, s.tensor) {
			return fmt.Errorf("pretrained: %s: tensor %s is missing, %v by the config", f.Path, s.tensor, s.stored())
		}
		have, err := f.tensors.shape(s.tensor)
		if err != nil {
			return fmt.Errorf("pretrained: %s: %w", f.Path, err)
		}
		if want := s.stored(); !slices.Equal(have, want) {
			return fmt.Errorf("pretrained: %s: tensor %s has shape %v, but by the config it is %v", f.Path, s.tensor, have, want)
		}
	}
	return nil
}

// Model makes the transformer with its weights: parameters in params, axes and connections
// in space, and its neurons at the places that were saved with it.
func (f *File) Model(params *graph.Params, space *bimt.Space) (*transformer.Model, error) {
	m, err := transformer.New(params, space, f.Config, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return nil, err
	}
	return m, f.Fill(m)
}

// Fill gives a transformer that was made elsewhere, of the same sizes as Config has, the
// weights, and puts its neurons at the places that were saved with them.
func (f *File) Fill(m *transformer.Model) error {
	if err := f.fill(m); err != nil {
		return err
	}
	return f.place(m.Space())
}

// fill gives the parameters their values.
func (f *File) fill(m *transformer.Model) error {
	params := map[string]*graph.Param{}
	for _, p := range m.Params() {
		params[p.Name()] = p
	}
	var read string
	var values []float64
	for _, s := range f.slots {
		p := params[s.param]
		if p == nil || !slices.Equal(p.Shape(), s.shape) {
			return fmt.Errorf("pretrained: %s: tensor %s is for a parameter %s %v that the config does not make", f.Path, s.tensor, s.param, s.shape)
		}
		delete(params, s.param)
		if s.tensor != read { // parts follow each other
			var err error
			if values, err = f.tensors.values(s.tensor); err != nil {
				return fmt.Errorf("pretrained: %s: %w", f.Path, err)
			}
			read = s.tensor
		}
		if err := p.Set(s.take(values)); err != nil {
			return fmt.Errorf("pretrained: %s: tensor %s: %w", f.Path, s.tensor, err)
		}
	}
	for name := range params {
		return fmt.Errorf("pretrained: %s: nothing was read for parameter %s", f.Path, name)
	}
	return nil
}

// take cuts the parameter out of a tensor.
func (s slot) take(values []float64) []float64 {
	if !s.turned {
		n := len(values) / s.parts
		return values[s.part*n : (s.part+1)*n]
	}
	out := make([]float64, 0, len(values)/s.parts)
	rows, cols := s.shape[0], s.shape[1]
	for r := range rows {
		for c := range cols {
			out = append(out, values[c*rows*s.parts+s.part*rows+r])
		}
	}
	return out
}

// put is the opposite of take.
func (s slot) put(values, param []float64) {
	if !s.turned {
		copy(values[s.part*len(param):], param)
		return
	}
	rows, cols := s.shape[0], s.shape[1]
	for r := range rows {
		for c := range cols {
			values[c*rows*s.parts+s.part*rows+r] = param[r*cols+c]
		}
	}
}
