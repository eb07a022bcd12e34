package nn

import (
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Embedding is a table of one row for each token.
type Embedding struct {
	// Table is (tokens, width), named PATH.weight.
	Table *graph.Param
}

// NewEmbedding makes a table of standard normal draws, PyTorch's default.
func NewEmbedding(params *graph.Params, path string, tokens, width int, rng *rand.Rand) (*Embedding, error) {
	t, err := params.New(path+".weight", tokens, width)
	if err != nil {
		return nil, err
	}
	return &Embedding{Table: t}, Normal(t, 1, rng)
}

// Apply implements Layer: x is (batch, places) token numbers, the result (batch,
// places·width), the rows side by side.
func (e *Embedding) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.Tokens(e.Table.Node(), x)
}

// Params implements Layer.
func (e *Embedding) Params() []*graph.Param { return []*graph.Param{e.Table} }
