package flow_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// maker makes random networks x → … → y of rows of data, part after part.
type maker struct {
	*network
	parts int
	names []string // of the parts
}

func newMaker(t testing.TB, seed uint64) *maker { return &maker{network: newNetwork(t, seed)} }

const rows = 4 // of data

func (m *maker) axis(n int, opts ...bimt.AxisOption) *bimt.Axis {
	return m.space.Axis(fmt.Sprint("axis", len(m.space.Axes())), bimt.Line(n), opts...)
}

// dense is a layer of the maker's own numbering.
func (m *maker) dense(to, from *bimt.Axis, act op.Activation, x *gorgonia.Node) *gorgonia.Node {
	return m.apply(m.linear(fmt.Sprint("layer", len(m.params.All())), to, from, act, 1), x)
}

func (m *maker) do(n *gorgonia.Node, err error) *gorgonia.Node { return must(n, err)(m.t) }

func (m *maker) shape(n *gorgonia.Node, dims ...int) *gorgonia.Node {
	return m.do(gorgonia.Reshape(n, dims))
}

// vector is a parameter of random numbers for each neuron of an axis.
func (m *maker) vector(a *bimt.Axis) *gorgonia.Node {
	p := must(m.params.New(fmt.Sprint("vector", len(m.params.All())), a.Len()))(m.t)
	v := make([]float64, a.Len())
	for i := range v {
		v[i] = m.rng.NormFloat64()
	}
	check(m.t, p.Set(v))
	check(m.t, m.space.Bias(p, a))
	return p.Node()
}

// a part takes neurons on an axis, (rows, n), to neurons on another.
type part func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node)

// right are parts that keep their function when neurons move.
var right = map[string]part{
	"layer": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(3 + m.rng.IntN(5))
		return h, m.dense(h, from, op.Tanh, x)
	},
	"residual": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(5)
		return from, m.do(gorgonia.Add(x, m.dense(from, h, op.Identity, m.dense(h, from, op.Tanh, x))))
	},
	"gated": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(4)
		return h, m.do(gorgonia.HadamardProd(m.dense(h, from, op.Tanh, x), m.dense(h, from, op.SiLU, x)))
	},
	"gated by one": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h, g := m.axis(4), m.axis(1)
		return h, m.do(gorgonia.BroadcastHadamardProd(m.dense(h, from, op.Tanh, x), m.dense(g, from, op.Tanh, x), nil, []byte{1}))
	},
	"recurrent": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(4)
		state := m.dense(h, from, op.Tanh, x)
		back := m.linear(fmt.Sprint("back", len(m.params.All())), h, h, op.Tanh, 1)
		for range 2 {
			state = m.apply(back, state)
		}
		return h, state
	},
	"soft": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.SoftMax(x))
	},
	"shifted": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.BroadcastAdd(x, m.vector(from), nil, []byte{0}))
	},
	"two parts and back": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		n := from.Len()
		a, b := m.do(gorgonia.Slice(x, nil, gorgonia.S(0, n/2))), m.do(gorgonia.Slice(x, nil, gorgonia.S(n/2, n)))
		return from, m.do(gorgonia.Concat(1, m.shape(m.do(gorgonia.Tanh(a)), rows, n/2), m.shape(m.do(gorgonia.Tanh(b)), rows, n-n/2)))
	},
	"around an op": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		mixed := m.do(gorgonia.Mul(m.do(from.FromPlaces(x)), m.input(fmt.Sprint("mixing", m.parts), from.Len(), from.Len())))
		return from, m.do(from.ToPlaces(mixed))
	},
	"a fixed part": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h, g := m.axis(6, bimt.Fixed()), m.axis(4)
		part := m.shape(m.do(gorgonia.Slice(m.dense(h, from, op.Tanh, x), nil, gorgonia.S(1, 3))), rows, 2)
		fixed := m.axis(2, bimt.Fixed())
		return g, m.dense(g, fixed, op.Tanh, part)
	},
	"attention": attend(true, true),
	"experts":   experts(true, true),
	"scores":    scores(true),
	"images": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return images(m, from, x, false)
	},
}

