package graph

import "github.com/gobimt/bimt/graph/op"

// Float is an element type that networks are trained in.
type Float = op.Float
