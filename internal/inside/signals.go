package inside

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Replacement is what an ablated value is replaced with.
type Replacement string

// The replacements: nothing, the mean over the rows, or the value of another row.
const (
	Zero     Replacement = "zero"
	Mean     Replacement = "mean"
	Resample Replacement = "resample"
)

// Replacements are all.
func Replacements() []string { return []string{string(Zero), string(Mean), string(Resample)} }

// signals is what the values of a circuit are on some rows of the test data, in the units
// of the network.
type signals struct {
	r     *run.Run
	c     *circuit.Circuit
	set   task.Set
	sums  [][]float64 // of each row, before the activation; of inputs none
	vals  [][]float64 // of each row, by the number of the value
	mean  []float64
	other []int    // another row for each
	next  [][]wire // from each value
}

type wire struct {
	neuron int
	weight float64
}

func newSignals(r *run.Run, c *circuit.Circuit, rows int) (*signals, error) {
	s := &signals{r: r, c: c, set: firstRows(r.Data.Test, rows), next: make([][]wire, len(c.Inputs)+len(c.Neurons))}
	for i, n := range c.Neurons {
		for _, t := range n.Terms {
			s.next[t.From] = append(s.next[t.From], wire{i, t.Weight})
		}
	}
	s.mean = make([]float64, len(s.next))
	for i := range s.set.Rows {
		x := s.set.AppendX(nil, i, i+1)
		if r.Data.Tokens > 0 {
			x = oneHot(x, r.Data.Tokens)
		}
		if len(x) != len(c.Inputs) {
			return nil, fmt.Errorf("a row has %d inputs, the circuit %d", len(x), len(c.Inputs))
		}
		s.add(x)
		for v, value := range s.vals[i] {
			s.mean[v] += value / float64(s.set.Rows)
		}
	}
	s.other = derangement(r.MeasureRandom(), s.set.Rows)
	return s, nil
}

// firstRows is a set of its first rows.
func firstRows(s task.Set, n int) task.Set {
	n = min(n, s.Rows)
	cut := s
	cut.Rows, cut.Y = n, s.Y[:n*task.Size(s.YShape)]
	if s.Pixels != nil {
		cut.Pixels = s.Pixels[:n*task.Size(s.XShape)]
	} else {
		cut.X = s.X[:n*task.Size(s.XShape)]
	}
	return cut
}

func oneHot(tokens []float64, n int) []float64 {
	x := make([]float64, len(tokens)*n)
	for k, t := range tokens {
		x[k*n+int(t)] = 1
	}
	return x
}

// derangement gives every row another, one cycle through all: none stands for itself.
func derangement(rng *rand.Rand, n int) []int {
	order := rng.Perm(n)
	other := make([]int, n)
	for k, i := range order {
		other[i] = order[(k+1)%n]
	}
	return other
}

// add computes a row.
func (s *signals) add(x []float64) {
	sums := make([]float64, len(s.c.Neurons))
	for i, n := range s.c.Neurons {
		z := n.Bias
		for _, t := range n.Terms {
			z += t.Weight * x[t.From]
		}
		sums[i], x = z, append(x, circuit.Apply(n.Activation, z))
	}
	s.sums, s.vals = append(s.sums, sums), append(s.vals, x)
}

// replaced is what stands for a value in a row.
func (s *signals) replaced(row, value int, to Replacement) float64 {
	switch to {
	case Mean:
		return s.mean[value]
	case Resample:
		return s.vals[s.other[row]][value]
	}
	return 0
}

// ablation is what is taken away: whole values, or one term of a neuron.
type ablation struct {
	values []int
	neuron int // of the term
	term   *circuit.Term
}

// outputs are those of all rows with something taken away. Only what it changes is
// computed anew.
func (s *signals) outputs(a ablation, to Replacement) []float64 {
	outs := make([]float64, 0, s.set.Rows*len(s.c.Outputs))
	change := make([]float64, len(s.c.Neurons)) // of sums
	touched := make([]bool, len(s.c.Neurons))
	held := make([]bool, len(s.next))
	now := make([]float64, len(s.next))
	for _, v := range a.values {
		held[v] = true
	}
	for row, was := range s.vals {
		copy(now, was)
		clear(change)
		clear(touched)
		spread := func(v int) {
			for _, w := range s.next[v] {
				change[w.neuron] += w.weight * (now[v] - was[v])
				touched[w.neuron] = true
			}
		}
		for _, v := range a.values {
			now[v] = s.replaced(row, v, to)
			spread(v)
		}
		if a.term != nil {
			change[a.neuron] += a.term.Weight * (s.replaced(row, a.term.From, to) - was[a.term.From])
			touched[a.neuron] = true
		}
		for i := range change {
			if v := len(s.c.Inputs) + i; touched[i] && !held[v] {
				now[v] = circuit.Apply(s.c.Neurons[i].Activation, s.sums[row][i]+change[i])
				spread(v)
			}
		}
		for _, o := range s.c.Outputs {
			outs = append(outs, now[o.From])
		}
	}
	return outs
}

// score is how good the network is with something taken away.
func (s *signals) score(a ablation, to Replacement) task.Score {
	return s.r.Data.Score(s.set, s.outputs(a, to))
}
