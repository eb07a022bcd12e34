package exec

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// wrongGradients are functions whose gradient Gorgonia gets wrong, with what to use.
var wrongGradients = map[string]string{
	"log2":    "gorgonia.Log times 1/ln 2",
	"invSqrt": "gorgonia.Inverse of gorgonia.Sqrt",
}

// refuseGradients reports an operation between by and the loss whose gradient is wrong.
func refuseGradients(loss *gorgonia.Node, behind map[*gorgonia.Node]bool, by gorgonia.Nodes) error {
	for _, n := range loss.Graph().AllNodes() {
		a, ok := op.Of(n).Attrs.(op.MapAttrs)
		if !ok || !behind[n] || wrongGradients[a.Function] == "" {
			continue
		}
		below := map[*gorgonia.Node]bool{}
		reach(n, below)
		for _, p := range by {
			if below[p] {
				return fmt.Errorf("%s: the gradient that Gorgonia has for it is wrong: use %s", Describe(n), wrongGradients[a.Function])
			}
		}
	}
	return nil
}

// refuse reports an operation whose value can't be trusted.
func refuse(n *gorgonia.Node) error {
	if a, ok := op.Of(n).Attrs.(op.OtherAttrs); ok && strings.HasPrefix(a.Name, "Dropout{") {
		return fmt.Errorf("%s: Gorgonia's dropout draws from a source that can't be seeded: use op.Dropout", Describe(n))
	}
	return nil
}
