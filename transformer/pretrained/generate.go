package pretrained

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/transformer"
	"gorgonia.org/gorgonia"
)

// Generator computes the logits of a model for sequences of up to a length.
type Generator struct {
	length, tokens int
	x, last        *gorgonia.Node
	session        *graph.Session
}

// NewGenerator makes one for sequences of up to length tokens.
func NewGenerator(m *transformer.Model, params *graph.Params, length int) (*Generator, error) {
	g := &Generator{length: length, tokens: m.Config.Tokens}
	var err error
	if g.x, err = graph.Input(params.Graph(), params.DType(), fmt.Sprintf("tokens to go on from, %d", length), 1, length); err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	if g.last, err = m.Apply(g.x); err != nil { // (1, length, tokens)
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	if g.last, err = op.Reshape(g.last, length, g.tokens); err != nil { // (length, tokens)
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	g.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{g.last}})
	return g, err
}

// Output is the node of the logits (length, tokens), from which flow.Check reads the network.
func (g *Generator) Output() *gorgonia.Node { return g.last }

// Logits are those of the next token behind each of the given ones: (len(tokens), vocabulary),
// row-major. What would follow is not seen, as the models are causal.
func (g *Generator) Logits(tokens []int) ([]float64, error) {
	if len(tokens) < 1 || len(tokens) > g.length {
		return nil, fmt.Errorf("pretrained: %d tokens: want 1 to %d", len(tokens), g.length)
	}
	row := make([]float64, g.length)
	for i, id := range tokens {
		if id < 0 || id >= g.tokens {
			return nil, fmt.Errorf("pretrained: there is no token %d in a vocabulary of %d", id, g.tokens)
		}
		row[i] = float64(id)
	}
	if err := graph.Feed(g.x, row...); err != nil {
		return nil, err
	}
	if err := g.session.Run(); err != nil {
		return nil, err
	}
	all, err := g.session.Float64s(g.last)
	if err != nil {
		return nil, err
	}
	return all[:len(tokens)*g.tokens], nil
}

// Continue appends up to n tokens, each drawn from softmax(logits/temperature), or the
// likeliest if the temperature is 0, and gives all. The model sees as many of the last as fit
// its length. It ends early before a token of end (−1 for none).
func (g *Generator) Continue(ctx context.Context, tokens []int, n int, temperature float64, end int, rng *rand.Rand) ([]int, error) {
	if !(temperature >= 0) {
		return nil, fmt.Errorf("pretrained: a temperature of %v: want 0 or more", temperature)
	}
	tokens = slices.Clone(tokens)
	for range n {
		if err := ctx.Err(); err != nil {
			return tokens, err
		}
		logits, err := g.Logits(tokens[max(0, len(tokens)-g.length):])
		if err != nil {
			return nil, err
		}
		next := transformer.Draw(rng, logits[len(logits)-g.tokens:], temperature)
		if next == end {
			break
		}
		tokens = append(tokens, next)
	}
	return tokens, nil
}
