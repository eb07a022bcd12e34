package run

import (
	"math"

	"github.com/gobimt/bimt/nn"
)

// keepLargest sets the smaller weights of each tensor to 0 after a step (method topk).
func (r *Run) keepLargest(s *nn.Step) error {
	part := keptPart(or(r.Config.Keep, 0.05), float64(s.Index+1)/float64(s.Steps))
	for _, c := range r.Network.Space.Connections() {
		p := c.Param()
		if !c.IsCharged() || len(p.Shape()) < 2 { // biases and norms stay
			continue
		}
		if err := nn.KeepLargest(p, int(math.Ceil(part*float64(p.Len())))); err != nil {
			return err
		}
	}
	return nil
}

// keptPart is the part of the weights that stays at a fraction of the run: all at first, the part
// wanted from its middle on.
func keptPart(part, at float64) float64 { return 1 - (1-part)*min(1, 2*at) }
