package run

import (
	"errors"
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"gorgonia.org/gorgonia"
)

// Table is the embedding of tokens (tokens, width), nil if there is none.
func (n *Network) Table() *graph.Param {
	if n.Transformer != nil {
		if n.Transformer.Table == nil {
			return nil
		}
		return n.Transformer.Table.Table
	}
	return n.Params.Get("embedding.weight")
}

// TableGradients computes gradients of single outputs by the embedding of tokens.
type TableGradients struct {
	x, mask *gorgonia.Node
	session *graph.Session
	table   *graph.Param
	classes int
}

// TableGradients prepares them for a network of tokens, as it is now, that reads one place. With a tied
// embedding it fails: the table would be in the gradient twice.
func (r *Run) TableGradients() (*TableGradients, error) {
	t, err := r.twin()
	if err != nil {
		return nil, err
	}
	n := t.Network
	g := &TableGradients{table: n.Table(), classes: n.Out.Len()}
	if g.table == nil {
		return nil, errors.New("gradient: there is no table of tokens")
	}
	if n.Transformer != nil && n.Transformer.Config.TiedEmbedding {
		return nil, errors.New("gradient: the embedding is tied, so that it is in the outputs too")
	}
	return g, build(func() error {
		var err error
		dtype := n.Params.DType()
		if g.x, err = graph.Input(n.Params.Graph(), dtype, "x for gradients", append([]int{1}, r.Data.Train.XShape...)...); err != nil {
			return err
		}
		out, err := n.apply(g.x)
		if err != nil {
			return err
		}
		if task.Size(out.Shape()) != g.classes {
			return fmt.Errorf("gradient: outputs %v of one row: only those of one place can be told apart", out.Shape())
		}
		if g.mask, err = graph.Input(n.Params.Graph(), dtype, "the output for gradients", out.Shape()...); err != nil {
			return err
		}
		chosen, err := gorgonia.HadamardProd(out, g.mask)
		if err != nil {
			return err
		}
		loss, err := gorgonia.Sum(chosen)
		if err != nil {
			return err
		}
		g.session, err = graph.Compile(graph.Program{Loss: loss, Params: []*graph.Param{g.table}})
		return err
	})
}

// Of is the gradient of one output in a row of tokens by the table, row-major, (tokens,
// width), columns by place.
func (g *TableGradients) Of(tokens []float64, output int) ([]float64, error) {
	mask := make([]float64, g.classes)
	mask[output] = 1
	if err := errors.Join(graph.Feed(g.x, tokens...), graph.Feed(g.mask, mask...)); err != nil {
		return nil, err
	}
	if err := g.session.Run(); err != nil {
		return nil, err
	}
	return g.table.Gradient(), nil
}
