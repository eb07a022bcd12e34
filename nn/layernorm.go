package nn

import (
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// NormEpsilon is what ε of a norm starts at, PyTorch's default.
const NormEpsilon = 1e-5

// LayerNorm gives each row mean 0 and variance 1, then scales and shifts it; see
// op.LayerNorm.
type LayerNorm struct {
	// Scale and Shift are (width), named PATH.scale and PATH.shift.
	Scale, Shift *graph.Param
	// Epsilon is added to the variance under the root. It starts at NormEpsilon; set it
	// before the layer is applied.
	Epsilon float64
}

// NewLayerNorm makes a layer norm that scales by 1 and shifts by 0, with ε = NormEpsilon.
func NewLayerNorm(params *graph.Params, path string, width int) (*LayerNorm, error) {
	scale, err := params.New(path+".scale", width)
	if err != nil {
		return nil, err
	}
	shift, err := params.New(path+".shift", width)
	if err != nil {
		return nil, err
	}
	return &LayerNorm{Scale: scale, Shift: shift, Epsilon: NormEpsilon}, Fill(scale, 1)
}

// Apply implements Layer: x is (…, width), as is the result.
func (l *LayerNorm) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.LayerNorm(x, l.Scale.Node(), l.Shift.Node(), l.Epsilon)
}

// Params implements Layer.
func (l *LayerNorm) Params() []*graph.Param { return []*graph.Param{l.Scale, l.Shift} }
