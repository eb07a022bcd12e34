package run

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/pool"
	"github.com/gobimt/bimt/internal/task"
	"gorgonia.org/gorgonia"
)

// Batches feeds the rows of each step: all of them, or the next ones of a random order,
// which is followed by a new one when it runs out, or rows drawn at random.
type Batches struct {
	data   *task.Data
	x, y   *gorgonia.Node
	size   int // rows in a step, 0: all
	source *rand.PCG
	rng    *rand.Rand // of source
	order  []int      // of the rows to come
	rows   []int      // of this step
	each   int        // rows in a task
	queue  pool.Queue
}

// fillTask is how many numbers are worth a goroutine: those of a hundred images take
// longer than it does to come.
const fillTask = 8 << 10

// newBatches adds the inputs of a step to the graph.
func newBatches(c *Config, d *task.Data, params *graph.Params) (*Batches, error) {
	if d.Train.Rows < 1 {
		return nil, fmt.Errorf("train: the run was opened without its rows: open it with them")
	}
	b := &Batches{data: d, size: c.Batch, source: source(c, batchStream), each: max(1, fillTask/task.Size(d.Train.XShape))}
	b.rng = rand.New(b.source)
	rows := c.Batch
	if rows == 0 {
		rows = d.Train.Rows
	}
	var err error
	if b.x, err = graph.Input(params.Graph(), params.DType(), "x", append([]int{rows}, d.Train.XShape...)...); err != nil {
		return nil, err
	}
	if b.y, err = graph.Input(params.Graph(), params.DType(), "y", append([]int{rows}, d.Train.YShape...)...); err != nil {
		return nil, err
	}
	if b.size == 0 { // fed once
		return b, b.feed(d.Train.AppendX(nil, 0, d.Train.Rows), d.Train.Y)
	}
	return b, nil
}

func (b *Batches) feed(x, y []float64) error {
	if err := graph.Feed(b.x, x...); err != nil {
		return err
	}
	return graph.Feed(b.y, y...)
}

// next feeds the rows of the next step, a fraction at of the run.
func (b *Batches) next(at float64) error {
	if b.size == 0 {
		return nil
	}
	if b.data.Draw != nil {
		x, y, err := b.data.Draw(b.rng, b.size, at)
		if err != nil {
			return err
		}
		return b.feed(x, y)
	}
	b.rows = b.rows[:0]
	for range b.size {
		if len(b.order) == 0 {
			b.order = b.rng.Perm(b.data.Train.Rows)
		}
		b.rows = append(b.rows, b.order[0])
		b.order = b.order[1:]
	}
	b.queue.Run(b, (len(b.rows)+b.each-1)/b.each, pool.Workers())
	return nil
}

// Do implements pool.Job: it writes some rows of the batch.
func (b *Batches) Do(_, share int) {
	set, from := b.data.Train, share*b.each
	rows := b.rows[from:min(from+b.each, len(b.rows))]
	n, m := from*task.Size(set.XShape), from*task.Size(set.YShape)
	if x := graph.Elements[float32](b.x); x != nil {
		task.Fill(set, rows, x[n:], graph.Elements[float32](b.y)[m:])
	} else {
		task.Fill(set, rows, graph.Elements[float64](b.x)[n:], graph.Elements[float64](b.y)[m:])
	}
}

// BatchState is where the batches of a run stand.
type BatchState struct {
	Order  []int  // of the rows to come
	Random []byte // state of the random source
}

// Save gives where the batches stand.
func (b *Batches) Save() (BatchState, error) {
	random, err := b.source.MarshalBinary()
	return BatchState{slices.Clone(b.order), random}, err
}

// Restore has the batches go on from where others stood.
func (b *Batches) Restore(s BatchState) error {
	for _, row := range s.Order {
		if row < 0 || row >= b.data.Train.Rows {
			return fmt.Errorf("batches: there is no row %d in %d", row, b.data.Train.Rows)
		}
	}
	b.order = slices.Clone(s.Order)
	return b.source.UnmarshalBinary(s.Random)
}
