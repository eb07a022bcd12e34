package formula

import (
	"context"
	"errors"
)

// errSpent ends a search that has done the work it may do.
var errSpent = errors.New("the search has done its work")

// budget is a context that ends by what was done, too. The work of a search is the same on every
// machine and under every load, where its time is not.
type budget struct {
	context.Context
	left int64 // terms that may still be scored on the sample
}

// Err implements context.Context.
func (b *budget) Err() error {
	if err := b.Context.Err(); err != nil || b.left > 0 {
		return err
	}
	return errSpent
}

// spend counts terms that are scored, or as much work.
func (b *budget) spend(terms int) { b.left -= int64(terms) }
