package run

import (
	"errors"
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Activations computes a hidden activation of an MLP by its name, hidden0 being the first
// layer's, for any number of rows of x, (rows, shape…), in the units of the network: (rows,
// neurons), neurons in the order of their places.
func (r *Run) Activations(name string, x []float64) ([]float64, error) {
	if r.Network.trace == nil {
		return nil, errors.New("activations: only those of an mlp have names here")
	}
	p, err := r.watcher(name)
	if err != nil {
		return nil, err
	}
	if len(x)%p.xSize != 0 {
		return nil, fmt.Errorf("activations: %d numbers are no whole rows of %d", len(x), p.xSize)
	}
	return p.predict(task.Set{Rows: len(x) / p.xSize, X: x, XShape: []int{p.xSize}})
}

// watcher is a predictor of an activation, made at the first call.
func (r *Run) watcher(name string) (p *predictor, err error) {
	if p = r.watchers[name]; p != nil {
		return p, nil
	}
	err = build(func() error {
		n, shape := r.Network, r.Data.Train.XShape
		p = &predictor{rows: unknownRows, xSize: task.Size(shape)}
		if p.x, err = graph.Input(n.Params.Graph(), n.Params.DType(), "x for "+name, append([]int{p.rows}, shape...)...); err != nil {
			return err
		}
		t := nn.NewTrace()
		if _, err = n.trace(t, p.x); err != nil {
			return err
		}
		if p.out, err = t.Lookup(name); err != nil {
			return fmt.Errorf("activations: %w", err)
		}
		p.ySize = task.Size(p.out.Shape()[1:])
		p.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{p.out}, Lean: true})
		return err
	})
	if err == nil {
		r.watchers[name] = p
	}
	return p, err
}
