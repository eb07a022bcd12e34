package run

import (
	"fmt"
	"io"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/onnx"
)

// exportedRows is a number of rows that no size in a network is a multiple of by chance.
const exportedRows = 97

// WriteONNX writes the network as it is as a file of that format, with some metadata: x, the
// columns or numbers of tokens of some rows, and y, its answers, both in the data's own order
// and units.
func (r *Run) WriteONNX(w io.Writer, metadata map[string]string) error {
	return build(func() error {
		p, err := r.expression()
		if err != nil {
			return err
		}
		in, out := onnx.Input{Name: "x", Node: p.x, Tokens: r.Data.Tokens > 0}, onnx.Output{Name: "y", Node: p.out}
		if s := r.Data.InScale; s != nil {
			in.Units = &onnx.Units{Mean: s.Mean, Std: s.Std, Log: s.Log}
		}
		if s := r.Data.OutScale; s != nil {
			out.Units = &onnx.Units{Mean: s.Mean, Std: s.Std, Log: s.Log}
		}
		return onnx.Write(w, onnx.Model{
			Name: r.Config.Experiment, Inputs: []onnx.Input{in}, Outputs: []onnx.Output{out},
			Metadata: metadata, Producer: "bimt", Version: Version(),
		})
	})
}

// expression is the network once more in its graph, made at the first call.
func (r *Run) expression() (*predictor, error) {
	if r.exported != nil {
		return r.exported, nil
	}
	n, p := r.Network, &predictor{rows: exportedRows}
	var err error
	name := fmt.Sprintf("%d rows of x to export", exportedRows)
	if p.x, err = graph.Input(n.Params.Graph(), n.Params.DType(), name, append([]int{exportedRows}, r.Data.Train.XShape...)...); err != nil {
		return nil, err
	}
	if p.out, err = n.apply(p.x); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	r.exported = p
	return p, nil
}
