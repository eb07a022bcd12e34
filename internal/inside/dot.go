package inside

import (
	"bytes"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// DOT is the modules of a report as a graph for Graphviz, each in a frame.
func DOT(r *run.Run, m *ModuleReport) ([]byte, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = f.DOT(&b, m.Parts(), m.Threshold, func(n flow.Neuron) string { return neuronName(r, n) })
	return b.Bytes(), err
}
