package inside

import (
	"io"
	"slices"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
)

// Formats are the names of what Export writes.
func Formats() []string {
	var names []string
	for _, f := range circuit.Formats() {
		names = append(names, f.Name)
	}
	return append(names, "npz", "onnx")
}

// Ending is what follows a name in the name of an exported file.
func Ending(format string) (string, error) {
	i := slices.IndexFunc(circuit.Formats(), func(f circuit.Format) bool { return f.Name == format })
	switch {
	case i >= 0:
		return circuit.Formats()[i].File, nil
	case format == "npz" || format == "onnx":
		return "." + format, nil
	}
	return "", nearest.Unknown("format", format, Formats())
}

// Export writes the network of a run without the weights of |w| ≤ threshold: as straight
// code without dead neurons; for NumPy, its tensors by name, in their own shapes; or, whatever
// it is, as ONNX.
func Export(w io.Writer, r *run.Run, format, name string, threshold float64) error {
	if format == "npz" {
		if threshold > 0 {
			if err := r.Cut(threshold); err != nil {
				return err
			}
		}
		return writeNPZ(w, r)
	}
	if format == "onnx" {
		return writeONNX(w, r, threshold)
	}
	i := slices.IndexFunc(circuit.Formats(), func(f circuit.Format) bool { return f.Name == format })
	if i < 0 {
		return nearest.Unknown("format", format, Formats())
	}
	c, err := r.Circuit(threshold)
	if err != nil {
		return err
	}
	return circuit.Formats()[i].Print(w, c.Shrink(), name)
}
