package nn_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// reader is a layer of one's own: it looks tokens up, normalises, and answers.
type reader struct {
	table  *nn.Embedding
	norm   *nn.LayerNorm
	answer *nn.Linear
}

var _ nn.Traced = (*reader)(nil) // its activations have names

// Params lists the parameters of its parts.
func (r *reader) Params() (all []*graph.Param) {
	for _, l := range []nn.Layer{r.table, r.norm, r.answer} {
		all = append(all, l.Params()...)
	}
	return all
}

// Apply takes tokens (batch, 2) and gives (batch, 3).
func (r *reader) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return r.ApplyTraced(nil, x) }

// ApplyTraced is Apply with the activations kept by name.
func (r *reader) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (y *gorgonia.Node, err error) {
	y = x
	for _, part := range []struct {
		name  string
		layer nn.Layer
	}{{"embed", r.table}, {"norm", r.norm}, {"answer", r.answer}} {
		if y, err = t.Apply(part.name, part.layer, y); err != nil {
			return nil, err
		}
	}
	return y, nil
}

// A layer is made of others, and names what is computed inside it.
func ExampleTraced() {
	params, rng := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), rand.New(rand.NewPCG(1, 1))
	table, err := nn.NewEmbedding(params, "embed", 5, 4, rng) // five tokens of four numbers
	if err != nil {
		log.Fatal(err)
	}
	norm, err := nn.NewLayerNorm(params, "norm", 8)
	if err != nil {
		log.Fatal(err)
	}
	answer, err := nn.NewLinear(params, "answer", 8, 3, op.Identity, rng)
	if err != nil {
		log.Fatal(err)
	}
	x, err := graph.Input(params.Graph(), tensor.Float64, "x", 10, 2)
	if err != nil {
		log.Fatal(err)
	}
	t := nn.NewTrace()
	y, err := t.Apply("reader", &reader{table, norm, answer}, x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Names(), y.Shape())
	for _, p := range params.All() {
		fmt.Println(p.Name(), p.Shape())
	}
	// Output:
	// [reader.embed reader.norm reader.answer reader] (10, 3)
	// embed.weight [5 4]
	// norm.scale [8]
	// norm.shift [8]
	// answer.weight [3 8]
	// answer.bias [3]
}
