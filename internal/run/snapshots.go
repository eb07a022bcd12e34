package run

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/safetensors"
	"github.com/gobimt/bimt/nn"
)

// SnapshotsFile holds the network of a run as it was at steps evenly over its training: of each
// parameter all snapshots in half precision, of each axis its orders, and the steps.
const SnapshotsFile = "snapshots.safetensors"

// AutoSnapshots asks for UsualSnapshots, or fewer where these would take more than
// SnapshotBudget; of an interrupted run for as many as it was begun with.
const AutoSnapshots = -1

// UsualSnapshots is how many are kept beside the start, if nothing else is asked for, and
// SnapshotBudget the most bytes they may take. Where fewer than fewestSnapshots would fit,
// there are none.
const (
	UsualSnapshots  = 100
	SnapshotBudget  = 8 << 20
	fewestSnapshots = 10
)

// Names of what is no parameter in the file, and keys of its metadata.
const (
	stepsTensor  = "#steps"
	ordersPrefix = "#order/"
	wantedKey    = "snapshots" // how many were asked for
)

// Snapshots keeps the network while it is trained, the start and then so many times evenly
// over the steps.
type Snapshots struct {
	folder *Folder
	wanted int
	steps  []int
	bytes  map[string][]byte // of parameters and orders, one snapshot after the other
	room   []float64         // for the values of a parameter
}

// Snapshots begins to keep n snapshots of a run, or goes on with those of one that was
// interrupted, up to the step that it goes on from. Folder.Notes say what was not as asked.
func (f *Folder) Snapshots(r *Run, n int) *Snapshots {
	s := &Snapshots{folder: f, wanted: n, bytes: map[string][]byte{}}
	if r.Done > 0 {
		s.goOn(r)
	} else if n == AutoSnapshots {
		s.wanted = f.fitting(r)
	}
	return s
}

// fitting is how many snapshots fit in the budget, at most as many as usual.
func (f *Folder) fitting(r *Run) int {
	each := 0
	for _, p := range r.Network.Params.All() {
		each += 2 * p.Len()
	}
	for _, a := range r.Network.Space.Axes() {
		each += 4 * a.Len()
	}
	n := min(UsualSnapshots, SnapshotBudget/max(1, each)-1)
	if n < fewestSnapshots {
		n = 0
	}
	if n < UsualSnapshots {
		f.Notes = append(f.Notes, fmt.Sprintf("keeps %d snapshots for a movie in place of %d, which would take %.0f MB: --snapshots N keeps as many as you say",
			n, UsualSnapshots, float64(each)*(UsualSnapshots+1)/(1<<20)))
	}
	return n
}

// goOn takes over the snapshots that are there.
func (s *Snapshots) goOn(r *Run) {
	wanted := s.wanted
	old, err := ReadSnapshots(s.folder.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.wanted = max(0, wanted)
	case err != nil:
		s.wanted = max(0, wanted)
		s.folder.Notes = append(s.folder.Notes, fmt.Sprintf("%v: the snapshots of before are left out", err))
	default:
		s.steps, s.bytes = old.Steps, old.bytes
		if wanted == AutoSnapshots {
			s.wanted = old.wanted
		}
		s.cut(r.Done)
	}
}

// cut leaves out what was kept after a step: of a run that was taken back to it.
func (s *Snapshots) cut(step int) {
	n, _ := slices.BinarySearch(s.steps, step+1)
	for name, b := range s.bytes {
		s.bytes[name] = b[:len(b)/max(1, len(s.steps))*n]
	}
	s.steps = s.steps[:n]
}

// Hook keeps the snapshots, the start among them.
func (s *Snapshots) Hook(r *Run, t *nn.Trainer) {
	if s.wanted <= 0 {
		return
	}
	s.cut(r.Done)
	part := func(i int) int { return int(int64(i) * int64(s.wanted) / int64(t.Steps)) }
	t.Before(func(now *nn.Step) bool { return now.Index == 0 && len(s.steps) == 0 }, func(*nn.Step) error { return s.take(r) })
	t.After(func(now *nn.Step) bool { return part(now.Index+1) > part(now.Index) }, func(*nn.Step) error { return s.take(r) })
}

// take adds the network as it is now.
func (s *Snapshots) take(r *Run) error {
	s.steps = append(s.steps, r.Done)
	for _, p := range r.Network.Params.All() {
		const largest = 65504 // of a half; what is beyond is kept as this
		s.room = p.AppendFloat64s(s.room[:0])
		for i, v := range s.room {
			s.room[i] = math.Min(math.Max(v, -largest), largest)
		}
		t, err := safetensors.FromValues(p.Name(), safetensors.F16, p.Shape(), s.room)
		if err != nil {
			return err
		}
		s.bytes[p.Name()] = append(s.bytes[p.Name()], t.Data...)
	}
	for _, a := range r.Network.Space.Axes() {
		name := ordersPrefix + a.Name()
		for _, number := range a.Order() {
			s.bytes[name] = binary.LittleEndian.AppendUint32(s.bytes[name], uint32(number))
		}
	}
	return nil
}

// Write puts the snapshots in the folder, whole or not at all: with every checkpoint, before it,
// and at the end.
func (s *Snapshots) Write(r *Run) error {
	if len(s.steps) == 0 {
		return nil
	}
	if err := s.folder.lost(); err != nil {
		return err
	}
	n := len(s.steps)
	steps := make([]byte, 0, 8*n)
	for _, step := range s.steps {
		steps = binary.LittleEndian.AppendUint64(steps, uint64(step))
	}
	tensors := []safetensors.Tensor{{Name: stepsTensor, DType: safetensors.I64, Shape: []int{n}, Data: steps}}
	for _, p := range r.Network.Params.All() {
		tensors = append(tensors, safetensors.Tensor{Name: p.Name(), DType: safetensors.F16, Shape: append([]int{n}, p.Shape()...), Data: s.bytes[p.Name()]})
	}
	for _, a := range r.Network.Space.Axes() {
		name := ordersPrefix + a.Name()
		tensors = append(tensors, safetensors.Tensor{Name: name, DType: safetensors.I32, Shape: []int{n, a.Len()}, Data: s.bytes[name]})
	}
	metadata := map[string]string{"experiment": r.Config.Experiment, "version": Version(), wantedKey: strconv.Itoa(s.wanted)}
	err := atomicfile.Write(s.folder.path(SnapshotsFile), func(w io.Writer) error { return safetensors.Write(w, tensors, metadata) })
	if err == nil && !slices.Contains(s.folder.files, SnapshotsFile) {
		s.folder.note(SnapshotsFile)
	}
	return err
}
