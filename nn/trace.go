package nn

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gobimt/bimt/internal/nearest"
	"gorgonia.org/gorgonia"
)

// Trace is the named activations of one application of a model, for whoever looks inside:
//
//	t := nn.NewTrace()
//	y, err := t.Apply("mlp", model, x)    // y is mlp; inside it mlp.hidden0, mlp.hidden1, …
//	h, err := t.Lookup("mlp.hidden0")     // a node: watch it, or read it after a run
//
// A layer names what is computed inside it by implementing Traced, with one Keep for each
// activation. A nil Trace applies layers and records nothing.
type Trace struct {
	*record
	scope string // what names here begin with: "block0.mlp." or ""
}

// record is what all scopes of a trace share.
type record struct {
	names []string
	nodes map[string]*gorgonia.Node
	err   error // the first name that was given twice
}

// Traced is a layer that names its inner activations.
type Traced interface {
	Layer
	// ApplyTraced is Apply, with the inner activations kept in t, which may be nil.
	ApplyTraced(t *Trace, x *gorgonia.Node) (*gorgonia.Node, error)
}

// NewTrace makes a trace without activations.
func NewTrace() *Trace { return &Trace{record: &record{nodes: map[string]*gorgonia.Node{}}} }

// Scope is the same trace for names inside of a part: what the scope keeps as "q", the
// trace has as "PART.q". An empty name is the trace itself.
func (t *Trace) Scope(part string) *Trace {
	if t == nil || part == "" {
		return t
	}
	return &Trace{record: t.record, scope: t.scope + part + "."}
}

// Keep records an activation under a name and gives it back. A name that was given before
// is an error of the next Apply.
func (t *Trace) Keep(name string, n *gorgonia.Node) *gorgonia.Node {
	if t == nil || n == nil {
		return n
	}
	name = t.scope + name
	if t.nodes[name] != nil {
		if t.err == nil {
			t.err = fmt.Errorf("nn: there are two activations %s: apply each part in a Scope of its own", name)
		}
		return n
	}
	t.names = append(t.names, name)
	t.nodes[name] = n
	return n
}

// Apply puts x through a layer and keeps the result under a name, what is inside a Traced
// layer under names that begin with it. With an empty name the inner ones alone are kept.
func (t *Trace) Apply(name string, l Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := t.inside(name, l, x)
	if err != nil {
		if t != nil && name != "" {
			err = fmt.Errorf("%s%s: %w", t.scope, name, err)
		}
		return nil, err
	}
	if name != "" {
		t.Keep(name, y)
	}
	return y, t.Err()
}

func (t *Trace) inside(name string, l Layer, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l == nil || x == nil {
		return nil, errors.New("nn: the layer or its input is missing")
	}
	if parts, ok := l.(Traced); ok {
		return parts.ApplyTraced(t.Scope(name), x)
	}
	return l.Apply(x)
}

// Err is the first name that was given twice, nil if there is none.
func (t *Trace) Err() error {
	if t == nil {
		return nil
	}
	return t.err
}

// Names lists the activations of all scopes in the order they were kept.
func (t *Trace) Names() []string { return slices.Clone(t.names) }

// Activations are all nodes by name.
func (t *Trace) Activations() map[string]*gorgonia.Node { return maps.Clone(t.nodes) }

// Lookup finds an activation by its whole name; the error for a wrong one suggests the
// nearest. After a run, graph.Session.Float64s reads it.
func (t *Trace) Lookup(name string) (*gorgonia.Node, error) {
	n := t.nodes[name]
	if n == nil {
		return nil, fmt.Errorf("nn: %w", nearest.Unknown("activation", name, t.names))
	}
	return n, nil
}
