package nn

import (
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// normEpsilon is ε of every layer norm, PyTorch's default.
const normEpsilon = 1e-5

// LayerNorm gives each row mean 0 and variance 1, then scales and shifts it; see
// op.LayerNorm.
type LayerNorm struct {
	// Scale and Shift are (width), named PATH.scale and PATH.shift.
	Scale, Shift *graph.Param
}

// NewLayerNorm makes a layer norm that scales by 1 and shifts by 0.
func NewLayerNorm(params *graph.Params, path string, width int) (*LayerNorm, error) {
	scale, err := params.New(path+".scale", width)
	if err != nil {
		return nil, err
	}
	shift, err := params.New(path+".shift", width)
	if err != nil {
		return nil, err
	}
	return &LayerNorm{Scale: scale, Shift: shift}, Fill(scale, 1)
}

// Apply implements Layer: x is (…, width), as is the result.
func (l *LayerNorm) Apply(x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.LayerNorm(x, l.Scale.Node(), l.Shift.Node(), normEpsilon)
}

// Params implements Layer.
func (l *LayerNorm) Params() []*graph.Param { return []*graph.Param{l.Scale, l.Shift} }
