package inside

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// AblateOptions says what is taken away and what stands in its place. With no name given
// it is every neuron and, of transformers, every head; with All every weight too.
type AblateOptions struct {
	Weights, Neurons, Heads []string // such as linear1[3,7], hidden1[3], block0[1]
	All                     bool
	To                      Replacement // "": Zero; of transformers no other
	Say                     func(doing string)
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

// part is something that can be taken away.
type part struct {
	Effect
	take func() (task.Score, error)
}

// Ablate takes parts of a network away, one at a time, on test data: at most as many rows
// as can be asked in about a minute. Names are numbers of neurons in the data's own order.
func Ablate(ctx context.Context, r *run.Run, o AblateOptions) (*Ablation, error) {
	if o.To == "" {
		o.To = Zero
	}
	if !slices.Contains(Replacements(), string(o.To)) {
		return nil, nearest.Unknown("replacement", string(o.To), Replacements())
	}
	find := mlpParts
	if r.Network.Transformer != nil {
		find = transformerParts
	}
	a := &Ablation{To: o.To, RowsAll: r.Data.Test.Rows}
	parts, whole, workers, err := find(r, o, a)
	if err != nil {
		return nil, err
	}
	a.Loss, a.Accuracy = run.Number(whole.Loss), run.Number(whole.Accuracy)
	if o.Say != nil && len(parts) > 1000 {
		o.Say(fmt.Sprintf("%d parts on %d rows …", len(parts), a.Rows))
	}
	if err := takeAll(ctx, parts, whole, workers); err != nil {
		return nil, err
	}
	for _, p := range parts {
		a.Effects = append(a.Effects, p.Effect)
	}
	slices.SortStableFunc(a.Effects, func(x, y Effect) int {
		return cmp.Compare(math.Abs(float64(y.Loss)), math.Abs(float64(x.Loss)))
	})
	return a, nil
}

// takeAll fills in the effects, some at once.
func takeAll(ctx context.Context, parts []part, whole task.Score, workers int) error {
	var group sync.WaitGroup
	errs := make([]error, workers)
	for k := range workers {
		group.Go(func() {
			for i := k; i < len(parts); i += workers {
				s, err := parts[i].take()
				if err = cmp.Or(err, ctx.Err()); err != nil {
					errs[k] = err
					return
				}
				parts[i].Loss, parts[i].Accuracy = run.Number(s.Loss-whole.Loss), run.Number(s.Accuracy-whole.Accuracy)
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
