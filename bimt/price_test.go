package bimt_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// priced is a space with all that prices must cope with: a grid, a ring, copies of an axis, an
// axis connected to itself, a bias.
type priced struct {
	params       *graph.Params
	space        *bimt.Space
	x, h, y      *bimt.Axis
	in, back, to *graph.Param
}

func newPriced(t *testing.T, dtype tensor.Dtype) *priced {
	t.Helper()
	p := &priced{params: graph.NewParams(gorgonia.NewGraph(), dtype), space: bimt.NewSpace(bimt.LayerDistance(0.3))}
	p.x, p.h, p.y = p.space.Axis("x", bimt.Line(3)), p.space.Axis("h", bimt.Grid(2, 2)), p.space.Axis("y", bimt.Ring(2))
	p.in, p.back, p.to = must(p.params.New("in", 4, 6))(t), must(p.params.New("back", 4, 4))(t), must(p.params.New("to", 2, 4))(t)
	bias := must(p.params.New("bias", 4))(t)
	check(t, p.space.Connect(p.in, p.h, p.x)) // two copies of x
	check(t, p.space.Connect(p.back, p.h, p.h))
	check(t, p.space.Connect(p.to, p.y, p.h))
	check(t, p.space.Bias(bias, p.h))
	for i, q := range p.params.All() {
		check(t, q.Set(away(rand.New(rand.NewPCG(7, uint64(i))), q.Len())))
	}
	return p
}

// away draws numbers that are not near 0, where sizes have no slope.
func away(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = (0.2 + rng.Float64()) * float64(1-2*rng.IntN(2))
	}
	return v
}

// compile adds 0·Σ of every parameter to the cost, so that all have a gradient.
func (p *priced) compile(t *testing.T, opts ...bimt.PenaltyOption) (*graph.Session, *bimt.Penalty) {
	t.Helper()
	var loss *gorgonia.Node
	for _, q := range p.params.All() {
		zero := must(gorgonia.Mul(must(gorgonia.Sum(q.Node()))(t), zeroOf(q)))(t)
		if loss == nil {
			loss = zero
		} else {
			loss = must(gorgonia.Add(loss, zero))(t)
		}
	}
	cost := must(p.space.Penalize(loss, opts...))(t)
	check(t, cost.Set(1, 1.5, true))
	return must(graph.Compile(graph.Program{Loss: cost.Total, Params: p.params.All()}))(t), cost
}

func zeroOf(q *graph.Param) *gorgonia.Node {
	if q.DType() == tensor.Float32 {
		return gorgonia.NewConstant(float32(0))
	}
	return gorgonia.NewConstant(0.0)
}

// Every price has the gradient that differences of its value give, in weights, in places and in
// the partition.
func TestPriceGradients(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *priced) []bimt.PenaltyOption{
		"root": func(*testing.T, *priced) []bimt.PenaltyOption { return []bimt.PenaltyOption{bimt.Charging(op.Root)} },
		"log":  func(*testing.T, *priced) []bimt.PenaltyOption { return []bimt.PenaltyOption{bimt.Charging(op.Log)} },
		"communicability": func(*testing.T, *priced) []bimt.PenaltyOption {
			return []bimt.PenaltyOption{bimt.WithPrice(0.7, bimt.Communicability())}
		},
		"modularity": func(t *testing.T, p *priced) []bimt.PenaltyOption {
			division := must(bimt.NewPartition(p.space, p.params, 3, rand.New(rand.NewPCG(1, 1))))(t)
			return []bimt.PenaltyOption{bimt.WithPrice(2, division.Price())}
		},
		"topography, composed with communicability": func(_ *testing.T, p *priced) []bimt.PenaltyOption {
			return []bimt.PenaltyOption{bimt.WithPrice(1, bimt.Topography(p.h, 0.4)), bimt.WithPrice(1, bimt.Topography(p.x, 0.4)), bimt.WithPrice(0.1, bimt.Communicability())}
		},
		"places": func(t *testing.T, p *priced) []bimt.PenaltyOption {
			check(t, p.space.TrainPlaces(p.params, p.h))
			check(t, p.space.TrainPlaces(p.params, p.y))
			check(t, p.h.Places().Set([]float64{0.2, 0.3, 0.35, 0.3, 0.9, 0.1, 0.31, 0.45}))
			return []bimt.PenaltyOption{bimt.WithPrice(3, bimt.Repulsion())}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPriced(t, tensor.Float64)
			s, cost := p.compile(t, prepare(t, p)...)
			value := func() float64 { check(t, s.Run()); return s.Scalar(cost.Total) }
			value()
			for _, q := range p.params.All() {
				at, slope := q.Float64s(), q.Gradient()
				if slope == nil {
					t.Fatalf("%s has no gradient", q.Name())
				}
				for i := range at {
					const h = 1e-6
					moved := func(by float64) float64 {
						v := append([]float64(nil), at...)
						v[i] += by
						check(t, q.Set(v))
						return value()
					}
					want := (moved(h) - moved(-h)) / (2 * h)
					if math.Abs(slope[i]-want) > 1e-6*max(1, math.Abs(want)) {
						t.Errorf("gradient by %s[%d] is %.8g, differences give %.8g", q.Name(), i, slope[i], want)
					}
				}
				check(t, q.Set(at))
			}
		})
	}
}