// attend is attention with heads in heads, or free to leave them; of queries and keys on one
// axis or on two.
func attend(heads, one bool) part {
	return func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		in := func(*bimt.Axis) {}
		if heads {
			in = bimt.InHeads(bimt.NewHeads(fmt.Sprint("split", m.parts), 2))
		}
		q, v := m.axis(6, in), m.axis(4, in)
		k := q
		if !one {
			k = m.axis(6, in)
		}
		n := from.Len()
		wide := m.do(gorgonia.Concat(1, m.shape(x, rows, 1, n), m.shape(m.do(gorgonia.Tanh(x)), rows, 1, n)))
		mix, _, err := op.Attend(m.dense(q, from, op.Identity, wide), m.dense(k, from, op.Identity, wide), m.dense(v, from, op.Identity, wide), op.Attention{Heads: 2, Rate: 1})
		check(m.t, err)
		last := m.shape(m.do(gorgonia.Slice(mix, nil, gorgonia.S(1))), rows, 4)
		h := m.axis(4)
		return h, m.dense(h, v, op.Tanh, last)
	}
}

// experts weighs the hidden neurons of each expert by its gate: gates and neurons in heads of
// one split, or free.
func experts(gates, hidden bool) part {
	return func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		split := bimt.InHeads(bimt.NewHeads(fmt.Sprint("split", m.parts), 3))
		free := func(*bimt.Axis) {}
		in := map[bool]bimt.AxisOption{true: split, false: free}
		g, h, y := m.axis(3, in[gates]), m.axis(6, in[hidden]), m.axis(4)
		gate := m.shape(m.do(gorgonia.SoftMax(m.dense(g, from, op.Identity, x))), rows, 3, 1)
		inner := m.shape(m.dense(h, from, op.Tanh, x), rows, 3, 2)
		weighed := m.do(gorgonia.BroadcastHadamardProd(inner, gate, nil, []byte{2}))
		return y, m.dense(y, h, op.Tanh, m.shape(weighed, rows, 6))
	}
}

// scores is q·kᵀ of two rows, by hand, of queries and keys on one axis or on two.
func scores(one bool) part {
	return func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		q, y := m.axis(5), m.axis(4)
		k := q
		if !one {
			k = m.axis(5)
		}
		a := m.dense(q, from, op.Tanh, x)
		b := m.dense(k, from, op.Tanh, x)
		pattern := m.do(gorgonia.Mul(a, m.do(gorgonia.Transpose(b, 1, 0)))) // (rows, rows)
		return y, m.dense(y, from, op.Tanh, m.do(gorgonia.Mul(pattern, x)))
	}
}

// images convolves images whose channels are neurons; with a part of the channels alone.
func images(m *maker, from *bimt.Axis, x *gorgonia.Node, part bool) (*bimt.Axis, *gorgonia.Node) {
	h := m.axis(4)
	p := must(m.params.New(fmt.Sprint("kernel", len(m.params.All())), 4, from.Len(), 3, 3))(m.t)
	v := p.Float64s()
	for i := range v {
		v[i] = m.rng.NormFloat64()
	}
	check(m.t, p.Set(v))
	check(m.t, m.space.ConnectDims(p, []*bimt.Axis{h, from, nil, nil}))
	img := m.shape(x, rows, from.Len(), 1, 1)
	img = m.do(gorgonia.Concat(2, img, m.do(gorgonia.Tanh(img))))
	out := m.do(gorgonia.Conv2d(img, p.Node(), []int{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1})) // (rows, 4, 2, 1)
	flat := m.do(gorgonia.Sum(m.do(gorgonia.Tanh(out)), 2, 3))
	if part {
		flat = m.do(gorgonia.Concat(1, m.shape(m.do(gorgonia.Slice(flat, nil, gorgonia.S(1, 4))), rows, 3), m.shape(m.do(gorgonia.Slice(flat, nil, gorgonia.S(0))), rows, 1)))
	}
	return h, flat
}

