package run

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/safetensors"
)

// checkpointVersion is that of the files written here; a later one is refused.
const checkpointVersion = 1

// Keys of the metadata of a checkpoint, beside those of package bimt/checkpoint.
const (
	versionKey  = "checkpoint" // checkpointVersion
	settingsKey = "settings"   // the settings of the run, as config.yaml has them
	rowsKey     = "rows"       // what the rows add up to; see rowsSum
	recordKey   = "record"     // of facts
	sumKey      = "sha256"     // of all else; see checksum
)

// Tensors of a checkpoint, beside the parameters and their memories: lines of the log, the
// loss of the first batch, rows to come and the source that draws them. Points to rewind to
// have the same tensors once more, behind rewindMark and their number.
const (
	logTensor    = "#log" // (lines, 8)
	firstTensor  = "#first"
	orderTensor  = "#order"
	randomTensor = "#random"
	rewindMark   = "#rewind"
)

// facts is what a checkpoint says of a state in its metadata.
type facts struct {
	Steps       int         `json:"steps"`
	Updates     int         `json:"updates"` // of the optimizer
	Relocations int         `json:"relocations"`
	Spent       Spent       `json:"spent"` // ns
	Rewinds     []Rewind    `json:"rewinds,omitempty"`
	Pruning     Pruning     `json:"pruning,omitzero"`
	Axes        []axisOrder `json:"axes"`
}

// axisOrder is an axis as bimt/checkpoint reads it.
type axisOrder struct {
	Name  string `json:"name"`
	Order []int  `json:"order"`
}

// writeCheckpoint writes a state of the run, whole or not at all.
func (r *Run) writeCheckpoint(path string, s *State) error {
	text, err := r.settingsText()
	if err != nil {
		return err
	}
	metadata := map[string]string{
		checkpoint.FormatKey: checkpoint.Format, versionKey: strconv.Itoa(checkpointVersion),
		settingsKey: text, rowsKey: r.rowsSum(), "experiment": r.Config.Experiment, "version": Version(),
	}
	tensors, err := r.encode(s, "", metadata)
	if err != nil {
		return err
	}
	axes, err := json.Marshal(axesOf(s))
	if err != nil {
		return err
	}
	metadata[checkpoint.AxesKey] = string(axes)
	for i, back := range s.Safe {
		more, err := r.encode(back, fmt.Sprintf("%s%d/", rewindMark, i), metadata)
		if err != nil {
			return err
		}
		tensors = append(tensors, more...)
	}
	metadata[sumKey] = checksum(tensors, metadata)
	return atomicfile.Write(path, func(w io.Writer) error { return safetensors.Write(w, tensors, metadata) })
}

// readCheckpoint reads a state of a run of the same settings and data.
func (r *Run) readCheckpoint(path string) (*State, error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, err
	}
	tensors, err := intact(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	was, err := Decode([]byte(f.Metadata[settingsKey]), path) // an earlier version has fewer keys
	if err != nil {
		return nil, &changedError{path, "settings"}
	}
	differ, err := differences(was, r.Config)
	switch {
	case err != nil:
		return nil, err
	case len(differ) > 0:
		return nil, &changedError{path, "settings (" + strings.Join(differ, ", ") + ")"}
	case f.Metadata[rowsKey] != r.rowsSum():
		return nil, &changedError{path, "data"}
	}
	s, err := decodeState(tensors, "", f.Metadata)
	for i := 0; err == nil && f.Metadata[fmt.Sprintf("%s%d/%s", rewindMark, i, recordKey)] != ""; i++ {
		var back *State
		back, err = decodeState(tensors, fmt.Sprintf("%s%d/", rewindMark, i), f.Metadata)
		s.Safe = append(s.Safe, back)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// changedError is that of a checkpoint of other settings or other rows.
type changedError struct{ path, what string }

// Error implements error.
func (e *changedError) Error() string {
	return fmt.Sprintf("%s: the %s have changed since it was written: put them back as they were, or begin anew with --force", e.path, e.what)
}

// Unwrap makes it an ErrOther.
func (e *changedError) Unwrap() error { return ErrOther }

// laterError is that of a checkpoint in a format to come.
type laterError struct{ version, program string }

// Error implements error.
func (e *laterError) Error() string {
	return fmt.Sprintf("it is of format %s, this program reads %d: go on with version %s of bimt, or begin anew with --force", e.version, checkpointVersion, e.program)
}

// intact reads all tensors of a checkpoint whose format is known and whose checksum is right.
func intact(f *safetensors.File) (map[string]safetensors.Tensor, error) {
	v, err := strconv.Atoi(f.Metadata[versionKey])
	switch {
	case err != nil || v < 1:
		return nil, fmt.Errorf("it is no checkpoint of a run")
	case v > checkpointVersion:
		return nil, &laterError{f.Metadata[versionKey], f.Metadata["version"]}
	}
	byName, all := map[string]safetensors.Tensor{}, []safetensors.Tensor(nil)
	for _, name := range f.Names() {
		t, err := f.Tensor(name)
		if err != nil {
			return nil, err
		}
		byName[name], all = t, append(all, t)
	}
	if checksum(all, f.Metadata) != f.Metadata[sumKey] {
		return nil, fmt.Errorf("it is damaged: its checksum is wrong")
	}
	return byName, nil
}

// checksum is the SHA-256 of all tensors, by name, and all metadata but the sum itself, by
// key: each as its length and its bytes.
func checksum(tensors []safetensors.Tensor, metadata map[string]string) string {
	sum := sha256.New()
	add := func(b []byte) {
		_, _ = sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(b)))) // a hash takes all
		_, _ = sum.Write(b)
	}
	sorted := slices.Clone(tensors)
	slices.SortFunc(sorted, func(a, b safetensors.Tensor) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range sorted {
		add([]byte(fmt.Sprintf("%s %s %v", t.Name, t.DType, t.Shape)))
		add(t.Data)
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != sumKey {
			add([]byte(key))
			add([]byte(metadata[key]))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
