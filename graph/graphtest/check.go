package graphtest

import (
	"testing"

	"gorgonia.org/tensor"
)

// law is one statement about an operation; the error says how it is broken.
type law struct {
	name  string
	holds func(c *Case, dtype tensor.Dtype) error
}

var laws = []law{
	{"equals its twin", equalsTwin},
	{"gradient equals finite differences", finiteDifferences},
	{"hash is distinct", distinctHash},
	{"computes the same in company", company},
	{"runs under the TapeMachine", tape},
	{"allocates nothing", allocates},
	{"is the same in blocks", inBlocks},
	{"adds to what is there", addsUp},
	{"leaves inputs alone", leavesInputs},
	{"remembers nothing", remembersNothing},
}

// Check runs every law on the case, in float64 and in float32.
func Check(t *testing.T, c Case) {
	t.Helper()
	if c.Tolerance == 0 {
		c.Tolerance = 2e-13
	}
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		for _, l := range laws {
			t.Run(c.Name+"/"+dtype.String()+"/"+l.name, func(t *testing.T) {
				if err := l.holds(&c, dtype); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// tolerance is the case's, for the element type.
func (c *Case) tolerance(dtype tensor.Dtype) float64 {
	if dtype == tensor.Float32 {
		return c.Tolerance * (1 << 29)
	}
	return c.Tolerance
}
