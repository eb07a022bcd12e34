package pretrained

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/transformer"
)

// placesFile says where neurons stand whose places are not their index in the tensors.
const (
	placesFile = "places.json"
	mostPlaces = 1 << 28 // bytes
)

// places is the content of places.json.
type places struct {
	About string `json:"about"`
	// Axes has, for each axis where a place is not an index, the place of what is at each
	// index of its tensors.
	Axes map[string][]int `json:"axes"`
}

const aboutPlaces = "for each axis, the place on a line of the neuron at each index of its tensors; on axes that are not listed a place is an index"

// Save writes the weights of a model that Model made, as they are now, in the form they were
// read from, into a folder, which is made if it is not there: under the names that the files
// had, with places.json beside them if a place is not an index anywhere.
func (f *File) Save(dir string, m *transformer.Model) error {
	if a, err := os.Stat(dir); err == nil {
		if b, err := os.Stat(f.beside()); err == nil && os.SameFile(a, b) {
			return fmt.Errorf("pretrained: %s is where the model was read from: give another folder", dir)
		}
	}
	params := map[string]*graph.Param{}
	for _, p := range m.Params() {
		params[p.Name()] = p
	}
	of := map[string][]slot{} // by tensor
	for _, s := range f.slots {
		p := params[s.param]
		if p == nil || !slices.Equal(p.Shape(), s.shape) {
			return fmt.Errorf("pretrained: the model has no parameter %s %v, which was read from tensor %s of %s", s.param, s.shape, s.tensor, f.Path)
		}
		of[s.tensor] = append(of[s.tensor], s)
	}
	changed := func(tensor string) (values []float64) {
		for _, s := range of[tensor] {
			p := params[s.param]
			if values == nil {
				values = make([]float64, p.Len()*s.parts)
			}
			s.put(values, p.Float64s())
		}
		return values
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	if err := f.tensors.save(dir, changed); err != nil {
		return err
	}
	return savePlaces(dir, m.Space())
}

func savePlaces(dir string, space *bimt.Space) error {
	out := places{aboutPlaces, map[string][]int{}}
	for _, a := range space.Axes() {
		var at []int
		for i := range a.Len() {
			at = append(at, a.Place(i))
		}
		if !slices.IsSorted(at) {
			out.Axes[a.Name()] = at
		}
	}
	path := filepath.Join(dir, placesFile)
	if len(out.Axes) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("pretrained: %w", err)
		}
		return nil
	}
	b, err := json.Marshal(out)
	if err == nil {
		err = atomicfile.WriteBytes(path, append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("pretrained: %w", err)
	}
	return nil
}

// readPlaces reads places.json beside the weights, if it is there.
func (f *File) readPlaces() error {
	path := filepath.Join(f.beside(), placesFile)
	b, err := readSmall(path, mostPlaces)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var p places
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("pretrained: %s: %w", path, err)
	}
	f.places = p.Axes
	return nil
}

// place puts neurons where places.json has them.
func (f *File) place(space *bimt.Space) error {
	orders := map[*bimt.Axis][]int{}
	for name, at := range f.places {
		a := space.Find(name)
		if a == nil || !a.Symmetry().Rigid || len(at) != a.Len() {
			return fmt.Errorf("pretrained: %s in %s: axis %s of %d neurons is not one of this model whose places are kept: remove the file if it is of another", placesFile, f.beside(), name, len(at))
		}
		order := make([]int, len(at))
		for i, p := range at {
			if p < 0 || p >= len(order) {
				return fmt.Errorf("pretrained: %s in %s: axis %s has no place %d", placesFile, f.beside(), name, p)
			}
			order[p] = i
		}
		orders[a] = order
	}
	if err := space.SetOrders(orders); err != nil {
		return fmt.Errorf("pretrained: %s in %s: %w", placesFile, f.beside(), err)
	}
	return nil
}
