package transformer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Model is a transformer, laid out in a space.
type Model struct {
	Config Config
	// Embed leads from vectors to the residual stream; nil if there are tokens.
	Embed *nn.Linear
	// Table has one row for each token; nil if there are vectors.
	Table *nn.Embedding
	// Positions is what the residual stream passes through behind the embedding: *Learned,
	// or what WithPositions made; nil for none.
	Positions nn.Layer
	Blocks    []*Block
	// Norm normalises what the unembedding reads; nil without a norm.
	Norm nn.Layer
	// Unembed leads from the residual stream to the outputs. Its weight is that of Table
	// if the two are tied.
	Unembed *nn.Linear

	// In is the axis of the inputs (nil if there are tokens), Residual that of the
	// residual stream, Out that of the outputs.
	In, Residual, Out *bimt.Axis

	first, added int // the model's own parameters in the set
	params       *graph.Params
	space        *bimt.Space
}

// New makes a transformer: its parameters in params, drawn from rng, and its axes and
// connections in space, which also says how connections are charged. Weights and biases
// are uniform in ±1/√in; tables are normal with deviation 1/√width. Options put parts of
// your own in place of those that the config names.
func New(params *graph.Params, space *bimt.Space, c Config, rng *rand.Rand, opts ...Option) (*Model, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if params == nil || space == nil || rng == nil {
		return nil, errors.New("transformer: the parameters, the space or the random source is missing")
	}
	m := &Model{Config: c, params: params, space: space, first: len(params.All())}
	b := &Builder{Config: c, Params: params, Space: space, Rng: rng, parts: c.chosen(opts)}
	if c.Inputs > 0 {
		m.In = space.Axis("input", bimt.Line(c.Inputs))
	}
	m.Residual = space.Axis("residual", bimt.Line(c.Width))
	b.Residual = m.Residual
	if err := m.newEmbedding(b); err != nil {
		return nil, err
	}
	for i := range c.Layers {
		l, err := newBlock(b, i)
		if err != nil {
			return nil, err
		}
		m.Blocks = append(m.Blocks, l)
	}
	if err := m.newUnembedding(b); err != nil {
		return nil, err
	}
	m.added = len(params.All()) - m.first
	return m, nil
}

func (m *Model) newEmbedding(b *Builder) (err error) {
	if m.In != nil {
		m.Embed, err = b.Linear(Wiring{Path: "embed", Bias: b.Biases.Embed, Rows: m.Residual, Columns: m.In})
	} else {
		m.Table = &nn.Embedding{}
		m.Table.Table, err = b.table("embed", b.Tokens)
	}
	if err != nil {
		return err
	}
	if m.Table != nil && !b.TiedEmbedding {
		if err := b.Space.Embed(m.Table.Table, m.Residual); err != nil {
			return err
		}
	}
	m.Positions, err = b.make(b.parts.positions, "positions")
	return err
}

func (m *Model) newUnembedding(b *Builder) (err error) {
	if m.Norm, err = b.make(b.parts.norm, "unembed.norm"); err != nil {
		return err
	}
	w := Wiring{Path: "unembed", Bias: b.Biases.Unembed, Columns: m.Residual}
	w.Charge = []bimt.ConnectOption{bimt.Locality(b.LastLayerLocality)}
	if !b.TiedEmbedding {
		m.Out = b.Space.Axis("output", bimt.Line(b.Outputs), bimt.WithSymmetry(bimt.Symmetry{Fixed: b.FixedOutputs}))
		w.Rows = m.Out
		m.Unembed, err = b.Linear(w)
		return err
	}
	m.Out = b.Space.Axis("output", bimt.Line(b.Outputs), bimt.Fixed())
	w.Rows = m.Out
	m.Unembed, err = b.tied(m.Table.Table, w)
	return err
}

// Params lists the model's parameters, in the order they are applied.
func (m *Model) Params() []*graph.Param {
	return slices.Clone(m.params.All()[m.first : m.first+m.added])
}

// Space is the space the model is laid out in.
func (m *Model) Space() *bimt.Space { return m.space }

// Apply implements nn.Layer: it is the output of Forward.
func (m *Model) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return m.ApplyTraced(nil, x) }

