package pretrained

import (
	"context"
	"errors"
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
	model          *transformer.Model
	params         *graph.Params
	length, tokens int
	passes         []*pass // by rising length, the last for the whole
}

// pass computes all logits of a sequence of a length.
type pass struct {
	length  int
	x, last *gorgonia.Node
	session *graph.Session
}

// NewGenerator makes one for sequences of up to length tokens.
func NewGenerator(m *transformer.Model, params *graph.Params, length int) (*Generator, error) {
	if m == nil || params == nil {
		return nil, errors.New("pretrained: a generator: the model or its parameters are missing")
	}
	g := &Generator{model: m, params: params, length: length, tokens: m.Config.Tokens}
	whole, err := g.pass(length)
	g.passes = []*pass{whole}
	return g, err
}

func (g *Generator) pass(length int) (*pass, error) {
	p := &pass{length: length}
	var err error
	if p.x, err = graph.Input(g.params.Graph(), g.params.DType(), fmt.Sprintf("tokens to go on from, %d of up to %d", length, g.length), 1, length); err != nil {
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	if p.last, err = g.model.Apply(p.x); err != nil { // (1, length, tokens)
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	if p.last, err = op.Reshape(p.last, length, g.tokens); err != nil { // (length, tokens)
		return nil, fmt.Errorf("pretrained: %w", err)
	}
	p.session, err = graph.Compile(graph.Program{Outputs: []*gorgonia.Node{p.last}})
	return p, err
}

// shortest is the shortest pass of n tokens: as long as a power of two, from 16 on, or the whole.
func (g *Generator) shortest(n int) (*pass, error) {
	length := 16
	for length < n {
		length *= 2
	}
	length = min(length, g.length)
	at, made := slices.BinarySearchFunc(g.passes, length, func(p *pass, n int) int { return p.length - n })
	if !made {
		p, err := g.pass(length)
		if err != nil {
			return nil, err
		}
		g.passes = slices.Insert(g.passes, at, p)
	}
	return g.passes[at], nil
}

// Output is the node of the logits (length, tokens), from which flow.Check reads the network.
func (g *Generator) Output() *gorgonia.Node { return g.passes[len(g.passes)-1].last }

// Logits are those of the next token behind each of the given ones: (len(tokens), vocabulary),
// row-major. What would follow is not seen, as the models are causal.
func (g *Generator) Logits(tokens []int) ([]float64, error) {
	if len(tokens) < 1 || len(tokens) > g.length {
		return nil, fmt.Errorf("pretrained: %d tokens: want 1 to %d", len(tokens), g.length)
	}
	p, err := g.shortest(len(tokens))
	if err != nil {
		return nil, err
	}
	row := make([]float64, p.length)
	for i, id := range tokens {
		if id < 0 || id >= g.tokens {
			return nil, fmt.Errorf("pretrained: there is no token %d in a vocabulary of %d", id, g.tokens)
		}
		row[i] = float64(id)
	}
	if err := graph.Feed(p.x, row...); err != nil {
		return nil, err
	}
	if err := p.session.Run(); err != nil {
		return nil, err
	}
	all, err := p.session.Float64s(p.last)
	if err != nil {
		return nil, err
	}
	return all[:len(tokens)*g.tokens], nil
}

// Continue appends up to n tokens, each drawn from softmax(logits/temperature), or the
// likeliest if the temperature is 0, and gives all. The model sees as many of the last as fit
// its length. It ends early before one of ends, which may be nil.
func (g *Generator) Continue(ctx context.Context, tokens []int, n int, temperature float64, ends []int, rng *rand.Rand) ([]int, error) {
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
		if slices.Contains(ends, next) {
			break
		}
		tokens = append(tokens, next)
	}
	return tokens, nil
}
