package task

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/internal/settings"
)

// Data is rows to learn from, with their description.
type Data struct {
	Schema
	Train, Test Set
	// Loss is what training lowers. Nil of data without rows.
	Loss *Loss
	// Draw gives rows of training data at random, where they are too many to list;
	// nil takes them from Train. at is how far the run is, from 0 to 1.
	Draw func(rng *rand.Rand, rows int, at float64) (x, y []float64, err error)
	// Decode writes token numbers as text, nil if tokens are no characters.
	Decode func(tokens []int) (string, error)
	// Encode gives the token numbers of a text, nil if tokens are no characters.
	Encode func(text string) ([]int, error)
	// Ends are the tokens that end a text.
	Ends []int
	// Notes say what was found or decided while the data were made.
	Notes []string
}

// Source is one data set with its settings: a pointer to a struct of them.
type Source interface {
	// Make draws or reads the rows; rng is for it alone. Of Data it fills what it knows; Schema's shapes and Loss follow
	// from the rest. What its settings left open, they say afterwards.
	Make(ctx context.Context, rng *rand.Rand) (*Data, error)
}

// Kind is a data set by its name, with its settings.
type Kind = settings.Kind[Source]

// register adds a data set; each has a file that does.
func register(name string, s Source) { settings.Register(name, s) }

// Make makes the rows of a data set for a loss, by its name or "auto": whichever fits. The settings of k say afterwards
// what they left open. A cancelled context ends it at once, whatever it is reading.
func Make(ctx context.Context, k Kind, rng *rand.Rand, loss string) (*Data, error) {
	if k.Of == nil {
		return nil, fmt.Errorf("data: there is no %q; choose one of %v", k.Name, settings.Kinds[Source]())
	}
	d, err := interruptible(ctx, func() (*Data, error) { return k.Of.Make(ctx, rng) })
	if err != nil {
		return nil, fmt.Errorf("data %s: %w", k, err)
	}
	if d.Train.Rows < 1 || d.Test.Rows < 1 {
		return nil, fmt.Errorf("data %s: %d rows to train on and %d to test on: give at least one of each", k, d.Train.Rows, d.Test.Rows)
	}
	if err := d.fit(k, loss); err != nil {
		return nil, err
	}
	d.describe()
	return d, d.findRanges()
}

// interruptible runs work until it ends or the context does; then what it makes is lost.
func interruptible(ctx context.Context, work func() (*Data, error)) (*Data, error) {
	type made struct {
		data *Data
		err  error
	}
	done := make(chan made, 1)
	go func() {
		var m made
		defer func() {
			if r := recover(); r != nil {
				m.err = fmt.Errorf("it can't be made: %v", r)
			}
			done <- m
		}()
		m.data, m.err = work()
	}()
	select {
	case m := <-done:
		return m.data, m.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
