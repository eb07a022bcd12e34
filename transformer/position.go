package transformer

import (
	"cmp"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Position names how places are told apart.
type Position string

// The positions: a learned vector for each place, added to the embedding (GPT-2); queries
// and keys turned by their place (Llama; see op.Rope); none.
const (
	PositionLearned Position = "learned"
	PositionRotary  Position = "rotary"
	PositionNone    Position = "none"
)

// Learned adds a vector to each place.
type Learned struct {
	// Table has one row for each place: (places, width).
	Table *graph.Param
}

func learnedPositions(b *Builder, path string) (nn.Layer, error) {
	table, err := b.table(path, b.Positions)
	if err != nil {
		return nil, err
	}
	return &Learned{table}, b.Space.Embed(table, b.Residual)
}

// Params implements nn.Layer.
func (l *Learned) Params() []*graph.Param { return []*graph.Param{l.Table} }

// Apply implements nn.Layer: x is (batch, time, width), as is the result.
func (l *Learned) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.AddPositions(x, l.Table.Node())
}

// Rotary turns queries and keys by their place.
type Rotary struct {
	op.Rotary     // of the queries
	inHead    int // the width of a head
}

func rotary(b *Builder, _ string) (nn.Layer, error) {
	r := op.Rotary{Heads: b.Heads, Base: cmp.Or(b.RotaryBase, 10000), Pairing: cmp.Or(b.RotaryPairing, op.Halves)}
	return &Rotary{r, b.headsWidth() / b.Heads}, nil
}

// Params implements nn.Layer: there are none.
func (r *Rotary) Params() []*graph.Param { return nil }

// Apply implements nn.Layer: x is (batch, time, heads·d), of as many heads as there are, as
// is the result.
func (r *Rotary) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	turned := r.Rotary
	if s := x.Shape(); len(s) == 3 { // keys may have fewer heads
		turned.Heads = s[2] / r.inHead
	}
	return op.Rope(x, turned)
}
