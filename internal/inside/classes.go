package inside

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// ClassReport is how a plain network tells classes apart.
type ClassReport struct {
	Rows   int     `json:"rows"`
	Layers []Signs `json:"layers"`
	// Features are the hidden neurons of the first layer, of largest Σ|w| first.
	Features []Feature `json:"features"`

	figure draw.Figure // of what they answer to, nil of no images
}

// Signs is the share of the positive weights in Σ|w| of a layer.
type Signs struct {
	Name     string     `json:"name"`
	Positive run.Number `json:"positive"`
	Negative run.Number `json:"negative"`
	Null     run.Number `json:"positive_null"` // of an untrained network
}

// Feature is what a neuron of the first layer answers to.
type Feature struct {
	Name string     `json:"name"`
	Size run.Number `json:"size"` // Σ|w| of its wires
	// Best are the test rows to which it answers most, in order, and their classes.
	Best    []int    `json:"best"`
	Classes []string `json:"classes"`
	// Share is the part of the rows to which it answers most that are of the most frequent
	// class among them, and Null that class's part of all rows.
	Share run.Number `json:"share"`
	Null  run.Number `json:"share_null"`

	place int // on its axis
}

const (
	features = 24 // that are listed
	best     = 20 // rows of each, of which Share is
	named    = 5  // of these
)

// classes looks at signs of weights, and at what the first layer answers to.
func classes(r *run.Run) (*ClassReport, error) {
	fresh, err := r.Untrained(nullSeed)
	if err != nil {
		return nil, err
	}
	c := &ClassReport{Rows: r.Data.Test.Rows}
	others := fresh.Network.Space.Connections()
	for i, x := range r.Network.Space.Connections() {
		if x.IsWire() {
			s := Signs{Name: x.Param().Name(), Positive: positive(x.Param().Float64s()), Null: positive(others[i].Param().Float64s())}
			s.Negative = 1 - s.Positive
			c.Layers = append(c.Layers, s)
		}
	}
	axis := r.Network.Space.Find("hidden1")
	if axis == nil || r.Data.Tokens > 0 {
		return c, nil
	}
	set := r.Data.Test
	activations, err := r.Activations("hidden0", set.AppendX(nil, 0, set.Rows))
	if err != nil {
		return nil, err
	}
	values := byNumber(activations, axis.Order())
	sizes, order := r.Network.Space.Importance(axis), axis.Order()
	for place, number := range order {
		if sizes[place] <= run.ActiveAbove {
			continue
		}
		f := Feature{Name: fmt.Sprintf("%s[%d]", axis.Name(), number), Size: run.Number(sizes[place]), place: place}
		f.match(r, column(values, axis.Len(), number))
		c.Features = append(c.Features, f)
	}
	slices.SortStableFunc(c.Features, func(a, b Feature) int { return cmp.Compare(b.Size, a.Size) })
	c.Features = c.Features[:min(features, len(c.Features))]
	c.figure, err = c.matches(r)
	return c, err
}

// positive is the share of positive weights in Σ|w|, NaN of none.
func positive(w []float64) run.Number {
	up, all := 0.0, 0.0
	for _, v := range w {
		up, all = up+max(v, 0), all+math.Abs(v)
	}
	return run.Number(up / all)
}

// match finds the rows to which a neuron answers most.
func (f *Feature) match(r *run.Run, answers []float64) {
	set := r.Data.Test
	rows := make([]int, len(answers))
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(answers[b], answers[a]) })
	rows = rows[:min(best, len(rows))]
	count, of := make([]int, r.Data.Classes), make([]int, r.Data.Classes)
	for i := range answers {
		of[set.Class(i)]++
	}
	for k, row := range rows {
		count[set.Class(row)]++
		if k < named {
			f.Best, f.Classes = append(f.Best, row), append(f.Classes, r.Data.Outputs[set.Class(row)])
		}
	}
	most := slices.Index(count, slices.Max(count))
	f.Share = run.Number(float64(count[most]) / float64(len(rows)))
	f.Null = run.Number(float64(of[most]) / float64(len(answers)))
}
