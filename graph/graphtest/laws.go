package graphtest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
)

// equalsTwin: value and gradient are those of the twin: the case's own, or that of every
// operation it is made of. What has none is left to finite differences.
func equalsTwin(c *Case, dtype tensor.Dtype) error {
	got, err := runOnce(dtype, 0, *c)
	if err != nil {
		return err
	}
	twin := c.Twin
	if twin == nil {
		twin = decomposed(c.Op)
	}
	want, err := runOnce(dtype, 0, c.with(twin))
	if c.Twin == nil && errors.Is(err, op.ErrNoTwin) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("twin: %w", err)
	}
	return got.compare(want, c.tolerance(dtype))
}

// decomposed builds with twins in place of operations.
func decomposed(build Build) Build {
	return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
		out, err := build(in)
		if err != nil {
			return nil, err
		}
		return rebuilt(out, map[*gorgonia.Node]*gorgonia.Node{})
	}
}

func rebuilt(n *gorgonia.Node, done map[*gorgonia.Node]*gorgonia.Node) (*gorgonia.Node, error) {
	of := op.Children(n)
	if twin := done[n]; twin != nil || len(of) == 0 {
		return cmp.Or(twin, n), nil
	}
	for i, c := range of {
		var err error
		if of[i], err = rebuilt(c, done); err != nil {
			return nil, err
		}
	}
	var err error
	done[n], err = op.Twin(n, of...)
	return done[n], err
}

// finiteDifferences: the gradient in float64 is that of central differences, to 1e-6; in
// float32, where differences say little, it is the one in float64.
func finiteDifferences(c *Case, dtype tensor.Dtype) error {
	if dtype == tensor.Float32 {
		got, err := runOnce(dtype, 0, *c)
		if err != nil {
			return err
		}
		want, err := runOnce(tensor.Float64, 0, *c)
		if err != nil {
			return err
		}
		return got.compare(want, c.tolerance(dtype))
	}
	n, err := newNetwork(dtype, 0, *c)
	if err != nil {
		return err
	}
	v, err := n.run()
	if err != nil {
		return err
	}
	for _, p := range n.params.All() {
		at := p.Float64s()
		loss := func(x []float64) float64 {
			if e := p.Set(x); e != nil {
				err = e
			}
			if e := n.Run(); e != nil {
				err = e
			}
			return n.Scalar(n.loss)
		}
		want := fd.Gradient(nil, loss, at, &fd.Settings{Formula: fd.Central})
		loss(at)
		if err != nil {
			return err
		}
		if err := compare("gradient by "+p.Name(), v.grads[p.Name()], want, 1e-6); err != nil {
			return err
		}
	}
	return nil
}

// distinctHash: the case and its variants, in either element type, have hashes of their
// own, without help from their inputs if they are single operations.
func distinctHash(c *Case, dtype tensor.Dtype) error {
	seen := map[uint32]string{}
	for _, v := range append([]Case{*c}, c.variants()...) {
		for _, of := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			n, err := newGraph(of, 0, v)
			if err != nil {
				return err
			}
			name, out := fmt.Sprintf("%s in %v", v.Name, of), n.outs[0]
			h := out.Hashcode()
			if n.single(out) {
				h = out.Op().Hashcode()
			}
			if other, ok := seen[h]; ok {
				return fmt.Errorf("%s and %s have one hash: Gorgonia would make them one node: name every constant in Kernel.Attrs", name, other)
			}
			seen[h] = name
		}
	}
	return nil
}

// single says whether out is one operation on inputs alone.
func (n *network) single(out *gorgonia.Node) bool {
	for it := n.g.From(out.ID()); it.Next(); {
		if it.Node().(*gorgonia.Node).Op() != nil {
			return false
		}
	}
	return true
}

// company: the case twice, its variants, and the case on other inputs compute in one
// graph what they compute apart.
func company(c *Case, dtype tensor.Dtype) error {
	all := []Case{*c, *c, c.moved(" moved")}
	for i, v := range c.variants() {
		if c.Variants[i].Inputs != nil {
			v = renamed(v, fmt.Sprintf(" of variant %d", i))
		}
		all = append(all, v)
	}
	together, err := runOnce(dtype, 0, all...)
	if err != nil {
		return err
	}
	want := &values{grads: map[string][]float64{}}
	for i, one := range all {
		v, err := runOnce(dtype, i, one)
		if err != nil {
			return err
		}
		want.outs = append(want.outs, v.outs[0])
		for name, g := range v.grads {
			want.grads[name] = added(want.grads[name], g)
		}
	}
	return together.compare(want, c.tolerance(dtype))
}

