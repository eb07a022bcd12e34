package inside

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// AblateOptions says what is taken away and what stands in its place. With no name given
// it is every neuron and, of transformers, every head; with All every weight too.
type AblateOptions struct {
	Weights, Neurons, Heads []string // such as linear1[3,7], hidden1[3], block0[1]
	All                     bool
	To                      Replacement        // "": Zero
	Say                     func(doing string) // may be called by several goroutines
}

// Effect is what taking something away does to the loss, and to the accuracy of classes.
type Effect struct {
	Kind     string     `json:"kind"` // weight, neuron or head
	Name     string     `json:"name"`
	About    string     `json:"about,omitempty"` // what a weight leads from and to
	Loss     run.Number `json:"loss"`            // with it taken away, minus the loss
	Accuracy run.Number `json:"accuracy"`        // the same of the accuracy; null of numbers
}

// Ablation is ablate.json: effects, those on the loss of largest size first.
type Ablation struct {
	To       Replacement `json:"to"`
	Rows     int         `json:"rows"` // of the test data
	RowsAll  int         `json:"rows_total"`
	Loss     run.Number  `json:"loss"` // with nothing taken away
	Accuracy run.Number  `json:"accuracy"`
	Effects  []Effect    `json:"effects"`
}

// asked is how many multiplications are asked for at most: some 40 s on one processor.
const asked = 4e11

// Ablate takes parts of a network away, one at a time, on test data: on all rows, or as many
// as can be asked in about a minute, at least 50. Names are numbers of neurons in the data's
// own order; weights of transformers go by row and column of the tensor.
func Ablate(ctx context.Context, r *run.Run, o AblateOptions) (*Ablation, error) {
	if o.To == "" {
		o.To = Zero
	}
	if !slices.Contains(Replacements(), string(o.To)) {
		return nil, nearest.Unknown("replacement", string(o.To), Replacements())
	}
	if len(o.Heads) > 0 && r.Network.Transformer == nil {
		return nil, fmt.Errorf("head %s: only transformers have heads", o.Heads[0])
	}
	all, workers, err := parts(r)
	if err != nil {
		return nil, err
	}
	if all, err = chosen(all, o); err != nil {
		return nil, err
	}
	work := 0.0
	for _, p := range all {
		work += float64(p.work)
	}
	b, err := newBench(r, max(50, int(asked/work)))
	if err != nil {
		return nil, err
	}
	whole := b.score(b.whole)
	a := &Ablation{To: o.To, Rows: b.set.Rows, RowsAll: r.Data.Test.Rows, Loss: run.Number(whole.Loss), Accuracy: run.Number(whole.Accuracy)}
	if err := takeAll(ctx, b, all, whole, o, workers); err != nil {
		return nil, err
	}
	for _, p := range all {
		a.Effects = append(a.Effects, p.Effect)
	}
	slices.SortStableFunc(a.Effects, func(x, y Effect) int {
		return cmp.Compare(math.Abs(float64(y.Loss)), math.Abs(float64(x.Loss)))
	})
	return a, nil
}

// takeAll fills in the effects, some at once.
func takeAll(ctx context.Context, b *bench, parts []part, whole task.Score, o AblateOptions, workers int) error {
	var group sync.WaitGroup
	var done atomic.Int64
	errs := make([]error, workers)
	for k := range workers {
		group.Go(func() {
			var out []float64
			for i := k; i < len(parts); i += workers {
				var err error
				out, err = parts[i].take(b, out[:0], o.To)
				if err = cmp.Or(err, ctx.Err()); err != nil {
					errs[k] = err
					return
				}
				s := b.score(out)
				parts[i].Loss, parts[i].Accuracy = run.Number(s.Loss-whole.Loss), run.Number(s.Accuracy-whole.Accuracy)
				if n := done.Add(1); o.Say != nil && n%1000 == 0 {
					o.Say(fmt.Sprintf("%d of %d parts, on %d rows", n, len(parts), b.set.Rows))
				}
			}
		})
	}
	group.Wait()
	return cmp.Or(errs...)
}

// chosen are the parts that the options name, or all of the kinds that are wanted; an
// unknown name is an error that says the nearest.
func chosen(all []part, o AblateOptions) ([]part, error) {
	named := map[string][]string{"weight": o.Weights, "neuron": o.Neurons, "head": o.Heads}
	none := len(o.Weights)+len(o.Neurons)+len(o.Heads) == 0
	var parts []part
	for _, kind := range []string{"weight", "neuron", "head"} {
		byName, names := map[string]part{}, []string(nil)
		for _, p := range all {
			if p.Kind != kind {
				continue
			}
			byName[p.Name], names = p, append(names, p.Name)
			if o.All || none && kind != "weight" {
				parts = append(parts, p)
			}
		}
		for _, name := range named[kind] {
			p, ok := byName[name]
			if !ok {
				return nil, nearest.Unknown(kind, name, names)
			}
			if !o.All {
				parts = append(parts, p)
			}
		}
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("there is nothing to take away")
	}
	return parts, nil
}
