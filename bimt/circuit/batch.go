package circuit

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/graph/vec"
	"github.com/gobimt/bimt/internal/pool"
)

// Batch computes a circuit for many rows at once, its modules and blocks of rows side by side
// on the workers where that pays (graph.SetWorkers). Results do not depend on the number of
// workers. One goroutine at a time may use it.
type Batch struct {
	in, out, tokens int
	parts           []part
	block           int         // rows computed together
	room            [][]float64 // values of each worker
	ids             [][]int     // tokens of each worker
	queue           pool.Queue

	dst, rows []float64 // while it runs
}

// part is one module, its values numbered anew.
type part struct {
	inputs  []scaled
	columns []int // of inputs
	neurons []batched
	outputs []scaled
	work    int // multiplications a row takes, about
}

// scaled is a column with its units.
type scaled struct {
	column, from int
	mean, std    float64
}

// batched is a neuron whose terms read values of its part. A table has what it adds for each token
// of an operand.
type batched struct {
	Neuron
	tables []tokenTable
}

type tokenTable struct {
	operand int
	adds    []float64
}

// blockValues are what a block of rows has at most, so that they stay in a cache; leastRows and
// mostRows bound the block.
const blockValues, leastRows, mostRows = 1 << 15, 64, 512

// worthSharing is how many multiplications are done alone: waking a worker takes some ten microseconds.
const worthSharing = 200_000

// Batch checks the circuit and sorts it by modules. Where inputs are tokens, tokens is how many
// there are, each operand having an input for each of its tokens; a row then holds the
// number of each operand's token in place of these. 0 stands for columns.
func (c *Circuit) Batch(tokens int) (*Batch, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if tokens < 0 || tokens > 0 && len(c.Inputs)%tokens != 0 {
		return nil, fmt.Errorf("circuit: %d inputs are not %d for each operand", len(c.Inputs), tokens)
	}
	b := &Batch{in: len(c.Inputs), out: len(c.Outputs), tokens: tokens}
	if tokens > 0 {
		b.in /= tokens
	}
	small := c.Shrink()
	most := 1
	for _, m := range small.Modules() {
		p := small.part(m, tokens)
		b.parts, most = append(b.parts, p), max(most, len(p.inputs)+len(p.neurons))
	}
	b.block = min(max(blockValues/most, leastRows), mostRows)
	return b, nil
}

func (c *Circuit) part(m Module, tokens int) (p part) {
	number, looked := map[int]int{}, map[int]*batched{}
	add := func(v int) { number[v] = len(number) }
	if tokens == 0 {
		for _, v := range m.Inputs {
			p.inputs = append(p.inputs, scaled{v, 0, c.Inputs[v].Mean, scale(c.Inputs[v].Std)})
			p.columns = append(p.columns, v)
			add(v)
		}
	}
	read := map[int]bool{} // by outputs
	for _, j := range m.Outputs {
		read[c.Outputs[j].From] = true
	}
	for _, i := range m.Neurons {
		n, v := &batched{Neuron: c.Neurons[i]}, len(c.Inputs)+i
		n.Terms = nil
		for _, t := range c.Neurons[i].Terms {
			switch of := looked[t.From]; {
			case of != nil:
				n.addTables(of, t.Weight)
			case tokens > 0 && t.From < len(c.Inputs):
				n.look(t, tokens)
			default:
				n.Terms = append(n.Terms, Term{number[t.From], t.Weight})
			}
		}
		if n.Activation == identity && len(n.Terms) == 0 && !read[v] { // an embedding: its readers look it up
			looked[v] = n
			continue
		}
		p.work += len(n.Terms) + len(n.tables) + 8
		p.neurons = append(p.neurons, *n)
		add(v)
	}
	for _, j := range m.Outputs {
		o := c.Outputs[j]
		if _, ok := number[o.From]; !ok { // a token itself
			n := batched{Neuron: Neuron{Activation: identity}}
			n.look(Term{o.From, 1}, tokens)
			p.neurons = append(p.neurons, n)
			add(o.From)
		}
		p.outputs = append(p.outputs, scaled{j, number[o.From], o.Mean, scale(o.Std)})
	}
	return p
}

// look puts a term that reads a token into the table of its operand.
func (n *batched) look(t Term, tokens int) { n.table(t.From/tokens, tokens)[t.From%tokens] += t.Weight }

