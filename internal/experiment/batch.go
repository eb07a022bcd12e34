package experiment

import (
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/pool"
	"github.com/gobimt/bimt/internal/task"
)

// nextBatch feeds the next rows of a random order; an order that runs out is followed
// by a new one.
func (r *Run) nextBatch() error {
	if r.Data.Draw != nil {
		x, y, err := r.Data.Draw(r.batches, r.Config.Batch)
		if err != nil {
			return err
		}
		if err := graph.Feed(r.x, x...); err != nil {
			return err
		}
		return graph.Feed(r.y, y...)
	}
	r.rows = r.rows[:0]
	for range r.Config.Batch {
		if len(r.order) == 0 {
			r.order = r.batches.Perm(r.Data.Train.Rows)
		}
		r.rows = append(r.rows, r.order[0])
		r.order = r.order[1:]
	}
	r.fill.share(r)
	return nil
}

// filling writes a batch, some rows at a time: the numbers of a hundred images take
// longer than a goroutine does to come.
type filling struct {
	*Run
	each  int // rows in a task
	queue pool.Queue
}

// fillTask is how many numbers are worth a goroutine.
const fillTask = 8 << 10

func (f *filling) share(r *Run) {
	f.Run = r
	f.each = max(1, fillTask/task.Size(r.Data.Train.XShape))
	f.queue.Run(f, (len(r.rows)+f.each-1)/f.each, pool.Workers())
}

// Do implements pool.Job.
func (f *filling) Do(_, share int) {
	set, from := f.Data.Train, share*f.each
	rows := f.rows[from:min(from+f.each, len(f.rows))]
	n, m := from*task.Size(set.XShape), from*task.Size(set.YShape)
	if x := graph.Elements[float32](f.x); x != nil {
		task.Fill(set, rows, x[n:], graph.Elements[float32](f.y)[m:])
	} else {
		task.Fill(set, rows, graph.Elements[float64](f.x)[n:], graph.Elements[float64](f.y)[m:])
	}
}
