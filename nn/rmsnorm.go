package nn

import (
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// RMSNorm divides each row by its root mean square, then scales it; see op.RMSNorm.
type RMSNorm struct {
	// Scale is (width), named PATH.scale.
	Scale *graph.Param
	// Epsilon is added to the mean square under the root. It starts at NormEpsilon; set it
	// before the layer is applied.
	Epsilon float64
}

// NewRMSNorm makes an RMS norm that scales by 1, with ε = NormEpsilon.
func NewRMSNorm(params *graph.Params, path string, width int) (*RMSNorm, error) {
	scale, err := params.New(path+".scale", width)
	if err != nil {
		return nil, err
	}
	return &RMSNorm{Scale: scale, Epsilon: NormEpsilon}, Fill(scale, 1)
}

// Apply implements Layer: x is (…, width), as is the result.
func (l *RMSNorm) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.RMSNorm(x, l.Scale.Node(), l.Epsilon)
}

// Params implements Layer.
func (l *RMSNorm) Params() []*graph.Param { return []*graph.Param{l.Scale} }
