package network

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/gobimt/bimt/internal/sweep"
)

// fake gives orders out of a list.
type fake struct{ claims []*fakeClaim }

func (f *fake) Next(context.Context) (sweep.Claim, error) {
	if len(f.claims) == 0 {
		return nil, io.EOF
	}
	c := f.claims[0]
	f.claims = f.claims[1:]
	return c, nil
}

func (f *fake) Blob(context.Context, string, io.Writer) error {
	return errors.New("there is no such file")
}

// fakeClaim notes what comes of an order.
type fakeClaim struct {
	name, why string
	order     []byte
	delivered bool
	returned  bool
}

func (c *fakeClaim) Order() []byte                                   { return c.order }
func (c *fakeClaim) Lease() time.Duration                            { return time.Minute }
func (c *fakeClaim) Alive()                                          {}
func (c *fakeClaim) Begin(context.Context) bool                      { return true }
func (c *fakeClaim) Step(context.Context, sweep.Progress) bool       { return false }
func (c *fakeClaim) Deliver(context.Context, string) error           { c.delivered = true; return nil }
func (c *fakeClaim) Fail(_ context.Context, _ int, why string) error { c.why = why; return nil }
func (c *fakeClaim) Return(bool)                                     { c.returned = true }
