package transformer

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/nn"
)

// Freedom names weights that a transformer can be given in more than one way.
type Freedom string

// What leaves every output as it is:
//
//	values    the basis of the values of a head: rows of v and columns of attn.out, turned by
//	          one rotation and scaled against each other, in all query heads that share them
//	keys      that of queries and keys; with rotary positions each pair turned in its plane
//	hidden    the scale of a neuron that is passed on in proportion: up of a gated MLP against
//	          down, and up against down where the activation is ReLU
//	residual  the basis of the residual stream, where it is read through no norm or through RMS
//	          norms, whose scales go into the weights behind them; not with a tied embedding,
//	          unless the last norm scales all alike, and not through layer norms, as they take
//	          the mean of all neurons
const (
	FreeValues   Freedom = "values"
	FreeKeys     Freedom = "keys"
	FreeHidden   Freedom = "hidden"
	FreeResidual Freedom = "residual"
)

// Freedoms lists all.
func Freedoms() []Freedom { return []Freedom{FreeValues, FreeKeys, FreeHidden, FreeResidual} }

// Rotation says how weights are to be turned.
type Rotation struct {
	// Locality is A, the price of a unit of distance.
	Locality float64
	// Freedoms are those to use; nil for all that the model has.
	Freedoms []Freedom
	// Sweeps is how often each is gone through at the most; 0: 10. It ends before when a
	// sweep gains less than 1e-4 of the cost.
	Sweeps int
	// MostWork bounds the rotation of the residual stream, in weights visited in a sweep:
	// width times all weights on it; above that it is left out. 0: 4e9.
	MostWork float64
}

// Turned reports what a rotation did.
type Turned struct {
	// Before and After are the connection cost, Σ s·|w|·(A·d + y), biases included.
	Before, After float64
	// Turns is how many pairs of neurons were turned, Scaled how many neurons scaled.
	Turns, Scaled int
	// Left says why a freedom that was asked for was not used.
	Left map[Freedom]string
}

// Rotate gives the weights another basis wherever the outputs do not depend on it, so that the
// connection cost, Σ s·|w|·(A·d + y), falls: it turns two neurons at a time by the angle that is
// best, which is found exactly (see turner.turn), and scales neurons by √(Σ out/Σ in). Neurons
// stay where they are; a relocation afterwards, in turn with further rotations, gains more.
// Outputs change by rounding only. It is for networks that are trained: what an optimizer
// remembers of single weights means nothing afterwards, and is forgotten.
func (m *Model) Rotate(r Rotation) (Turned, error) {
	t := &turner{space: m.space, locality: r.Locality}
	out := Turned{Left: map[Freedom]string{}}
	if !(r.Locality >= 0) || math.IsInf(r.Locality, 1) {
		return out, fmt.Errorf("transformer: rotate at locality %v: want a finite number of at least 0", r.Locality)
	}
	freedoms := r.Freedoms
	if freedoms == nil {
		freedoms = Freedoms()
	}
	for _, f := range freedoms {
		if !slices.Contains(Freedoms(), f) {
			return out, fmt.Errorf("transformer: rotate: %w", nearest.Unknown("freedom", string(f), names(Freedoms())))
		}
	}
	if err := m.space.CheckWeights(); err != nil {
		return out, err
	}
	t.load(m.Params())
	out.Before = m.space.ConnectionCost(r.Locality)
	ways := map[Freedom]func() error{
		FreeValues: func() error { return m.eachAttention(t.values) }, FreeKeys: func() error { return m.eachAttention(t.keys) },
		FreeHidden: func() error { return m.scaleHidden(t) }, FreeResidual: func() error { return m.turnResidual(t, r.MostWork) },
	}
	for sweep, last := 0, out.Before; sweep < orInt(r.Sweeps, 10); sweep++ {
		for _, f := range freedoms {
			var no notFree
			if err := ways[f](); errors.As(err, &no) {
				out.Left[f] = string(no)
			} else if err != nil {
				return out, err
			}
		}
		cost := t.cost()
		if !(cost < last-1e-4*last) {
			break
		}
		last = cost
	}
	out.Turns, out.Scaled = t.turns, t.scaled
	if err := t.store(); err != nil {
		return out, err
	}
	out.After = m.space.ConnectionCost(r.Locality)
	return out, nil
}

// notFree is why a model lacks a freedom.
type notFree string

func (n notFree) Error() string { return string(n) }

func names(all []Freedom) (out []string) {
	for _, f := range all {
		out = append(out, string(f))
	}
	return out
}

func orInt(v, zero int) int {
	if v == 0 {
		return zero
	}
	return v
}

func (m *Model) eachAttention(do func(*Attention, *Config) error) error {
	for _, b := range m.Blocks {
		if err := do(b.Attention, &m.Config); err != nil {
			return err
		}
	}
	return nil
}

// values turns and scales the values of each head.
func (t *turner) values(a *Attention, c *Config) error {
	if a.Q == a.V {
		return notFree("with tied_order queries, keys and values are of one axis")
	}
	each, shared := c.headsWidth()/c.Heads, c.Heads/c.kvHeads()
	for head := range c.kvHeads() {
		ends := func(i int) (value, mixed []end) {
			value = []end{{a.Value.Weight, 0, head*each + i}, {a.Value.Bias, 0, head*each + i}}
			for q := range shared {
				mixed = append(mixed, end{a.Out.Weight, 1, (head*shared+q)*each + i})
			}
			return value, mixed
		}
		t.basis(each, ends, nil)
	}
	return nil
}

