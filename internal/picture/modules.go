package picture

import (
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// labels are the names of inputs and outputs in the data.
func labels(r *run.Run) draw.Labels {
	n, d, all := r.Network, r.Data, draw.Labels{}
	if d.Tokens == 0 && n.In != nil && d.Inputs != nil {
		all[n.In] = d.Inputs
	}
	if d.Outputs != nil {
		all[n.Out] = d.Outputs
	}
	return all
}

// Modules is the picture of a run's network without weights of |w| ≤ threshold, in the
// colours of modules.
func Modules(r *run.Run, threshold float64, modules [][]flow.Neuron, names []string) (draw.ByModule, error) {
	f, err := r.Flow()
	if err != nil {
		return draw.ByModule{}, err
	}
	return draw.FromModules(f, threshold, title(r)+": modules", labels(r), modules, names)
}
