package nn

import (
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
)

// Layer is a part of a network: a function from node to node with parameters of its
// own. Apply may be called several times, to share the parameters between a training
// and a test branch of one graph.
type Layer interface {
	Apply(x *gorgonia.Node) (*gorgonia.Node, error)
	Params() []*graph.Param
}
