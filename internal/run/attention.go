package run

import (
	"errors"
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/task"
	"gorgonia.org/gorgonia"
)

// AttentionMap is the attention that one head pays in one row of data.
type AttentionMap struct {
	Block, Head int // Head is the head's number, wherever it stands
	// Weights has a row for each place that looks and a column for each place looked at.
	Weights [][]float64
}

// attention is a transformer once more in its graph, for one row, with its patterns.
type attention struct {
	x        *gorgonia.Node
	patterns []*gorgonia.Node // by block, (1, heads, time, time)
	session  *graph.Session
}

// Attention computes the attention of a transformer in row i of a set: block by block,
// heads in the order in which they stand.
func (r *Run) Attention(s task.Set, i int) ([]AttentionMap, error) {
	if r.Network.Transformer == nil {
		return nil, errors.New("attention: only transformers have any")
	}
	if i < 0 || i >= s.Rows {
		return nil, fmt.Errorf("attention: there is no row %d: give a number from 0 to %d", i, s.Rows-1)
	}
	if r.attention == nil {
		if err := build(r.addAttention); err != nil {
			return nil, err
		}
	}
	a := r.attention
	if err := graph.Feed(a.x, s.AppendX(nil, i, i+1)...); err != nil {
		return nil, err
	}
	if err := a.session.Run(); err != nil {
		return nil, err
	}
	var maps []AttentionMap
	for b, p := range a.patterns {
		v, err := a.session.Float64s(p)
		if err != nil {
			return nil, err
		}
		maps = append(maps, r.Network.attentionMaps(b, v, s.XShape[0])...)
	}
	return maps, nil
}

func (r *Run) addAttention() error {
	n, a := r.Network, &attention{}
	var err error
	if a.x, err = graph.Input(n.Params.Graph(), n.Params.DType(), "attention x", append([]int{1}, r.Data.Train.XShape...)...); err != nil {
		return err
	}
	pass, err := n.Transformer.Forward(a.x)
	if err != nil {
		return err
	}
	for b := range n.Transformer.Blocks {
		p, err := pass.Lookup(fmt.Sprintf("block%d.attn.pattern", b))
		if err != nil {
			return err
		}
		a.patterns = append(a.patterns, p)
	}
	if a.session, err = graph.Compile(graph.Program{Outputs: append(a.patterns, pass.Output)}); err != nil {
		return err
	}
	r.attention = a
	return nil
}

// attentionMaps splits the attention of one block, (heads, time, time).
func (n *Network) attentionMaps(block int, v []float64, length int) []AttentionMap {
	axis, heads := n.Transformer.Blocks[block].Attention.Mix, n.Transformer.Config.Heads
	numbers, size := axis.Numbers(), axis.Len()/heads
	var maps []AttentionMap
	for slot := range heads {
		m := AttentionMap{Block: block, Head: numbers[slot*size] / size}
		for range length {
			m.Weights, v = append(m.Weights, v[:length]), v[length:]
		}
		maps = append(maps, m)
	}
	return maps
}
