package inside

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// asked is how many rows times parts are asked at most: some 40 s for mnist.
const asked = 2e7

// mlpParts are those of a network with a circuit.
func mlpParts(r *run.Run, o AblateOptions, a *Ablation) ([]part, task.Score, int, error) {
	none := task.Score{}
	if len(o.Heads) > 0 {
		return nil, none, 0, fmt.Errorf("head %s: only transformers have heads", o.Heads[0])
	}
	c, err := Circuit(r, 0)
	if err != nil {
		return nil, none, 0, err
	}
	var s *signals // when it is known how many parts there are
	var all []part
	add := func(kind, name, about string, taken ablation) {
		all = append(all, part{Effect{Kind: kind, Name: name, About: about}, func() (task.Score, error) { return s.score(taken, o.To), nil }})
	}
	output := map[int]bool{}
	for _, out := range c.Outputs {
		output[out.From] = true
	}
	for v := range len(c.Inputs) + len(c.Neurons) {
		if !output[v] {
			add("neuron", c.Name(v), "", ablation{values: []int{v}})
		}
	}
	layers := layerNames(r)
	for i := range c.Neurons {
		n := &c.Neurons[i]
		for k := range n.Terms {
			layer, number := cutName(n.Name)
			if layers[layer] != "" {
				add("weight", fmt.Sprintf("%s[%s,%d]", layers[layer], number, source(r, c.Name(n.Terms[k].From), n.Terms[k].From)),
					c.Name(n.Terms[k].From)+" → "+n.Name, ablation{neuron: i, term: &n.Terms[k]})
			}
		}
	}
	parts, err := chosen(all, o)
	if err != nil {
		return nil, none, 0, err
	}
	if s, err = newSignals(r, c, max(50, asked/len(parts))); err != nil {
		return nil, none, 0, err
	}
	a.Rows = s.set.Rows
	return parts, s.score(ablation{}, Zero), runtime.GOMAXPROCS(0), nil
}

// layerNames are the names of weights, without their ending, by the axis they lead to.
func layerNames(r *run.Run) map[string]string {
	names := map[string]string{}
	for _, c := range r.Network.Space.Connections() {
		if _, to := c.Ends(); to != nil {
			names[to.Name()] = strings.TrimSuffix(c.Param().Name(), ".weight")
		}
	}
	return names
}

// cutName cuts hidden1[3] in its axis and its number.
func cutName(name string) (axis, number string) {
	axis, number, _ = strings.Cut(strings.TrimSuffix(name, "]"), "[")
	return axis, number
}

// source is the column of a weight that reads a value: the number of the neuron, of copies
// of an axis one after the other.
func source(r *run.Run, name string, value int) int {
	if r.Data.Tokens == 0 && value < r.Network.In.Len() {
		return value
	}
	axis, number := cutName(name)
	var n, copies int
	_, _ = fmt.Sscan(number, &n) // the circuit wrote it
	if in := r.Network.In; r.Data.Tokens > 0 && strings.HasPrefix(axis, in.Name()) {
		_, _ = fmt.Sscan(strings.TrimPrefix(axis, in.Name()), &copies) // none of one copy
		n += copies * in.Len()
	}
	return n
}

// transformerParts are neurons, heads and weights of a transformer, which can be set to
// zero.
func transformerParts(r *run.Run, o AblateOptions, a *Ablation) ([]part, task.Score, int, error) {
	none := task.Score{}
	if o.To != Zero {
		return nil, none, 0, fmt.Errorf("%s: parts of a transformer can be set to zero only", o.To)
	}
	_, whole, err := r.Scores()
	if err != nil {
		return nil, none, 0, err
	}
	a.Rows = r.Data.Test.Rows
	var all []part
	// add adds a part that take takes away while loss measures.
	add := func(kind, name string, take func(loss metric.Loss) error) {
		all = append(all, part{Effect{Kind: kind, Name: name}, func() (s task.Score, err error) {
			return s, take(func() (float64, error) {
				_, s, err = r.Scores()
				return s.Loss, err
			})
		}})
	}
	space := r.Network.Space
	for _, x := range space.Axes() {
		for n := range x.Len() {
			add("neuron", fmt.Sprintf("%s[%d]", x.Name(), n), func(loss metric.Loss) error {
				_, err := metric.AblateNeuron(space, loss, x, n)
				return err
			})
		}
		addHeads(r, x, add)
	}
	for _, c := range space.Connections() {
		if shape := c.Param().Shape(); c.IsWire() && len(shape) == 2 {
			for i := range c.Param().Len() {
				name := fmt.Sprintf("%s[%d,%d]", strings.TrimSuffix(c.Param().Name(), ".weight"), i/shape[1], i%shape[1])
				add("weight", name, func(loss metric.Loss) error {
					_, err := metric.AblateWeight(space, loss, c, i)
					return err
				})
			}
		}
	}
	parts, err := chosen(all, o)
	return parts, whole, 1, err
}

// addHeads adds the heads of an axis whose values are read on: all their wires out.
func addHeads(r *run.Run, x *bimt.Axis, add func(kind, name string, take func(metric.Loss) error)) {
	if x.Heads() == nil {
		return
	}
	var out *bimt.Connection
	for _, c := range r.Network.Space.Connections() {
		if from, _ := c.Ends(); from == x {
			out = c
		}
	}
	if out == nil {
		return // queries and keys alone
	}
	block, _, _ := strings.Cut(x.Name(), ".")
	heads := x.Heads().Len()
	for _, b := range r.Network.Transformer.Blocks {
		if b.Attention.Mix == x { // several may share a head of keys and values
			heads = r.Network.Transformer.Config.Heads
		}
	}
	size := x.Len() / heads
	for h := range heads {
		add("head", fmt.Sprintf("%s[%d]", block, h), func(loss metric.Loss) error {
			whole := out.Param().Float64s()
			values, order := out.Param().Float64s(), x.Order()
			for i := range values {
				if order[out.From(i)]/size == h {
					values[i] = 0
				}
			}
			if err := out.Param().Set(values); err != nil {
				return err
			}
			_, err := loss()
			if back := out.Param().Set(whole); err == nil {
				err = back
			}
			return err
		})
	}
}