// In float32 a price is that of float64, but for rounding.
func TestPricesInFloat32(t *testing.T) {
	var costs []float64
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		p := newPriced(t, dtype)
		s, cost := p.compile(t, bimt.Charging(op.Log), bimt.WithPrice(0.7, bimt.Communicability()), bimt.WithPrice(1, bimt.Topography(p.h, 0.4)))
		check(t, s.Run())
		costs = append(costs, s.Scalar(cost.Total))
	}
	if math.Abs(costs[1]-costs[0]) > 1e-5*costs[0] {
		t.Errorf("cost %v in float32, %v in float64", costs[1], costs[0])
	}
}

// A partition that has made up its mind is charged 1 − Q of Newman's modularity.
func TestPartitionIsNewmansQ(t *testing.T) {
	p := newPriced(t, tensor.Float64)
	division := must(bimt.NewPartition(p.space, p.params, 2, rand.New(rand.NewPCG(1, 1))))(t)
	community := []int{0, 1, 0, 1, 0, 0, 1, 1, 0}
	node := 0
	for _, a := range p.space.Axes() {
		logits := make([]float64, 0, 2*a.Len())
		for range a.Len() {
			l := []float64{0, 0}
			l[community[node]] = 60
			logits, node = append(logits, l...), node+1
		}
		check(t, p.params.Get("partition."+a.Name()).Set(logits))
	}
	price := must(division.Price()(p.space))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{price}}))(t)
	check(t, s.Run())
	want := 1 - must(metric.Q(must(p.space.Graph(0))(t), community))(t)
	if got := s.Scalar(price); math.Abs(got-want) > 1e-12 {
		t.Errorf("price %v, 1 − Q is %v", got, want)
	}
}

// Communicability is that of the exponential of the normalised graph, as gonum finds it.
func TestCommunicabilityByExponential(t *testing.T) {
	p := newPriced(t, tensor.Float64)
	g := must(p.space.Graph(0))(t)
	a := mat.NewDense(g.Len(), g.Len(), nil)
	for i := range g.Len() {
		a.Set(i, i, g.Loop(i)/g.Strength(i))
		for _, l := range g.Links(i) {
			a.Set(i, l.Node, l.Weight/math.Sqrt(g.Strength(i)*g.Strength(l.Node)))
		}
	}
	var c mat.Dense
	c.Exp(a)
	want := 0.0
	for _, conn := range p.space.Connections() {
		if !conn.IsWire() {
			continue
		}
		from, to := conn.Ends()
		for i, w := range conn.Magnitudes() {
			want += w * conn.Lengths()[i] * c.At(g.Node(to, conn.To(i)), g.Node(from, conn.From(i)))
		}
	}
	price := must(bimt.Communicability()(p.space))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{price}}))(t)
	check(t, s.Run())
	if got := s.Scalar(price); math.Abs(got-want) > 1e-12*want {
		t.Errorf("communicability %v, want %v", got, want)
	}
}

