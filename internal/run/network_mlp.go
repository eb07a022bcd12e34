package run

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// buildMLP makes inputs – hidden layers – outputs. Tokens are embedded first, all by
// one table, whose columns lie on the input axis: the operands are copies of it.
func buildMLP(c *Config, d *task.Data, n *Network) error {
	if d.Length > 0 {
		return fmt.Errorf("rows of %s are sequences: use model: transformer", c.Data)
	}
	rng := rand.New(source(c, weightStream))
	inputs := task.Size(d.Train.XShape)
	var embed *nn.Embedding
	if d.Tokens > 0 {
		if c.EmbeddingWidth < 1 {
			return fmt.Errorf("embedding_width: tokens need at least 1")
		}
		var err error
		if embed, err = nn.NewEmbedding(n.Params, "embedding", d.Tokens, c.EmbeddingWidth, rng); err != nil {
			return err
		}
		inputs *= c.EmbeddingWidth
	}
	widths := []int{inputs}
	for range c.Depth {
		widths = append(widths, c.Width)
	}
	widths = append(widths, outputs(d))
	mlp, err := nn.NewMLP(n.Params, "linear", widths, op.Activation(c.Activation), rng)
	if err != nil {
		return err
	}
	if err := placeMLP(c, n, d, mlp, embed, widths); err != nil {
		return err
	}
	n.trace = func(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) { return applyMLP(n, mlp, embed, t, x) }
	n.apply = func(x *gorgonia.Node) (*gorgonia.Node, error) { return n.trace(nil, x) }
	return nil
}

func applyMLP(n *Network, mlp *nn.MLP, embed *nn.Embedding, t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	var err error
	if embed == nil {
		x, err = n.In.ToPlaces(x)
	} else {
		x, err = embed.Apply(x)
	}
	if err != nil {
		return nil, err
	}
	if x, err = mlp.ApplyTraced(t, x); err != nil {
		return nil, err
	}
	return n.Out.FromPlaces(x)
}

// placeMLP declares the axes, inputs first, and connects the weights.
func placeMLP(c *Config, n *Network, d *task.Data, mlp *nn.MLP, embed *nn.Embedding, widths []int) error {
	axes := make([]*bimt.Axis, len(widths))
	for i, w := range widths {
		name := fmt.Sprintf("hidden%d", i)
		var opts []bimt.AxisOption
		switch {
		case i == 0 && embed != nil:
			name, w = "embedding", c.EmbeddingWidth
		case i == 0:
			name = "inputs"
			if c.Geometry == "grid" { // pixels stay
				opts = append(opts, bimt.Fixed())
			}
		case i == len(widths)-1:
			name = "outputs"
		}
		at, err := layout(c, w, i == len(widths)-1)
		if i == 0 && c.Geometry == "grid" && d.Image[0] > 0 {
			at, err = bimt.Grid(d.Image[1], d.Image[0]), nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		axes[i] = n.Space.Axis(name, at, opts...)
	}
	n.In, n.Out = axes[0], axes[len(axes)-1]
	if embed != nil {
		if err := n.Space.Embed(embed.Table, n.In); err != nil {
			return err
		}
	}
	for i, l := range mlp.Layers {
		charged := i < len(mlp.Layers)-1 || c.LastLayerLocality
		if err := n.Space.Connect(l.Weight, axes[i+1], axes[i], bimt.Locality(charged)); err != nil {
			return err
		}
		if err := n.Space.Bias(l.Bias, axes[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// layout puts neurons on a line, on a ring, or on a square grid with the outputs on a ring.
func layout(c *Config, n int, last bool) (bimt.Layout, error) {
	if c.Geometry == "line" {
		return bimt.Line(n), nil
	}
	if last || c.Geometry == "ring" {
		return bimt.Ring(n), nil
	}
	side := int(math.Round(math.Sqrt(float64(n))))
	if side*side != n {
		return bimt.Layout{}, fmt.Errorf("%d neurons fill no square grid: choose a square number, such as %d, or geometry: line", n, side*side)
	}
	return bimt.Grid(side, side), nil
}
