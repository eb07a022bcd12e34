package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/internal/weights"
)

// Load gives parameters the values of the tensors of their names, the axes of the space
// the orders of the file, and the parameters the memories that the file holds; memories
// that it does not hold are left as they are. A space may be nil; a file without axes, from
// elsewhere, leaves their orders. It returns the metadata, AxesKey and FormatKey included.
//
// A parameter without a tensor or with one of another shape, a tensor that no parameter
// takes, and an axis that the space does not have are errors that name the file and what
// is wrong; then nothing has changed. Load after the optimizer is made: making one clears
// its memories.
func Load(path string, params []*graph.Param, space *bimt.Space) (metadata map[string]string, err error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := load(f, params, space); err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	return f.Metadata, nil
}

func load(f *safetensors.File, params []*graph.Param, space *bimt.Space) error {
	source := weights.Today(f)
	if err := checkShapes(source, params); err != nil {
		return err
	}
	memories, err := readMemories(source, params)
	if err != nil {
		return err
	}
	back := func() error { return nil }
	if text := f.Metadata[AxesKey]; text != "" && space != nil {
		if back, err = setOrders(text, space); err != nil {
			return err
		}
	}
	if err := (&weights.Mapping{}).Load(valuesAlone{source}, params); err != nil { // by their own names
		return errors.Join(err, back())
	}
	for _, m := range memories {
		if err := m.param.SetMemory(m.name, m.values); err != nil {
			return err
		}
	}
	if space == nil {
		return nil
	}
	return space.Settle()
}

// setOrders reads the axes of a file; back undoes it.
func setOrders(text string, space *bimt.Space) (back func() error, err error) {
	var axes []axisRecord
	if err := json.Unmarshal([]byte(text), &axes); err != nil {
		return nil, fmt.Errorf("metadata key %s: %w", AxesKey, err)
	}
	orders, before := map[*bimt.Axis][]int{}, map[*bimt.Axis][]int{}
	for _, r := range axes {
		a := space.Find(r.Name)
		if a == nil {
			return nil, fmt.Errorf("it has an axis %s, this network has none", r.Name)
		}
		orders[a], before[a] = r.Order, a.Order()
	}
	return func() error { return space.SetOrders(before) }, space.SetOrders(orders)
}

// checkShapes reports the first parameter without a tensor of its name and shape.
func checkShapes(f weights.Source, params []*graph.Param) error {
	for i, p := range params {
		if p == nil {
			return fmt.Errorf("parameter %d is missing", i)
		}
		shape, err := f.Shape(p.Name())
		if err != nil {
			return fmt.Errorf("it has no tensor %s %v (it has %s)", p.Name(), p.Shape(), some(f.Names()))
		}
		if !slices.Equal(shape, p.Shape()) {
			return fmt.Errorf("%s has shape %v, this network wants %v", p.Name(), shape, p.Shape())
		}
	}
	return nil
}

// some lists the first names.
func some(names []string) string {
	const shown = 6
	if len(names) > shown {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return strings.Join(names, ", ")
}

// memory is one that a file holds.
type memory struct {
	param  *graph.Param
	name   string
	values []float64
}

// readMemories finds those of the parameters; one of a parameter that is not there is an
// error.
func readMemories(f weights.Source, params []*graph.Param) (memories []memory, err error) {
	for _, tensor := range f.Names() {
		name, of, is := strings.Cut(tensor, MemoryMark)
		if !is || name == "" {
			continue
		}
		i := slices.IndexFunc(params, func(p *graph.Param) bool { return p.Name() == name })
		if i < 0 {
			return nil, fmt.Errorf("it has a memory %s, this network has no parameter %s", tensor, name)
		}
		m := memory{param: params[i], name: of}
		shape, err := f.Shape(tensor)
		if err == nil && !slices.Equal(shape, params[i].Shape()) {
			err = fmt.Errorf("%s has shape %v, its parameter here %v", tensor, shape, params[i].Shape())
		}
		if err == nil {
			m.values, err = f.Float64s(tensor)
		}
		if err != nil {
			return nil, err
		}
		memories = append(memories, m)
	}
	return memories, nil
}

// valuesAlone is a file without its memories.
type valuesAlone struct{ weights.Source }

// Names implements weights.Source.
func (v valuesAlone) Names() []string {
	return slices.DeleteFunc(slices.Clone(v.Source.Names()), func(name string) bool { return strings.Contains(name, MemoryMark) })
}