// wrong are parts that a relocation breaks.
var wrong = map[string]part{
	"a skip over two axes": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(from.Len())
		return h, m.do(gorgonia.Add(x, m.dense(h, from, op.Tanh, x)))
	},
	"columns on another axis": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h, other := m.axis(4), m.axis(from.Len())
		return h, m.dense(h, other, op.Tanh, x)
	},
	"a shift on another axis": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.BroadcastAdd(x, m.vector(m.axis(from.Len())), nil, []byte{0}))
	},
	"a scale on another axis": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.BroadcastHadamardProd(x, m.vector(m.axis(from.Len())), nil, []byte{0}))
	},
	"data for each neuron": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.HadamardProd(x, m.input(fmt.Sprint("gains", m.parts), rows, from.Len())))
	},
	"mixed by data": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return from, m.do(gorgonia.Mul(x, m.input(fmt.Sprint("mixing", m.parts), from.Len(), from.Len())))
	},
	"no FromPlaces around an op": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		mixed := m.do(gorgonia.Mul(x, m.input(fmt.Sprint("mixing", m.parts), from.Len(), from.Len())))
		return from, m.do(from.ToPlaces(mixed))
	},
	"no ToPlaces after an op": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h := m.axis(4)
		return h, m.dense(h, from, op.Tanh, m.do(from.FromPlaces(x)))
	},
	"a part of the neurons": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h, fixed := m.axis(4), m.axis(2, bimt.Fixed())
		return h, m.dense(h, fixed, op.Tanh, m.shape(m.do(gorgonia.Slice(x, nil, gorgonia.S(0, 2))), rows, 2))
	},
	"turned round": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		n := from.Len()
		a, b := m.do(gorgonia.Slice(x, nil, gorgonia.S(0, 1))), m.do(gorgonia.Slice(x, nil, gorgonia.S(1, n)))
		return from, m.do(gorgonia.Concat(1, m.shape(b, rows, n-1), m.shape(a, rows, 1)))
	},
	"a soft part": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		n := from.Len()
		a, b := m.do(gorgonia.Slice(x, nil, gorgonia.S(0, 2))), m.do(gorgonia.Slice(x, nil, gorgonia.S(2, n)))
		return from, m.do(gorgonia.Concat(1, m.do(gorgonia.SoftMax(m.shape(a, rows, 2))), m.shape(b, rows, n-2)))
	},
	"neurons of pairs": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		h, y := m.axis(6), m.axis(4)
		sums := m.do(gorgonia.Sum(m.shape(m.dense(h, from, op.Tanh, x), rows, 3, 2), 2))
		return y, m.dense(y, m.axis(3, bimt.Fixed()), op.Tanh, m.shape(sums, rows, 3))
	},
	"attention out of heads": attend(false, true),
	"keys on another axis":   attend(true, false),
	"experts out of heads":   experts(true, false),
	"gates out of heads":     experts(false, true),
	"all out of heads":       experts(false, false),
	"scores of two axes":     scores(false),
	"channels turned round": func(m *maker, from *bimt.Axis, x *gorgonia.Node) (*bimt.Axis, *gorgonia.Node) {
		return images(m, from, x, true)
	},
}

// pick is a part at random.
func pick(parts map[string]part, rng *rand.Rand) string {
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[rng.IntN(len(names))]
}

