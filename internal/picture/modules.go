package picture

import (
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
)

// Modules is the picture of a run's network without weights of |w| ≤ threshold, in the
// colours of modules.
func Modules(r *run.Run, threshold float64, modules [][]flow.Neuron, names []string) (draw.ByModule, error) {
	f, err := r.Flow()
	if err != nil {
		return draw.ByModule{}, err
	}
	return draw.FromModules(f, threshold, Title(r)+": modules", Labels(r), modules, names)
}
