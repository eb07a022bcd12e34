package play

import (
	"fmt"
	"math"
	"sort"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Curves are the lines of the log so far, as columns.
type Curves struct {
	Step     []int    `json:"step"`
	Train    []Number `json:"train"`
	Test     []Number `json:"test"`
	Accuracy []Number `json:"accuracy"`
	Cost     []Number `json:"cost"`
	Active   []int    `json:"active"`
}

// Curves gives them.
func (t *Training) Curves() Curves {
	c := Curves{Step: []int{}}
	for _, l := range t.run.Lines {
		c.Step = append(c.Step, l.Step)
		c.Train, c.Test = append(c.Train, Number(l.TrainLoss)), append(c.Test, Number(l.TestLoss))
		c.Accuracy, c.Cost, c.Active = append(c.Accuracy, Number(l.TestAccuracy)), append(c.Cost, Number(l.Cost)), append(c.Active, l.Active)
	}
	return c
}

// ProbeOptions say what is looked at.
type ProbeOptions struct {
	// Side is the points along each side of a map of two inputs, or along a sweep of one.
	Side int `json:"side"`
	// Hidden asks for the activations of hidden neurons too.
	Hidden bool `json:"hidden"`
}

// Probe is what the network answers on rows chosen to be drawn, and what its hidden neurons do
// there.
type Probe struct {
	// Kind is plane (a grid over two inputs, row by row from the bottom), pairs (a token by
	// a token) or sweep (each input from end to end, the others in the middle).
	Kind  string    `json:"kind"`
	Side  int       `json:"side"`
	Low   []float64 `json:"low"` // of each input
	High  []float64 `json:"high"`
	Rows  int       `json:"rows"`
	Outs  []Number  `json:"outs"`            // (rows, outputs)
	Whole []Number  `json:"whole,omitempty"` // the same without knock-outs, if there are any
	// Hidden are (rows, neurons) of each watched axis, by place.
	Hidden [][]Number `json:"hidden,omitempty"`
	// Test are the rows of the test with answers and outputs: their first hundreds.
	X      []Number `json:"x"`
	Y      []Number `json:"y"`
	Answer []Number `json:"answer"` // outputs for Test
	Tests  int      `json:"tests"`
}

const mostTests = 400

// Probe looks at the network as it is, without those that are knocked out.
func (t *Training) Probe(o ProbeOptions) (p Probe, err error) {
	if o.Side == 0 {
		o.Side = 28
	}
	if o.Side < 2 || o.Side > 64 {
		return p, fmt.Errorf("probe: %d points along a side: want 2 to 64", o.Side)
	}
	p, x := t.rows(o.Side)
	set := t.run.Data.Test
	p.Tests = min(set.Rows, mostTests)
	test := set.AppendX(nil, 0, p.Tests)
	y := set.Y[:p.Tests*task.Size(set.YShape)]
	p.X, p.Y = numbers(test), numbers(y)
	err = t.knocked(func() error {
		out, err := t.run.Predict(x)
		if err != nil {
			return err
		}
		p.Outs = numbers(out)
		answer, err := t.run.Predict(test)
		if err != nil {
			return err
		}
		p.Answer = numbers(answer)
		if !o.Hidden {
			return nil
		}
		for i := range t.watched() {
			h, err := t.run.Activations(fmt.Sprintf("hidden%d", i), x)
			if err != nil {
				return err
			}
			p.Hidden = append(p.Hidden, numbers(h))
		}
		return nil
	})
	if err == nil && len(t.out) > 0 {
		var whole []float64
		whole, err = t.run.Predict(x)
		p.Whole = numbers(whole)
	}
	return p, err
}

// rows are those that a probe looks at.
func (t *Training) rows(side int) (Probe, []float64) {
	d := t.run.Data
	n := task.Size(d.Train.XShape)
	if d.Tokens > 0 {
		return pairs(n, d.Tokens)
	}
	low, high := ranges(d.Train, n)
	if n == 2 {
		p := Probe{Kind: "plane", Side: side, Low: low, High: high, Rows: side * side}
		var x []float64
		for i := range side * side {
			x = append(x, along(low[0], high[0], i%side, side), along(low[1], high[1], i/side, side))
		}
		return p, x
	}
	p := Probe{Kind: "sweep", Side: side, Low: low, High: high, Rows: n * side}
	var x []float64
	for swept := range n {
		for i := range side {
			for k := range n {
				v := (low[k] + high[k]) / 2
				if k == swept {
					v = along(low[k], high[k], i, side)
				}
				x = append(x, v)
			}
		}
	}
	return p, x
}

// pairs are all rows of two tokens; of more tokens in a row, the others are 0.
func pairs(n, tokens int) (Probe, []float64) {
	p := Probe{Kind: "pairs", Side: tokens, Low: []float64{0, 0}, High: []float64{float64(tokens - 1), float64(tokens - 1)}, Rows: tokens * tokens}
	x := make([]float64, tokens*tokens*n)
	for i := range tokens * tokens {
		x[i*n] = float64(i % tokens)
		if n > 1 {
			x[i*n+1] = float64(i / tokens)
		}
	}
	return p, x
}

func along(low, high float64, i, n int) float64 {
	return low + (high-low)*float64(i)/float64(n-1)
}

// ranges are how far each input reaches.
func ranges(s task.Set, n int) (low, high []float64) {
	low, high = make([]float64, n), make([]float64, n)
	for k := range n {
		low[k], high[k] = math.Inf(1), math.Inf(-1)
	}
	for i, v := range s.AppendX(nil, 0, s.Rows) {
		low[i%n], high[i%n] = min(low[i%n], v), max(high[i%n], v)
	}
	for k := range n {
		if low[k] == high[k] {
			low[k], high[k] = low[k]-1, high[k]+1
		}
	}
	return low, high
}

// Pruning is what is left of a network when weights up to a threshold are cut.
type Pruning struct {
	Thresholds []float64 `json:"thresholds"`
	Left       []int     `json:"left"` // weights
	Score      []Number  `json:"score"`
	What       string    `json:"what"` // R² or accuracy, on the test data
	Knee       int       `json:"knee"` // the last threshold that costs less than a hundredth of the score
}

// Pruning tries some thresholds. R² is the mean over the outputs that have one.
func (t *Training) Pruning() (p Pruning, err error) {
	var sizes []float64
	var params [][]float64
	wires := []*bimt.Connection{}
	for _, c := range t.run.Network.Space.Connections() {
		if c.IsWire() {
			wires, params, sizes = append(wires, c), append(params, c.Param().Float64s()), append(sizes, c.Magnitudes()...)
		}
	}
	defer func() {
		for i, c := range wires {
			c.Param().Set(params[i]) // of its own length: it fits
		}
	}()
	sort.Float64s(sizes)
	p.What = "R²"
	if t.run.Data.Classes > 0 {
		p.What = "accuracy"
	}
	for k := range 33 {
		at := 0.0005 * math.Pow(10, float64(k)/8)
		if k == 0 {
			at = 0
		}
		p.Thresholds = append(p.Thresholds, at)
		p.Left = append(p.Left, len(sizes)-sort.Search(len(sizes), func(i int) bool { return sizes[i] > at }))
		if at > 0 {
			if err := t.run.Cut(at); err != nil {
				return p, err
			}
		}
		s, err := t.score()
		if err != nil {
			return p, err
		}
		p.Score = append(p.Score, Number(s))
	}
	for k, s := range p.Score {
		if float64(s) >= float64(p.Score[0])-0.01 && p.Knee == k-1 {
			p.Knee = k
		}
	}
	return p, nil
}

// score is accuracy or R² on the test data.
func (t *Training) score() (float64, error) {
	set := t.run.Data.Test
	out, err := t.run.PredictSet(set)
	if err != nil {
		return 0, err
	}
	s := t.run.Data.Score(set, out)
	if len(s.R2) == 0 {
		return s.Accuracy, nil
	}
	sum, n := 0.0, 0
	for _, r2 := range s.R2 {
		if !math.IsNaN(r2) {
			sum, n = sum+r2, n+1
		}
	}
	return sum / float64(n), nil
}

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