// build makes a network of one to three parts; with is the name of a wrong one among them,
// or of a wrong end, or empty.
func (m *maker) build(with string) {
	opts := []bimt.AxisOption{}
	if m.rng.IntN(4) == 0 {
		opts = append(opts, bimt.Fixed())
	}
	at := m.axis(4+m.rng.IntN(3), opts...)
	x := m.input("data", rows, at.Len())
	if m.rng.IntN(4) == 0 { // two operands of one table
		e := at
		table := must(m.params.New("table", 5, e.Len()))(m.t)
		v := table.Float64s()
		for i := range v {
			v[i] = m.rng.NormFloat64()
		}
		check(m.t, table.Set(v))
		check(m.t, m.space.Embed(table, e))
		ids := m.input("ids", rows, 2)
		check(m.t, graph.Feed(ids, 0., 1, 2, 3, 4, 0, 2, 2))
		at = m.axis(5)
		x = m.apply(m.linear("operands", at, e, op.Tanh, 2), m.do(op.Tokens(table.Node(), ids)))
		if with == noToPlaces {
			with = noFromPlaces
		}
	} else if with != noToPlaces {
		x = m.do(at.ToPlaces(x))
	}
	n := 1 + m.rng.IntN(3)
	wrongAt := m.rng.IntN(n)
	for m.parts = range n {
		name, make := "", part(nil)
		if name = pick(right, m.rng); m.parts == wrongAt && wrong[with] != nil {
			name = with
		}
		if make = right[name]; make == nil {
			make = wrong[name]
		}
		m.names = append(m.names, name)
		at, x = make(m, at, x)
	}
	y := m.axis(3)
	if x = m.dense(y, at, op.Identity, x); with != noFromPlaces {
		x = m.do(y.FromPlaces(x))
	}
	m.out = x
}

// The wrong ends.
const (
	noToPlaces   = "no ToPlaces"
	noFromPlaces = "no FromPlaces"
)

// Of random networks, Check passes those whose outputs stay as they are when the neurons of
// all axes are shuffled, heads too, and finds what is wrong with the others: 200 of each.
func TestCheckOfRandomNetworks(t *testing.T) {
	const want = 200
	flaws := []string{noToPlaces, noFromPlaces}
	for name := range wrong {
		flaws = append(flaws, name)
	}
	slices.Sort(flaws)
	kept, broken := 0, 0
	caught := map[string]int{}
	for seed := uint64(0); kept < want || broken < want; seed++ {
		m, flaw := newMaker(t, seed), ""
		if seed%2 == 1 {
			flaw = flaws[int(seed/2)%len(flaws)]
		}
		m.build(flaw)
		err := flow.Check(m.space, m.out)
		var shown error
		run := m.runner()
		for range 20 { // axes of two neurons turn alike by chance
			if shown == nil {
				shown = m.space.Verify(func() ([]float64, error) { return run(), nil }, 1e-10, m.rng)
			}
		}
		switch {
		case (err != nil) != (shown != nil):
			t.Fatalf("seed %d, %q with %q: Check says %v; a shuffle shows %v", seed, m.names, flaw, err, shown)
		case err == nil:
			kept++
			continue
		}
		broken++
		caught[flaw]++
		for _, line := range strings.Split(err.Error(), "\n") {
			if strings.HasSuffix(line, " more") {
				continue
			}
			if op, rest, _ := strings.Cut(strings.TrimPrefix(line, "flow: "), ": "); op == "" || !strings.Contains(rest, "axis") || !strings.Contains(rest, ": ") {
				t.Errorf("seed %d: %q does not say op, axis and remedy", seed, line)
			}
		}
	}
	for _, name := range flaws {
		if caught[name] == 0 {
			t.Errorf("of %q no network was ever broken", name)
		}
	}
}

// The cells of a weight that are counted off are those that listing them gives, in stages
// of the same names and copies.
func TestGridsAreCells(t *testing.T) {
	grids := 0
	for seed := range uint64(200) {
		m := newMaker(t, seed)
		m.build("")
		counted, have := m.read().Grids()
		_, want := must(flow.ReadByCell(m.space, m.out))(t).Grids()
		if have != want {
			t.Fatalf("seed %d, %q: counted off\n%s\nlisted\n%s", seed, m.names, have, want)
		}
		grids += counted
	}
	if grids < 400 {
		t.Errorf("of 200 networks %d weights are counted off", grids)
	}
}
