package inside

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/run"
)

// writeNPZ writes every parameter as an array of NumPy, version 1.0 of its format
// (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), in a zip archive.
func writeNPZ(w io.Writer, r *run.Run) error {
	z := zip.NewWriter(w)
	for _, p := range r.Network.Params.All() {
		f, err := z.Create(p.Name() + ".npy")
		if err == nil {
			_, err = f.Write(npy(p))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name(), err)
		}
	}
	return z.Close()
}

func npy(p *graph.Param) []byte {
	var data bytes.Buffer
	kind := "<f8"
	if v := graph.Values[float32](p); v != nil {
		kind = "<f4"
		_ = binary.Write(&data, binary.LittleEndian, v) // a Buffer takes all
	} else {
		_ = binary.Write(&data, binary.LittleEndian, graph.Values[float64](p))
	}
	shape := strings.Trim(strings.ReplaceAll(fmt.Sprint([]int(p.Shape())), " ", ", "), "[]")
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s,), }", kind, shape)
	const before = 10 // magic, version, length
	header += strings.Repeat(" ", 63-(before+len(header))%64) + "\n"
	out := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	return append(append(out, header...), data.Bytes()...)
}
