package inside

import (
	"cmp"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

// Vote is how well the voters of a classifier do: its connected modules between inputs, or
// the embedding, and the last layer, each of which moves all logits.
type Vote struct {
	All    run.Number `json:"accuracy"` // of the whole network
	Voters []Voter    `json:"alone"`
	Pairs  []Pair     `json:"pairs"`
	Left   int        `json:"left_out,omitempty"` // smaller voters, beyond the largest 8
}

// Voter is a module with its accuracy when the neurons of all others are at their means.
type Voter struct {
	Neurons  []string   `json:"neurons"`
	Accuracy run.Number `json:"accuracy"`

	all []flow.Neuron
}

// Pair is two voters, by their numbers from 1 on, with the accuracy of both together.
type Pair struct {
	Voters   [2]int     `json:"voters"`
	Accuracy run.Number `json:"accuracy"`
}

const mostVoters = 8

// vote finds the voters of a classifier of layers; nil where there are fewer than two.
func vote(b *bench, threshold float64) (*Vote, error) {
	if b.r.Data.Classes == 0 || b.layers == nil {
		return nil, nil
	}
	voters, err := votersOf(b.r, threshold)
	if err != nil || len(voters) < 2 {
		return nil, err
	}
	v := &Vote{All: run.Number(b.score(b.whole).Accuracy), Voters: voters, Left: max(0, len(voters)-mostVoters)}
	asked := voters[:min(len(voters), mostVoters)]
	alone := func(keep ...int) (run.Number, error) {
		var others []flow.Neuron
		for k, w := range voters {
			if !slices.Contains(keep, k) {
				others = append(others, w.all...)
			}
		}
		out, err := b.without(others, Mean)
		if err != nil {
			return 0, err
		}
		return run.Number(b.score(out).Accuracy), nil
	}
	for i := range asked {
		if asked[i].Accuracy, err = alone(i); err != nil {
			return nil, err
		}
		for j := range i {
			p := Pair{Voters: [2]int{j + 1, i + 1}}
			if p.Accuracy, err = alone(j, i); err != nil {
				return nil, err
			}
			v.Pairs = append(v.Pairs, p)
		}
	}
	v.Voters = asked
	slices.SortStableFunc(v.Pairs, func(x, y Pair) int { return cmp.Compare(y.Accuracy, x.Accuracy) })
	return v, nil
}

// votersOf are the connected parts among the neurons that are alive between inputs and
// outputs, an embedding with them; the largest first.
func votersOf(r *run.Run, threshold float64) ([]Voter, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	g, err := metric.AliveGraph(r.Network.Space, f, threshold)
	if err != nil {
		return nil, err
	}
	axes := slices.DeleteFunc(r.Network.Space.Axes(), func(a *bimt.Axis) bool {
		return a == r.Network.Out || a == r.Network.In && r.Data.Tokens == 0
	})
	var voters []Voter
	in := map[int]bool{}
	add := func(nodes ...int) {
		var v Voter
		for _, node := range nodes {
			in[node] = true
			a, n := g.Neuron(node)
			v.all = append(v.all, flow.Neuron{Axis: a, Number: n})
		}
		v.Neurons = namesOf(r, v.all)
		voters = append(voters, v)
	}
	for _, nodes := range metric.Modules(g, axes...) {
		add(nodes...)
	}
	for node := range g.Len() { // those that are alone between inputs and outputs
		if a, _ := g.Neuron(node); slices.Contains(axes, a) && g.Strength(node) > 0 && !in[node] {
			add(node)
		}
	}
	return voters, nil
}
