package formula

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
)

// Exact is output's own nested expression in the columns' names and units, with nothing left
// out. A neuron that is read twice is written twice, so it is an error if more than maxNodes
// would be written; 0 stands for 10,000.
func Exact(c *circuit.Circuit, output, maxNodes int) (*Expr, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if output < 0 || output >= len(c.Outputs) {
		return nil, fmt.Errorf("there is no output %d: the circuit has %d", output, len(c.Outputs))
	}
	if maxNodes == 0 {
		maxNodes = 10_000
	}
	n := nesting{c: c, values: map[int]*Expr{}, sizes: map[int]int{}, most: maxNodes}
	o := c.Outputs[output]
	v, size := n.value(o.From)
	if size > maxNodes {
		return nil, fmt.Errorf("output %s would be written with over %d numbers and operations: prune more, or export it as code", o.Name, maxNodes)
	}
	return Add(Mul(Num(unit(o.Std)), v), Num(o.Mean)).Simplify(), nil
}

func unit(std float64) float64 {
	if std == 0 {
		return 1
	}
	return std
}

type nesting struct {
	c      *circuit.Circuit
	values map[int]*Expr
	sizes  map[int]int
	most   int
}

// value is value v of the circuit and how long it is; expressions are shared, so a long one
// costs nothing until it is printed.
func (n *nesting) value(v int) (*Expr, int) {
	if e, ok := n.values[v]; ok {
		return e, n.sizes[v]
	}
	var e *Expr
	size := 5
	if v < len(n.c.Inputs) {
		in := n.c.Inputs[v]
		e = Mul(Num(1/unit(in.Std)), Add(Var(in.Name), Num(-in.Mean)))
	} else {
		u := &n.c.Neurons[v-len(n.c.Inputs)]
		parts := []*Expr{Num(u.Bias)}
		for _, t := range u.Terms {
			part, more := n.value(t.From)
			parts = append(parts, Mul(Num(t.Weight), part))
			size = min(size+more+2, n.most+1)
		}
		if e = Add(parts...); u.Activation != op.Identity {
			e = Apply(string(u.Activation), e)
		}
	}
	n.values[v], n.sizes[v] = e, size
	return e, size
}

// Found is the formulas of a circuit's output.
type Found struct {
	Output     string
	Result     // its R2 and RMSE are against the circuit, on rows inside the range
	Candidates []Explained
}

// Explained is a candidate with how well it does elsewhere. Numbers are NaN where there is nothing to compare with.
type Explained struct {
	Candidate
	R2Data    float64 // against the data's own answers
	R2Outside float64 // against the circuit, on rows up to half a range beyond the data's
}

// samples is how many rows the circuit is asked for.
const samples = 4000

// OfCircuit searches for short formulas of one output, as a function of the inputs it
// depends on. The circuit is asked on rows drawn evenly from the range of the data's rows, so it is
// the network that is explained; answers, which may be nil, are the output's column in the data.
func OfCircuit(ctx context.Context, c *circuit.Circuit, output int, rows [][]float64, answers []float64, o Options) (Found, error) {
	e, err := c.Evaluator()
	if err != nil {
		return Found{}, err
	}
	if output < 0 || output >= len(c.Outputs) || len(rows) == 0 || answers != nil && len(answers) != len(rows) {
		return Found{}, fmt.Errorf("output %d of %d, %d rows and %d answers: want an output that is there and an answer for each row", output, len(c.Outputs), len(rows), len(answers))
	}
	cone := c.Cone(output).Inputs
	s := sampler{c: c, e: e, output: output, cone: cone, r: rand.New(rand.NewPCG(o.Seed, 0xc1))}
	if err := s.ranges(rows); err != nil {
		return Found{}, err
	}
	inside, err := s.draw(samples, 0)
	if err != nil {
		return Found{}, err
	}
	if o.Independent == 0 {
		o.Independent = 200
	}
	if o.Tolerance == 0 {
		o.Tolerance = 0.01
	}
	found := Found{Output: c.Outputs[output].Name}
	if found.Result, err = Recover(ctx, inside, o); err != nil {
		return found, fmt.Errorf("output %s: %w", found.Output, err)
	}
	outside, err := s.draw(samples, 0.5)
	if err != nil {
		return found, err
	}
	data := s.of(rows, answers)
	for _, k := range found.Result.Candidates {
		x := Explained{Candidate: k}
		if x.R2Data, _, err = Score(k.Expr, data); err != nil {
			return found, err
		}
		if x.R2Outside, _, err = Score(k.Expr, outside); err != nil {
			return found, err
		}
		found.Candidates = append(found.Candidates, x)
	}
	return found, nil
}

// sampler asks a circuit for one output as a function of the inputs in its cone; the other
// inputs stay at their means.
type sampler struct {
	c         *circuit.Circuit
	e         *circuit.Evaluator
	output    int
	cone      []int
	low, high []float64 // of each input, in the data
	r         *rand.Rand
}

func (s *sampler) ranges(rows [][]float64) error {
	for i, row := range rows {
		if len(row) != len(s.c.Inputs) {
			return fmt.Errorf("row %d has %d numbers, the circuit has %d inputs", i, len(row), len(s.c.Inputs))
		}
		if i == 0 {
			s.low, s.high = append(s.low, row...), append(s.high, row...)
		}
		for j, v := range row {
			s.low[j], s.high[j] = min(s.low[j], v), max(s.high[j], v)
		}
	}
	return nil
}

// draw asks on n rows drawn evenly from the range, widened by a part of it on both sides.
func (s *sampler) draw(n int, wider float64) (Data, error) {
	d := Data{Names: s.names()}
	row, out := make([]float64, len(s.c.Inputs)), make([]float64, len(s.c.Outputs))
	for j, in := range s.c.Inputs {
		row[j] = in.Mean
	}
	for range n {
		x := make([]float64, len(s.cone))
		for k, j := range s.cone {
			w := (s.high[j] - s.low[j]) * wider
			x[k] = s.low[j] - w + (s.high[j]-s.low[j]+2*w)*s.r.Float64()
			row[j] = x[k]
		}
		if len(x) == 0 {
			x = []float64{0}
		}
		if err := s.e.Eval(out, row); err != nil {
			return d, err
		}
		d.X, d.Y = append(d.X, x), append(d.Y, out[s.output])
	}
	return d, nil
}

func (s *sampler) names() []string {
	if len(s.cone) == 0 {
		return []string{"nothing"} // a constant output still has a formula
	}
	names := make([]string, len(s.cone))
	for k, j := range s.cone {
		names[k] = s.c.Inputs[j].Name
	}
	return names
}

// of is the data's columns in the cone, with no rows where there are no answers.
func (s *sampler) of(rows [][]float64, answers []float64) Data {
	d := Data{Names: s.names(), Y: answers}
	for i := range answers {
		x := make([]float64, max(len(s.cone), 1))
		for k, j := range s.cone {
			x[k] = rows[i][j]
		}
		d.X = append(d.X, x)
	}
	return d
}
