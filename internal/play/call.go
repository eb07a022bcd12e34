package play

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/run"
)

// call is one thing that a page may ask for.
type call func(ctx context.Context, t *Training, args json.RawMessage) (any, error)

// of makes a call of a function of arguments in JSON.
func of[A any](do func(ctx context.Context, t *Training, a A) (any, error)) call {
	return func(ctx context.Context, t *Training, args json.RawMessage) (any, error) {
		var a A
		if len(args) > 0 {
			if err := json.Unmarshal(args, &a); err != nil {
				return nil, err
			}
		}
		return do(ctx, t, a)
	}
}

type none struct{}

type place struct {
	Axis  string `json:"axis"`
	Place int    `json:"place"`
}

type weightAt struct {
	Wire
	Value float64 `json:"value"`
}

var calls = map[string]call{
	"shape":    of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Shape() }),
	"live":     of(func(_ context.Context, t *Training, l Live) (any, error) { return nil, t.Live(l) }),
	"steps":    of(func(ctx context.Context, t *Training, n int) (any, error) { return t.Steps(ctx, n) }),
	"relocate": of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Relocate() }),
	"kept":     of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Kept(), nil }),
	"scrub":    of(func(_ context.Context, t *Training, step int) (any, error) { return nil, t.Scrub(step) }),
	"curves":   of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Curves(), nil }),
	"set": of(func(_ context.Context, t *Training, w weightAt) (any, error) {
		return nil, t.SetWeight(w.Wire, w.Value)
	}),
	"hold":    of(func(_ context.Context, t *Training, w weightAt) (any, error) { return nil, t.Hold(w.Wire, w.Value) }),
	"release": of(func(_ context.Context, t *Training, w Wire) (any, error) { return nil, t.Release(w) }),
	"held":    of(func(_ context.Context, t *Training, _ none) (any, error) { return t.HeldWires(), nil }),
	"exchange": of(func(_ context.Context, t *Training, a struct {
		place
		With int `json:"with"`
	}) (any, error) {
		return t.Exchange(a.Axis, a.Place, a.With)
	}),
	"knock": of(func(_ context.Context, t *Training, a struct {
		place
		Out bool `json:"out"`
	}) (any, error) {
		return nil, t.KnockOut(a.Axis, a.Place, a.Out)
	}),
	"save":    of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Save() }),
	"finish":  of(func(ctx context.Context, t *Training, _ none) (any, error) { return t.Finish(ctx) }),
	"probe":   of(func(_ context.Context, t *Training, a ProbeOptions) (any, error) { return t.Probe(a) }),
	"pruning": of(func(_ context.Context, t *Training, _ none) (any, error) { return t.Pruning() }),
	"modules": of(func(_ context.Context, t *Training, threshold float64) (any, error) { return t.Modules(threshold) }),
	"formula": of(func(ctx context.Context, t *Training, a FormulaOptions) (any, error) { return t.Formula(ctx, a) }),
}

// Calls are the names of all calls, sorted.
func Calls() []string { return slices.Sorted(maps.Keys(calls)) }

// Call does one of Calls, with arguments and result in JSON. Numbers that are not finite are null.
func (t *Training) Call(ctx context.Context, name string, args []byte) ([]byte, error) {
	do, ok := calls[name]
	if !ok {
		return nil, fmt.Errorf("there is no call %q: want one of %s", name, strings.Join(Calls(), ", "))
	}
	v, err := do(ctx, t, args)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// Number is written as null where it is not finite.
type Number = run.Number

func numbers(v []float64) []Number {
	n := make([]Number, len(v))
	for i, x := range v {
		n[i] = Number(x)
	}
	return n
}