// keys turns and scales the queries and keys of each head.
func (t *turner) keys(a *Attention, c *Config) error {
	if a.Q == a.V {
		return notFree("with tied_order queries, keys and values are of one axis")
	}
	r, rotary := a.Rotary.(*Rotary)
	if a.Rotary != nil && !rotary {
		return notFree("queries and keys pass through a part from outside")
	}
	each, shared := c.headsWidth()/c.Heads, c.Heads/c.kvHeads()
	for head := range c.kvHeads() {
		ends := func(i int) (key, query []end) {
			key = []end{{a.Key.Weight, 0, head*each + i}, {a.Key.Bias, 0, head*each + i}}
			for q := range shared {
				at := (head*shared+q)*each + i
				query = append(query, end{a.Query.Weight, 0, at}, end{a.Query.Bias, 0, at})
			}
			return key, query
		}
		if !rotary {
			t.basis(each, ends, nil)
			continue
		}
		t.basis(each, ends, func(i int) (j int, first bool) {
			if r.Pairing == op.Interleaved {
				return i ^ 1, i%2 == 0
			}
			return (i + each/2) % each, i < each/2
		})
	}
	return nil
}

// basis turns every two of n neurons, and scales each; or, where pairs are given, turns those
// only and scales the two alike.
func (t *turner) basis(n int, ends func(i int) (in, out []end), pair func(i int) (j int, first bool)) {
	at := func(i int) (in, out strands) {
		a, b := ends(i)
		return t.of(a), t.of(b)
	}
	for i := range n {
		in, out := at(i)
		for j := i + 1; j < n; j++ {
			if pair != nil {
				if k, first := pair(i); !first || k != j {
					continue
				}
			}
			in2, out2 := at(j)
			t.turn(append(slices.Clone(in), out...), append(slices.Clone(in2), out2...))
			if pair != nil {
				t.scale(append(slices.Clone(in), in2...), append(slices.Clone(out), out2...))
			}
		}
		if pair == nil {
			t.scale(in, out)
		}
	}
}

// scaleHidden scales the hidden neurons of each MLP.
func (m *Model) scaleHidden(t *turner) error {
	free := false
	for _, b := range m.Blocks {
		var up, down *nn.Linear
		switch mlp := b.MLP.(type) {
		case *Gated:
			up, down = mlp.Up, mlp.Down
		case *MLP:
			if mlp.Up.Activation != op.ReLU {
				continue
			}
			up, down = mlp.Up, mlp.Down
		default:
			continue
		}
		free = true
		for i := range up.Weight.Shape()[0] {
			t.scale(t.of([]end{{up.Weight, 0, i}, {up.Bias, 0, i}}), t.of([]end{{down.Weight, 1, i}}))
		}
	}
	if !free {
		return notFree(fmt.Sprintf("an MLP with %s passes nothing on in proportion", m.Config.Activation))
	}
	return nil
}

// turnResidual turns the residual stream, if that lowers the cost by more than folding the
// scales of norms may raise it.
func (m *Model) turnResidual(t *turner, most float64) error {
	all, width := 0., float64(m.Config.Width)
	var ends []func(i int) end
	for _, c := range m.space.Connections() {
		for d, a := range c.Axes() {
			if a == m.Residual && c.IsCharged() {
				ends = append(ends, func(i int) end { return end{c.Param(), d, i} })
				all += float64(c.Param().Len())
			}
		}
	}
	if most == 0 {
		most = 4e9
	}
	if all*width > most {
		return notFree(fmt.Sprintf("%.2g weights on %v neurons of the residual stream would take too long", all, width))
	}
	before, old := t.cost(), t.snapshot()
	if err := m.fold(t); err != nil {
		return err
	}
	at := func(i int) (out strands) {
		for _, e := range ends {
			out = append(out, t.of([]end{e(i)})...)
		}
		return out
	}
	turns := t.turns
	for i := range m.Config.Width {
		for j := i + 1; j < m.Config.Width; j++ {
			t.turn(at(i), at(j))
		}
	}
	if !(t.cost() < before-1e-12*before) {
		t.restore(old)
		t.turns = turns
	}
	return nil
}

// fold takes the scales of RMS norms into the weights that read through them.
func (m *Model) fold(t *turner) error {
	into := func(norm nn.Layer, readers ...*nn.Linear) error {
		if norm == nil {
			return nil
		}
		n, ok := norm.(*nn.RMSNorm)
		if !ok {
			return notFree("it is read through norms that are no RMS norms")
		}
		scale := t.w[n.Scale]
		for _, l := range readers {
			w := t.w[l.Weight]
			for i := range w {
				w[i] *= scale[i%len(scale)]
			}
		}
		for i := range scale {
			scale[i] = 1
		}
		return nil
	}
	if n, ok := m.Norm.(*nn.RMSNorm); ok && m.Config.TiedEmbedding {
		if s := t.w[n.Scale]; slices.Min(s) != slices.Max(s) {
			return notFree("the embedding is tied, and the last norm scales neurons differently")
		}
	}
	for _, b := range m.Blocks {
		a := b.Attention
		if err := into(b.AttentionNorm, a.Query, a.Key, a.Value); err != nil {
			return err
		}
		var readers []*nn.Linear
		switch mlp := b.MLP.(type) {
		case nil:
		case *Gated:
			readers = []*nn.Linear{mlp.Gate, mlp.Up}
		case *MLP:
			readers = []*nn.Linear{mlp.Up}
		default:
			return notFree("an MLP from outside reads it")
		}
		if err := into(b.MLPNorm, readers...); err != nil {
			return err
		}
	}
	if _, learned := m.Positions.(*Learned); m.Positions != nil && !learned {
		return notFree("positions from outside are added to it")
	}
	if m.Config.TiedEmbedding {
		if _, ok := m.Norm.(*nn.RMSNorm); m.Norm != nil && !ok {
			return notFree("it is read through norms that are no RMS norms")
		}
		return nil
	}
	return into(m.Norm, m.Unembed)
}
