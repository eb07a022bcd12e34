package experiment

import (
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/pool"
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
	f.each = max(1, fillTask/size(r.Data.Train.XShape))
	f.queue.Run(f, (len(r.rows)+f.each-1)/f.each, pool.Workers())
}

// Do implements pool.Job.
func (f *filling) Do(_, task int) {
	set, from := f.Data.Train, task*f.each
	rows := f.rows[from:min(from+f.each, len(f.rows))]
	n, m := from*size(set.XShape), from*size(set.YShape)
	if x := graph.Elements[float32](f.x); x != nil {
		pick(set, rows, x[n:], graph.Elements[float32](f.y)[m:], &shades32)
	} else {
		pick(set, rows, graph.Elements[float64](f.x)[n:], graph.Elements[float64](f.y)[m:], &shades64)
	}
}

// pick writes rows of the set to x and y, one after the other.
func pick[T graph.Float](s Set, rows []int, x, y []T, shades *[256]T) {
	n, m := size(s.XShape), size(s.YShape)
	for k, i := range rows {
		if s.Pixels != nil {
			shade(x[k*n:], s.Pixels[i*n:(i+1)*n], shades)
		} else {
			round(x[k*n:], s.X[i*n:(i+1)*n])
		}
		round(y[k*m:], s.Y[i*m:(i+1)*m])
	}
}

func round[T graph.Float](to []T, from []float64) {
	to = to[:len(from)]
	for i, v := range from {
		to[i] = T(v)
	}
}
