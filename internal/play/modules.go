package play

import (
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

// Modules are the parts of the network that share no wire.
type Modules struct {
	Parts int `json:"parts"` // with an output
	// Of says for each axis of the space and each place which part its neuron is in, −1 for
	// none.
	Of   map[string][]int `json:"of"`
	Q    Number           `json:"q"` // Newman's modularity of what is left
	Cost Number           `json:"cost"`
}

// Modules parts the network at a threshold; 0 means run.ActiveAbove.
func (t *Training) Modules(threshold float64) (m Modules, err error) {
	if threshold == 0 {
		threshold = run.ActiveAbove
	}
	g, err := t.run.Network.Space.Graph(threshold)
	if err != nil {
		return m, err
	}
	part := make([]int, g.Len())
	for i := range part {
		part[i] = -1
	}
	out := t.run.Network.Out
	for number := range out.Len() {
		if start := g.Node(out, number); part[start] < 0 && g.Strength(start) > 0 {
			spread(g, start, m.Parts, part)
			m.Parts++
		}
	}
	m.Of = map[string][]int{}
	for _, a := range t.run.Network.Space.Axes() {
		for _, number := range a.Order() {
			m.Of[a.Name()] = append(m.Of[a.Name()], part[g.Node(a, number)])
		}
	}
	m.Cost = Number(t.cost())
	q, err := t.modularity()
	m.Q = Number(q)
	return m, err
}

// spread puts all that hangs together with a node in one part.
func spread(g *bimt.Graph, start, number int, part []int) {
	part[start] = number
	for todo := []int{start}; len(todo) > 0; {
		node := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, l := range g.Links(node) {
			if part[l.Node] < 0 {
				part[l.Node] = number
				todo = append(todo, l.Node)
			}
		}
	}
}

// modularity is Newman's Q of all wires, by a few restarts.
func (t *Training) modularity() (float64, error) {
	g, err := t.run.Network.Space.Graph(0)
	if err != nil {
		return 0, err
	}
	p, err := metric.Modularity(g, 3, rand.New(rand.NewPCG(t.run.Config.Seed, 1)))
	return p.Q, err
}
