package run

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/safetensors"
)

// Film is the network of a run at steps of its training, read from its folder.
type Film struct {
	Steps []int // done at each snapshot, rising

	wanted int
	bytes  map[string][]byte // see Snapshots
}

// ReadSnapshots reads the snapshots of a run's folder.
func ReadSnapshots(folder string) (*Film, error) {
	name := filepath.Join(folder, SnapshotsFile)
	file, err := safetensors.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f := &Film{bytes: map[string][]byte{}}
	if err := f.read(file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func (f *Film) read(file *safetensors.File) (err error) {
	if f.wanted, err = strconv.Atoi(file.Metadata[wantedKey]); err != nil || !file.Has(stepsTensor) {
		return fmt.Errorf("it holds no snapshots of a training")
	}
	for _, name := range file.Names() {
		t, err := file.Tensor(name)
		if err != nil {
			return err
		}
		switch {
		case name == stepsTensor && t.DType == safetensors.I64:
			for b := range slices.Chunk(t.Data, 8) {
				f.Steps = append(f.Steps, int(binary.LittleEndian.Uint64(b)))
			}
		case t.DType == safetensors.F16 || strings.HasPrefix(name, ordersPrefix) && t.DType == safetensors.I32:
			f.bytes[name] = t.Data
		default:
			return fmt.Errorf("%s is of type %s", name, t.DType)
		}
	}
	if !slices.IsSorted(f.Steps) || len(f.Steps) == 0 || f.Steps[0] < 0 {
		return fmt.Errorf("its steps don't rise")
	}
	for name, b := range f.bytes {
		if len(b)%len(f.Steps) != 0 {
			return fmt.Errorf("%s has no snapshot for every step", name)
		}
	}
	return nil
}

// part is what the file has of a name at a snapshot.
func (f *Film) part(name string, i int) []byte {
	b := f.bytes[name]
	size := len(b) / len(f.Steps)
	return b[i*size : (i+1)*size]
}

// Show brings the network of a run to a snapshot: weights, orders and places. What the
// optimizer remembers is not in it.
func (f *Film) Show(r *Run, i int) error {
	orders := map[*bimt.Axis][]int{}
	for _, a := range r.Network.Space.Axes() {
		b := f.part(ordersPrefix+a.Name(), i)
		if len(b) != 4*a.Len() {
			return fmt.Errorf("%s: axis %s has %d neurons, and orders of %d are there: it is of another network", SnapshotsFile, a.Name(), a.Len(), len(b)/4)
		}
		for n := range slices.Chunk(b, 4) {
			orders[a] = append(orders[a], int(binary.LittleEndian.Uint32(n)))
		}
	}
	for _, p := range r.Network.Params.All() {
		t := safetensors.Tensor{Name: p.Name(), DType: safetensors.F16, Shape: p.Shape(), Data: f.part(p.Name(), i)}
		values, err := t.Float64s()
		if err == nil {
			err = p.Set(values)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", SnapshotsFile, err)
		}
	}
	if err := r.Network.Space.SetOrders(orders); err != nil {
		return fmt.Errorf("%s: %w", SnapshotsFile, err)
	}
	return r.Network.Space.Settle()
}