func renamed(c Case, suffix string) Case {
	c.Inputs = slices.Clone(c.Inputs)
	for i := range c.Inputs {
		c.Inputs[i].Name += suffix
	}
	return c
}

func added(a, b []float64) []float64 {
	if a == nil {
		return b
	}
	for i := range a {
		a[i] += b[i]
	}
	return a
}

// tape: Gorgonia's TapeMachine gives the bits of a session.
func tape(c *Case, dtype tensor.Dtype) error {
	want, err := runOnce(dtype, 0, *c)
	if err != nil {
		return err
	}
	n, err := newGraph(dtype, 0, *c)
	if err != nil {
		return err
	}
	read := make([]gorgonia.Value, 1+len(n.params.All()))
	gorgonia.Read(n.outs[0], &read[0])
	var wrt gorgonia.Nodes
	for _, p := range n.params.All() {
		wrt = append(wrt, p.Node())
	}
	if len(wrt) > 0 {
		grads, err := gorgonia.Grad(n.loss, wrt...)
		if err != nil {
			return err
		}
		for i, g := range grads {
			gorgonia.Read(g, &read[1+i])
		}
	}
	machine := gorgonia.NewTapeMachine(n.g)
	defer machine.Close()
	for range 2 { // the second run reuses every buffer
		if err := machine.RunAll(); err != nil {
			return err
		}
		machine.Reset()
	}
	got := &values{grads: map[string][]float64{}}
	for i, v := range read {
		x, err := graph.Float64s(v)
		if err != nil {
			return err
		}
		if i == 0 {
			got.outs = [][]float64{x}
		} else {
			got.grads[n.params.All()[i-1].Name()] = x
		}
	}
	return got.compare(want, 0)
}

// allocates: a run after the first makes no more allocations than the case allows.
func allocates(c *Case, dtype tensor.Dtype) error {
	n, err := newNetwork(dtype, 0, *c)
	if err != nil {
		return err
	}
	if err := n.Run(); err != nil {
		return err
	}
	if got := testing.AllocsPerRun(20, func() { err = n.Run() }); err == nil && got > c.Allocs {
		return fmt.Errorf("%v allocations a run, want at most %v: keep buffers between runs", got, c.Allocs)
	}
	return err
}

// leavesInputs: no input holds other bits after a run.
func leavesInputs(c *Case, dtype tensor.Dtype) error {
	n, err := newNetwork(dtype, 0, *c)
	if err != nil {
		return err
	}
	before := map[string][]float64{}
	for name, x := range n.inputs {
		if before[name], err = graph.Float64s(x.Value()); err != nil {
			return err
		}
	}
	if err := n.Run(); err != nil {
		return err
	}
	for name, x := range n.inputs {
		after, err := graph.Float64s(x.Value())
		if err != nil {
			return err
		}
		if err := compare("input "+name+" after a run", after, before[name], 0); err != nil {
			return err
		}
	}
	return nil
}

// remembersNothing: a run after one on other values gives the bits of a first run.
func remembersNothing(c *Case, dtype tensor.Dtype) error {
	n, err := newNetwork(dtype, 0, *c)
	if err != nil {
		return err
	}
	first, err := n.run()
	if err != nil {
		return err
	}
	other, err := runOnce(dtype, 0, c.moved(""))
	if err != nil {
		return err
	}
	for _, try := range []struct {
		by   Case
		want *values
	}{{c.moved(""), other}, {*c, first}} {
		for _, x := range try.by.Inputs {
			if p := n.params.Get(x.Name); p != nil {
				if err := p.Set(x.Data); err != nil {
					return err
				}
			}
		}
		got, err := n.run()
		if err != nil {
			return err
		}
		if err := got.compare(try.want, 0); err != nil {
			return fmt.Errorf("after a run on other values: %w", err)
		}
	}
	return nil
}
