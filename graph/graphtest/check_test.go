package graphtest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fault breaks one thing in an operation that is otherwise k·x.
type fault string

// scale is k·x with a fault, "" for none.
func scale(k float64, f fault) Build {
	return func(in gorgonia.Nodes) (*gorgonia.Node, error) {
		if in[0].Dtype() == tensor.Float32 {
			return newScale(in[0], float32(k), f)
		}
		return newScale(in[0], k, f)
	}
}

var sink atomic.Pointer[[8]byte] // keeps an allocation on the heap; workers run at once

func newScale[T graph.Float](x *gorgonia.Node, k T, f fault) (*gorgonia.Node, error) {
	attrs := op.Attrs(fmt.Sprintf("%v·x%s", k, f))
	if f == "nameless" {
		attrs = nil
	}
	var runs atomic.Int64 // workers run at once
	return op.Apply(op.Kernel[T]{
		Kind:  "scale",
		Attrs: attrs,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Wrt:   []bool{true},
		Cut:   []bool{true},
		Adds:  true,
		Run: func(out op.Array[T], in []op.Array[T], b op.Block[T]) error {
			run := T(runs.Add(1))
			for i, v := range in[0].Data {
				if b.Add && f != "forgets" {
					v += out.Data[i] / k
				}
				switch f {
				case "knows its place":
					out.Data[i] = k * v * T(1+b.First)
				case "adds up":
					out.Data[i] += k * v
				case "counts":
					out.Data[i] = k * v * run
				case "wrong":
					out.Data[i] = k*v + 1e-9
				default:
					out.Data[i] = k * v
				}
			}
			switch f {
			case "writes":
				in[0].Data[0] = 7
			case "allocates":
				sink.Store(new([8]byte))
			}
			return nil
		},
		Grad: func(_ gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			slope := k
			if f == "wrong gradient" {
				slope += 1e-5
			}
			d, err := newScale(grad, slope, "")
			return gorgonia.Nodes{d}, err
		},
	}, x)
}

func scaleCase(f fault) Case {
	return Case{
		Name:      "scale",
		Inputs:    []Input{Random("x", 3, 2)},
		Op:        scale(3, f),
		Twin:      func(in gorgonia.Nodes) (*gorgonia.Node, error) { return stockScale(in[0], 3) },
		Variants:  []Case{{Name: "another factor", Op: scale(4, f)}, {Name: "another shape", Inputs: []Input{Random("x", 4, 2)}, Op: scale(3, f)}},
		Tolerance: 1e-14,
	}
}

func stockScale(x *gorgonia.Node, k float64) (*gorgonia.Node, error) {
	if x.Dtype() == tensor.Float32 {
		return gorgonia.Mul(x, gorgonia.NewConstant(float32(k)))
	}
	return gorgonia.Mul(x, gorgonia.NewConstant(k))
}

// A right operation of a user's own passes.
func TestCheck(t *testing.T) { Check(t, scaleCase("")) }

// Each fault breaks the law that is there for it.
func TestLawsFindFaults(t *testing.T) {
	for f, want := range map[fault]string{
		"wrong":           "equals its twin",
		"wrong gradient":  "gradient equals finite differences",
		"nameless":        "hash is distinct, computes the same in company",
		"counts":          "runs under the TapeMachine, remembers nothing",
		"allocates":       "allocates nothing",
		"writes":          "leaves inputs alone",
		"adds up":         "remembers nothing",
		"knows its place": "is the same in blocks",
		"forgets":         "adds to what is there",
	} {
		c := scaleCase(f)
		broken := map[string]bool{}
		for _, l := range laws {
			broken[l.name] = l.holds(&c, tensor.Float64) != nil
		}
		for _, name := range strings.Split(want, ", ") {
			if !broken[name] {
				t.Errorf("fault %q: law %q holds", f, name)
			}
		}
	}
}

// What can't be built or run is an error of the law, not a pass.
func TestLawsReportErrors(t *testing.T) {
	refuse := func(gorgonia.Nodes) (*gorgonia.Node, error) { return nil, fmt.Errorf("refused") }
	c := Case{Name: "refuses", Inputs: []Input{Random("x", 2)}, Op: refuse}
	short := Case{Name: "short", Inputs: []Input{{Name: "x", Shape: []int{3}, Data: []float64{1}}}, Op: scale(1, "")}
	for _, l := range laws {
		if l.holds(&c, tensor.Float64) == nil || l.holds(&short, tensor.Float32) == nil {
			t.Errorf("law %q holds for what can't be built", l.name)
		}
	}
	withTwin := scaleCase("")
	withTwin.Twin = refuse
	if equalsTwin(&withTwin, tensor.Float64) == nil {
		t.Error("a twin that can't be built is equal")
	}
}
