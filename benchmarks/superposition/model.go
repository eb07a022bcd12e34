package main

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type size struct {
	name              string
	features, neurons int
}

// model is x′ = ReLU(WᵀW·x + b): one weight (neurons, features) and an axis of features that is input and
// output.
type model struct {
	size
	space    *bimt.Space
	x        *gorgonia.Node
	loss     *gorgonia.Node
	w        *graph.Param
	features *bimt.Axis
	penalty  *bimt.Penalty
	session  *graph.Session
}

const (
	present  = 0.05 // probability of a feature
	batch    = 256
	training = 3000 // steps
	rate     = 3e-3
)

func newModel(s size, rng *rand.Rand) (*model, *nn.AdamW, error) {
	m := &model{size: s, space: bimt.NewSpace(bimt.LayerDistance(0.1))}
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	m.features = m.space.Axis("features", bimt.Line(s.features))
	hidden := m.space.Axis("hidden", bimt.Line(s.neurons))
	var err error
	if m.w, err = params.New("W", s.neurons, s.features); err != nil {
		return nil, nil, err
	}
	b, err := params.New("b", s.features)
	if err != nil {
		return nil, nil, err
	}
	if err := nn.Normal(m.w, 1/math.Sqrt(float64(s.features)), rng); err != nil {
		return nil, nil, err
	}
	if err := m.space.Connect(m.w, hidden, m.features); err != nil {
		return nil, nil, err
	}
	if err := m.space.Bias(b, m.features); err != nil {
		return nil, nil, err
	}
	if err := m.build(params, b); err != nil {
		return nil, nil, err
	}
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	return m, adam, err
}

func (m *model) build(params *graph.Params, b *graph.Param) (err error) {
	if m.x, err = graph.Input(params.Graph(), tensor.Float64, "x", batch, m.size.features); err != nil {
		return err
	}
	x, err := m.features.ToPlaces(m.x)
	if err != nil {
		return err
	}
	h, err := op.Affine(x, m.w.Node(), nil, op.Identity) // (batch, neurons)
	if err != nil {
		return err
	}
	back, err := gorgonia.Transpose(m.w.Node()) // (features, neurons)
	if err != nil {
		return err
	}
	y, err := op.Affine(h, back, b.Node(), op.ReLU)
	if err != nil {
		return err
	}
	if m.loss, err = op.MSE(y, x); err != nil {
		return err
	}
	if m.penalty, err = m.space.Penalize(m.loss); err != nil {
		return err
	}
	m.session, err = graph.Compile(graph.Program{Loss: m.penalty.Total, Params: params.All(), Outputs: gorgonia.Nodes{m.loss}})
	return err
}

// draw feeds rows in which few features are present.
func (m *model) draw(rng *rand.Rand) {
	x := graph.Elements[float64](m.x)
	for i := range x {
		if x[i] = 0; rng.Float64() < present {
			x[i] = rng.Float64()
		}
	}
}

// columns are W by number of feature: (features, neurons).
func (m *model) columns() [][]float64 {
	w, order := m.w.Float64s(), m.features.Order()
	all := make([][]float64, m.size.features)
	for place, number := range order {
		for n := range m.neurons {
			all[number] = append(all[number], w[n*m.size.features+place])
		}
	}
	return all
}

// run trains a model and measures it.
func run(ctx context.Context, s size, how method, seed uint64) (map[string]float64, error) {
	rng := rand.New(rand.NewPCG(seed, 7))
	m, adam, err := newModel(s, rng)
	if err != nil {
		return nil, err
	}
	locality := 0.0
	if how.local {
		locality = 1
	}
	t := nn.Trainer{Session: m.session, Loss: m.loss, Optimizer: adam, Rate: nn.Constant(rate), Steps: training}
	t.Before(nn.Always, func(step *nn.Step) error {
		m.draw(rng)
		return m.penalty.Set(how.lambda/float64(s.features), locality, false)
	})
	if how.local {
		t.After(nn.Every(100), func(*nn.Step) error {
			_, err := m.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
			return err
		})
	}
	if _, err := t.Run(ctx); err != nil {
		return nil, err
	}
	figures := map[string]float64{}
	const times = 40 // 10,240 rows
	test := rand.New(rand.NewPCG(seed, 8))
	for range times {
		m.draw(test)
		if err := m.session.Run(); err != nil {
			return nil, err
		}
		figures["loss"] += m.session.Scalar(m.loss) / times
	}
	return figures, measure(m.columns(), test, figures)
}
