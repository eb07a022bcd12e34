package experiment

import "github.com/gobimt/bimt/graph"

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
	if x := graph.Elements[float32](r.x); x != nil {
		pick(r.Data.Train, r.rows, x, graph.Elements[float32](r.y), &shades32)
	} else {
		pick(r.Data.Train, r.rows, graph.Elements[float64](r.x), graph.Elements[float64](r.y), &shades64)
	}
	return nil
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
