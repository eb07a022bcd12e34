package experiment

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

// Attention computes the attention of a transformer in row i of a set: block by block,
// heads in the order in which they stand. It can be called once for a network.
func (n *Network) Attention(s task.Set, i int) ([]AttentionMap, error) {
	if n.Transformer == nil {
		return nil, errors.New("attention: only transformers have any")
	}
	if i < 0 || i >= s.Rows {
		return nil, fmt.Errorf("attention: there is no row %d: give a number from 0 to %d", i, s.Rows-1)
	}
	building.Lock()
	defer building.Unlock()
	x, err := graph.Input(n.Params.Graph(), n.Params.DType(), "attention x", append([]int{1}, s.XShape...)...)
	if err != nil {
		return nil, err
	}
	pass, err := n.Transformer.Forward(x)
	if err != nil {
		return nil, err
	}
	var patterns []*gorgonia.Node
	for b := range n.Transformer.Blocks {
		p, err := pass.Lookup(fmt.Sprintf("block%d.attn.pattern", b)) // (1, heads, time, time)
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	session, err := graph.Compile(graph.Program{Outputs: append(patterns, pass.Output)})
	if err != nil {
		return nil, err
	}
	if err := graph.Feed(x, s.AppendX(nil, i, i+1)...); err != nil {
		return nil, err
	}
	if err := session.Run(); err != nil {
		return nil, err
	}
	var maps []AttentionMap
	for b, p := range patterns {
		v, err := session.Float64s(p)
		if err != nil {
			return nil, err
		}
		maps = append(maps, n.attentionMaps(b, v, s.XShape[0])...)
	}
	return maps, nil
}

// attentionMaps splits the attention of one block, (heads, time, time).
func (n *Network) attentionMaps(block int, v []float64, length int) []AttentionMap {
	axis := n.Transformer.Blocks[block].Attention.V
	order, heads := axis.Order(), axis.Heads().Len()
	var maps []AttentionMap
	for slot := range heads {
		size := axis.Len() / heads
		m := AttentionMap{Block: block, Head: order[slot*size] / size}
		for range length {
			m.Weights, v = append(m.Weights, v[:length]), v[length:]
		}
		maps = append(maps, m)
	}
	return maps
}