// Forward adds the model to the graph once more, with the same parameters. x is (batch,
// time, inputs), or (batch, time) token numbers held as floats.
func (m *Model) Forward(x *gorgonia.Node) (*Pass, error) {
	p := &Pass{Trace: nn.NewTrace()}
	var err error
	p.Output, err = m.ApplyTraced(p.Trace, x)
	return p, err
}

// ApplyTraced implements nn.Traced; the activations are listed at Pass.
func (m *Model) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	length, err := m.checkInput(x)
	if err != nil {
		return nil, err
	}
	places, err := m.Config.places(length)
	if err != nil {
		return nil, err
	}
	if x, err = m.embed(t, x); err != nil { // (batch, time, width)
		return nil, fmt.Errorf("transformer: embed: %w", err)
	}
	t.Keep("embed", x)
	for _, l := range m.Blocks {
		if x, err = l.apply(t.Scope(l.path), x); err != nil { // (batch, time, width)
			return nil, fmt.Errorf("transformer: %s: %w", l.path, err)
		}
	}
	if x, err = pickPlaces(x, places); err != nil { // (batch, read, width); moves down through the last MLP
		return nil, err
	}
	return m.unembed(t, x) // (batch, read, outputs)
}

// pickPlaces keeps the given places of (batch, time, width); nil are all.
func pickPlaces(x *gorgonia.Node, places []int) (*gorgonia.Node, error) {
	if places == nil {
		return x, nil
	}
	x, err := op.Pick(x, 1, places...)
	if err != nil {
		return nil, fmt.Errorf("transformer: read: %w", err)
	}
	return x, nil
}

// embed gives the residual stream (batch, time, width) at first.
func (m *Model) embed(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	var err error
	if m.Embed != nil {
		if x, err = m.In.ToPlaces(x); err != nil { // (batch, time, inputs)
			return nil, err
		}
		x, err = m.Embed.Apply(x) // (batch, time, width)
	} else {
		shape := x.Shape()
		if x, err = m.Table.Apply(x); err != nil { // (batch, time·width)
			return nil, err
		}
		x, err = op.Reshape(x, shape[0], shape[1], m.Config.Width) // (batch, time, width)
	}
	if err != nil {
		return nil, err
	}
	return through(t.Scope("positions"), "", m.Positions, x)
}

// Unembedded is what the last norm and the unembedding read from a residual stream (batch,
// places, width), channels by place: (batch, places, outputs), by number. Of the stream behind
// the last block these are the model's outputs; of any earlier one it is the logit lens
// (nostalgebraist 2020).
func (m *Model) Unembedded(x *gorgonia.Node) (*gorgonia.Node, error) {
	if x == nil || len(x.Shape()) != 3 || x.Shape()[2] != m.Config.Width {
		return nil, fmt.Errorf("transformer: unembed: want a residual stream (batch, places, %d)", m.Config.Width)
	}
	return m.unembed(nil, x)
}

// unembed reads the outputs from the residual stream at the places that are read.
func (m *Model) unembed(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	x, err := through(t.Scope("unembed"), "norm", m.Norm, x) // (batch, read, width)
	if err != nil {
		return nil, fmt.Errorf("transformer: unembed: %w", err)
	}
	if x, err = m.Unembed.Apply(x); err != nil { // (batch, read, outputs)
		return nil, fmt.Errorf("transformer: unembed: %w", err)
	}
	if x, err = m.Out.FromPlaces(x); err != nil {
		return nil, err
	}
	return t.Keep("output", x), t.Err()
}

// checkInput reports an input of the wrong shape, and gives the length of sequences.
func (m *Model) checkInput(x *gorgonia.Node) (int, error) {
	if x == nil {
		return 0, errors.New("transformer: the input is missing")
	}
	s := x.Shape()
	switch {
	case m.Embed != nil && (len(s) != 3 || s[2] != m.Config.Inputs):
		return 0, fmt.Errorf("transformer: want an input (batch, time, %d), have %v", m.Config.Inputs, s)
	case m.Table != nil && len(s) != 2:
		return 0, fmt.Errorf("transformer: want tokens (batch, time), have %v", s)
	}
	return s[1], nil
}
