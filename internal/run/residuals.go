package run

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
)

// Residual is the residual stream of a transformer at one stage.
type Residual struct {
	Name string // such as embed, block0.attn, block0.mlp
	// Values are (rows, places, width), channels by place of the residual axis.
	Values []float64
	// Outputs are what the unembedding reads from them at the places that are read, (rows,
	// places read, outputs), by number: the logit lens.
	Outputs []float64
}

// Residuals computes the residual stream at every stage for the first rows of a set: behind
// the embedding, and behind each part that adds to it.
func (r *Run) Residuals(s task.Set, rows int) ([]Residual, error) {
	m := r.Network.Transformer
	if m == nil {
		return nil, errors.New("residual stream: only transformers have one")
	}
	if rows < 1 || rows > s.Rows {
		return nil, fmt.Errorf("residual stream: %d rows of %d", rows, s.Rows)
	}
	var x *gorgonia.Node
	var nodes gorgonia.Nodes // the stream and its outputs, stage by stage
	var session *graph.Session
	names := stageNames(m)
	err := build(func() (err error) {
		p := r.Network.Params
		if x, err = graph.Input(p.Graph(), p.DType(), fmt.Sprintf("%d rows for the residual stream", rows), append([]int{rows}, s.XShape...)...); err != nil {
			return err
		}
		if nodes, err = stageNodes(m, x, names); err != nil {
			return err
		}
		session, err = graph.Compile(graph.Program{Outputs: nodes, Lean: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := graph.Feed(x, s.AppendX(nil, 0, rows)...); err != nil {
		return nil, err
	}
	if err := session.Run(); err != nil {
		return nil, err
	}
	all := make([]Residual, len(names))
	for i := range all {
		all[i].Name = names[i]
		if all[i].Values, err = session.Float64s(nodes[2*i]); err != nil {
			return nil, err
		}
		if all[i].Outputs, err = session.Float64s(nodes[2*i+1]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// stageNames are the stages of the residual stream: the embedding, then each part that adds to it.
func stageNames(m *transformer.Model) []string {
	names := []string{"embed"}
	for b, block := range m.Blocks {
		names = append(names, fmt.Sprintf("block%d.attn", b))
		if block.MLP != nil {
			names = append(names, fmt.Sprintf("block%d.mlp", b))
		}
	}
	return names
}

// stageNodes are the residual stream of x at each stage, with its outputs behind it.
func stageNodes(m *transformer.Model, x *gorgonia.Node, names []string) (nodes gorgonia.Nodes, err error) {
	pass, err := m.Forward(x)
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		if i > 0 {
			name += ".residual"
		}
		node, err := pass.Lookup(name)
		if err != nil {
			return nil, err
		}
		out, err := unembedded(m, node)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node, out)
	}
	return nodes, nil
}

// unembedded puts the unembedding on a stage.
func unembedded(m *transformer.Model, stage *gorgonia.Node) (*gorgonia.Node, error) {
	if places := m.Config.Read; places != nil {
		read := slices.Clone(places)
		for i, p := range read {
			if p < 0 { // from the end
				read[i] += stage.Shape()[1]
			}
		}
		var err error
		if stage, err = op.Pick(stage, 1, read...); err != nil {
			return nil, err
		}
	}
	return m.Unembedded(stage)
}
