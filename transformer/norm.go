package transformer

import (
	"cmp"

	"github.com/gobimt/bimt/nn"
)

// Norm names what attention, MLPs and the unembedding read the residual stream through.
type Norm string

// The norms: layer norm (GPT-2), RMS norm (Llama), none.
const (
	NormLayer Norm = "layer"
	NormRMS   Norm = "rms"
	NormNone  Norm = "none"
)

func layerNorm(b *Builder, path string) (nn.Layer, error) {
	n, err := nn.NewLayerNorm(b.Params, path, b.Width)
	if err != nil {
		return nil, err
	}
	n.Epsilon = cmp.Or(b.NormEpsilon, nn.NormEpsilon)
	return n, b.onResidual(n)
}

func rmsNorm(b *Builder, path string) (nn.Layer, error) {
	n, err := nn.NewRMSNorm(b.Params, path, b.Width)
	if err != nil {
		return nil, err
	}
	n.Epsilon = cmp.Or(b.NormEpsilon, nn.NormEpsilon)
	return n, b.onResidual(n)
}

// onResidual lets vectors of the residual stream's width move with it.
func (b *Builder) onResidual(l nn.Layer) error {
	for _, p := range l.Params() {
		if err := b.Space.Attach(p, b.Residual); err != nil {
			return err
		}
	}
	return nil
}