// A smooth map costs less than the same weights in disorder, a constant one nothing.
func TestTopographyOfMaps(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	space := bimt.NewSpace()
	x, h := space.Axis("x", bimt.Line(1)), space.Axis("h", bimt.Line(8))
	w := must(params.New("w", 8, 1))(t)
	check(t, space.Connect(w, h, x))
	price := must(bimt.Topography(h, 0.1)(space))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{price}}))(t)
	of := func(v ...float64) float64 {
		check(t, w.Set(v))
		check(t, s.Run())
		return s.Scalar(price)
	}
	smooth, rough := of(1, 2, 3, 4, -4, -3, -2, -1), of(1, -4, 3, -1, 4, -3, 2, -2)
	if constant, none := of(2, 2, 2, 2, 2, 2, 2, 2), of(0, 0, 0, 0, 0, 0, 0, 0); math.Abs(constant) > 1e-15 || none != 0 || !(smooth < rough/2) {
		t.Errorf("constant %v, none %v, smooth %v, rough %v", constant, none, smooth, rough)
	}
}

// Trained places settle in their box, and all lengths go by them; neurons at their first places
// do not repel each other.
func TestTrainedPlacesSettle(t *testing.T) {
	p := newPriced(t, tensor.Float64)
	before := p.space.ConnectionCost(1)
	check(t, p.space.TrainPlaces(p.params, p.h))
	s, cost := p.compile(t, bimt.WithPrice(1, bimt.Repulsion()))
	check(t, s.Run())
	if soft := s.Scalar(cost.Cost); math.Abs(soft-p.space.ConnectionCost(1.5)) > 0.02*1.5*50 || soft > p.space.ConnectionCost(1.5) {
		t.Errorf("cost of training %v, of city-block lengths %v", soft, p.space.ConnectionCost(1.5))
	}
	check(t, p.space.Settle())
	if after := p.space.ConnectionCost(1); after != before {
		t.Errorf("nothing moved, and the cost went from %v to %v", before, after)
	}
	check(t, p.h.Places().Set([]float64{0.5, 0.5, -3, 0.5, 0.5, 7, 0.25, 0.75}))
	check(t, p.space.Settle())
	if at := p.h.Layout().Point(1); at[0] != 0 || at[1] != 0.5 || p.h.Layout().Point(2)[1] != 1 {
		t.Errorf("places left the box: %v", at)
	}
	m := must(p.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}))(t)
	if m.After > m.Before || math.Abs(m.After-(p.space.ConnectionCost(1)-p.space.ConnectionCost(0))) > 1e-9 {
		t.Errorf("relocation went from %v to %v", m.Before, m.After)
	}
	check(t, p.h.Places().Set([]float64{0.5, 0.5, math.NaN(), 0.5, 0.5, 7, 0.25, 0.75}))
	wantError(t, p.space.Settle(), "places.h", "NaN")
}

func TestPricesRefuse(t *testing.T) {
	p := newPriced(t, tensor.Float64)
	empty := bimt.NewSpace()
	a, gate := must(graph.Input(p.params.Graph(), tensor.Float64, "a"))(t), must(graph.Input(p.params.Graph(), tensor.Float64, "gate"))(t)
	_, err := p.space.Cost(a, gate, bimt.WithPrice(math.NaN(), bimt.Communicability()))
	wantError(t, err, "NaN")
	_, err = p.space.Cost(a, gate, bimt.WithPrice(1, func(*bimt.Space) (*gorgonia.Node, error) { return p.in.Node(), nil }))
	wantError(t, err, "in", "scalar")
	_, err = bimt.Communicability()(empty)
	wantError(t, err, "no wires")
	_, err = bimt.Topography(p.h, 0)(p.space)
	wantError(t, err, "axis h", "0")
	_, err = bimt.Topography(empty.Axis("z", bimt.Line(2)), 1)(p.space)
	wantError(t, err, "axis z", "no wires")
	_, err = bimt.Repulsion()(p.space)
	wantError(t, err, "TrainPlaces")
	_, err = bimt.NewPartition(p.space, p.params, 1, rand.New(rand.NewPCG(1, 1)))
	wantError(t, err, "at least 2")
	check(t, p.space.TrainPlaces(p.params, p.h))
	wantError(t, p.space.TrainPlaces(p.params, p.h), "axis h", "already")
	_, err = p.space.Cost(a, gate, bimt.Charging(op.Log))
	wantError(t, err, "in", "log", "places")
}