// table is that of an operand.
func (n *batched) table(operand, tokens int) []float64 {
	i := slices.IndexFunc(n.tables, func(k tokenTable) bool { return k.operand == operand })
	if i < 0 {
		i = len(n.tables)
		n.tables = append(n.tables, tokenTable{operand, make([]float64, tokens)})
	}
	return n.tables[i].adds
}

// addTables reads what a neuron of tables alone computes.
func (n *batched) addTables(of *batched, weight float64) {
	n.Bias += weight * of.Bias
	for _, k := range of.tables {
		vec.Axpy(weight, k.adds, n.table(k.operand, len(k.adds)))
	}
}

// Eval writes the outputs, row by row, for rows of inputs, both in the columns' own units. A
// token that there is not is an error.
func (b *Batch) Eval(dst, rows []float64) error {
	n := len(rows) / b.in
	if len(rows)%b.in != 0 || len(dst) != n*b.out {
		return fmt.Errorf("circuit: %d numbers in rows of %d make no %d answers of %d rows", len(rows), b.in, len(dst), n)
	}
	if b.tokens > 0 {
		for i, v := range rows {
			if !(v >= 0 && v < float64(b.tokens)) {
				return fmt.Errorf("circuit: row %d: %v is no token: there are %d", i/b.in, v, b.tokens)
			}
		}
	}
	work := 0
	for i := range b.parts {
		work += n * b.parts[i].work
	}
	workers := 1
	if work > worthSharing {
		workers = pool.Workers()
	}
	for len(b.room) < workers {
		b.room = append(b.room, make([]float64, b.block*b.most()))
		b.ids = append(b.ids, make([]int, b.block*b.in))
	}
	b.dst, b.rows = dst, rows
	b.queue.Run(b, len(b.parts)*((n+b.block-1)/b.block), workers)
	b.dst, b.rows = nil, nil
	return nil
}

// most is how many values a part has at most.
func (b *Batch) most() (most int) {
	for i := range b.parts {
		most = max(most, len(b.parts[i].inputs)+len(b.parts[i].neurons))
	}
	return most
}

// Do implements pool.Job: a task is one module for a block of rows.
func (b *Batch) Do(worker, task int) {
	p := &b.parts[task%len(b.parts)]
	first := task / len(b.parts) * b.block
	n := min(b.block, len(b.rows)/b.in-first)
	rows, dst, room, ids := b.rows[first*b.in:][:n*b.in], b.dst[first*b.out:], b.room[worker], b.ids[worker]
	value := func(v int) []float64 { return room[v*b.block:][:n] }
	for r := range n { // row by row: columns of many inputs lie far apart
		row, at := rows[r*b.in:][:b.in], room[r:]
		for v, column := range p.columns {
			at[v*b.block] = row[column]
		}
	}
	for v, in := range p.inputs {
		if at := value(v); in.mean != 0 || in.std != 1 {
			for r, x := range at {
				at[r] = (x - in.mean) / in.std
			}
		}
	}
	if b.tokens > 0 { // each operand's below each other
		for k := range b.in {
			for r := range n {
				ids[k*b.block+r] = int(rows[r*b.in+k])
			}
		}
	}
	for i := range p.neurons {
		u, z := &p.neurons[i], value(len(p.inputs)+i)
		for r := range z {
			z[r] = u.Bias
		}
		for _, t := range u.tables {
			for r, id := range ids[t.operand*b.block:][:n] {
				z[r] += t.adds[id]
			}
		}
		for _, t := range u.Terms {
			vec.Axpy(t.Weight, value(t.From), z)
		}
		activate(u.Activation, z)
	}
	for _, o := range p.outputs {
		for r, v := range value(o.from) {
			dst[r*b.out+o.column] = v*o.std + o.mean
		}
	}
}

// activate is Apply for many sums.
func activate(act Activation, z []float64) {
	switch act {
	case op.SiLU:
		vec.SiLU(z, nil, z)
	case op.GELU:
		vec.GELUTanh(z, nil, z)
	case op.ReLU:
		vec.ReLU(z, nil, z)
	case op.Tanh:
		vec.Tanh(z, nil, z)
	default:
		for i, v := range z {
			z[i] = Apply(act, v)
		}
	}
}
