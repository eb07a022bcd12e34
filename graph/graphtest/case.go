package graphtest

import (
	"hash/fnv"
	"math/rand/v2"

	"gorgonia.org/gorgonia"
)

// Build makes an operation from its inputs: the one under test, or its twin. Further
// inputs of a twin come from graph.Input on in[0].Graph(); work for both element types.
type Build func(in gorgonia.Nodes) (*gorgonia.Node, error)

// Case is an operation with inputs to try it on.
type Case struct {
	Name   string
	Inputs []Input
	// Op is the operation under test.
	Op Build
	// Twin is another way to compute the same; nil takes op.Twin of every operation that Op
	// is made of, and where one has none, finite differences are the only judge.
	Twin Build
	// Variants differ from the case in one field each: a constant, a shape, a distance.
	// Only Name, Op and Inputs count; no Inputs means those of the case.
	Variants []Case
	// Tolerance is how far a float64 may be off its twin, relative to max(1, |value|);
	// 0 means 2e-13. A float32 may be off 2²⁹ times as far.
	Tolerance float64
	// Allocs is how many allocations a run may make; a fused operation makes none.
	Allocs float64
}

// Input is one operand: a parameter, unless it is Constant.
type Input struct {
	// Name is unique among the inputs of a case.
	Name string
	// Shape may be empty, for a scalar, if the input is Constant.
	Shape []int
	// Data is the value, row-major. Keep away from points where the operation has no
	// derivative.
	Data []float64
	// Constant inputs are not differentiated by, and are the same in every run.
	Constant bool
}

// Random is an input of draws between 0.1 and 1.5 in size, of either sign. They depend on
// the name and the shape alone.
func Random(name string, shape ...int) Input {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	rng := rand.New(rand.NewPCG(h.Sum64(), uint64(size(shape))))
	data := make([]float64, size(shape))
	for i := range data {
		data[i] = 0.1 + 1.4*rng.Float64()
		if rng.IntN(2) == 0 {
			data[i] = -data[i]
		}
	}
	return Input{Name: name, Shape: shape, Data: data}
}

// Scalar is a constant input of one value.
func Scalar(name string, value float64) Input {
	return Input{Name: name, Data: []float64{value}, Constant: true}
}

// Numbers is a constant input of the given shape.
func Numbers(name string, shape []int, data ...float64) Input {
	return Input{Name: name, Shape: shape, Data: data, Constant: true}
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// variants are those of the case with their inputs filled in.
func (c *Case) variants() []Case {
	vs := make([]Case, len(c.Variants))
	for i, v := range c.Variants {
		vs[i] = Case{Name: v.Name, Inputs: v.Inputs, Op: v.Op}
		if v.Inputs == nil {
			vs[i].Inputs = c.Inputs
		}
	}
	return vs
}

// with is a case of another operation on the same inputs.
func (c *Case) with(op Build) Case { return Case{Name: c.Name, Inputs: c.Inputs, Op: op} }

// moved is a case whose parameters have other values and whose inputs other names.
func (c *Case) moved(suffix string) Case {
	m := Case{Name: c.Name + suffix, Op: c.Op}
	for _, in := range c.Inputs {
		in.Name += suffix
		if !in.Constant {
			in.Data = scaled(in.Data, 0.875)
		}
		m.Inputs = append(m.Inputs, in)
	}
	return m
}

func scaled(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * by
	}
	return out
}
