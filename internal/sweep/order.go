package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// Order is a task as it is sent to a worker on another machine: settings, and nothing that
// could be obeyed otherwise.
type Order struct {
	ID       string          `json:"id"`       // of the run
	Build    string          `json:"build"`    // of the program that must train it
	Settings string          `json:"settings"` // in YAML; files are named by the sum of their content
	Files    map[string]File `json:"files,omitempty"`
	Pictures bool            `json:"pictures,omitempty"` // to be drawn
	Attempt  int             `json:"attempt"`
	Avoid    []string        `json:"avoid,omitempty"` // workers that should leave it to others
}

// File is one that settings name, by their key.
type File struct {
	Path   string `json:"path"` // where it was; config.yaml names it so
	Folder bool   `json:"folder,omitempty"`
}

// Orders makes the orders of a sweep.
type Orders struct {
	ids      *ids
	pictures bool
	Blobs    map[string]string // paths of files by the sum of their content
}

// NewOrders makes what makes orders, of runs with pictures or without.
func NewOrders(pictures bool) *Orders { return &Orders{newIDs(), pictures, map[string]string{}} }

// Of is the order of a task.
func (o *Orders) Of(t Task) (Order, error) {
	build, err := Build()
	if err != nil {
		return Order{}, err
	}
	order := Order{Build: build, Pictures: o.pictures, Attempt: t.Attempt, Avoid: t.Avoid}
	if order.ID, err = o.ids.of(t.Config); err != nil {
		return order, err
	}
	plain, err := o.ids.withSums(t.Config)
	if err != nil {
		return order, err
	}
	plain.Description = t.Config.Description
	for _, f := range filesOf(t.Config) {
		info, err := os.Stat(f.value)
		if err != nil {
			return order, err
		}
		if order.Files == nil {
			order.Files = map[string]File{}
		}
		order.Files[f.key] = File{f.value, info.IsDir()}
		o.Blobs[o.ids.sums[f.value]] = f.value
	}
	text, err := plain.Encode()
	order.Settings = string(text)
	return order, err
}

// Limits are what a worker takes on at most.
type Limits struct {
	Steps int   // of a run
	Bytes int64 // of a file that settings name
}

// DefaultLimits are far above what is sensible, and below what does harm. The memory of a
// run is estimated, and refused where the machine has less.
func DefaultLimits() Limits { return Limits{Steps: 100_000_000, Bytes: 4 << 30} }

// mostOrder is the most bytes of an order.
const mostOrder = settings.MostBytes + 1<<16

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ParseOrder reads an order. Settings that name a file otherwise than by its sum, or other
// settings to read from, are refused; so is what is above the limits.
func ParseOrder(b []byte, limits Limits) (Order, *run.Config, error) {
	var o Order
	if len(b) > mostOrder {
		return o, nil, fmt.Errorf("an order of %d bytes is too long", len(b))
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return o, nil, fmt.Errorf("it is no order: %w", err)
	}
	c, err := o.config()
	if err != nil {
		return o, nil, err
	}
	if c.Steps > limits.Steps {
		return o, nil, fmt.Errorf("steps: %d are more than the %d that this worker takes on (--most-steps)", c.Steps, limits.Steps)
	}
	return o, c, nil
}

// config reads the settings of an order.
func (o *Order) config() (*run.Config, error) {
	text := []byte(o.Settings)
	if settings.Word(text, "order", "extends") != "" {
		return nil, errors.New("extends: an order says all its settings")
	}
	c, err := run.Decode(text, "order")
	if err != nil {
		return nil, err
	}
	for _, f := range filesOf(c) {
		if _, known := o.Files[f.key]; !sumForm.MatchString(f.value) || !known {
			return nil, fmt.Errorf("%s: %q: an order names files by the sum of their content", f.key, f.value)
		}
	}
	return c, nil
}
