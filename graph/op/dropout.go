package op

import (
	"fmt"
	"math/rand/v2"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// DropoutAttrs are those of KindDropoutMask.
type DropoutAttrs struct {
	Rate float64
	Rng  *dropoutSource
}

// dropoutSource is where one mask draws from: no two are one.
type dropoutSource struct{ rng *rand.Rand }

// String says no more than a person can use.
func (*dropoutSource) String() string { return "given" }

// Dropout is x with every element 0 with probability rate, and the others divided by
// 1 − rate (Srivastava et al. 2014, section 10): drawn from rng anew in every run, in the
// order of elements. The same seed gives the same runs. Evaluate by a graph without it.
func Dropout(x *gorgonia.Node, rate float64, rng *rand.Rand) (out *gorgonia.Node, err error) {
	defer guard(&err, KindDropoutMask, x)
	if !(rate >= 0 && rate < 1) || rng == nil {
		return nil, fmt.Errorf("op: dropout: want a rate from 0 to below 1 and a source of draws, have %v and %v", rate, rng)
	}
	var mask *gorgonia.Node
	if x.Dtype() == tensor.Float32 {
		mask, err = dropoutMask[float32](x, rate, rng)
	} else {
		mask, err = dropoutMask[float64](x, rate, rng)
	}
	if err != nil {
		return nil, err
	}
	return gorgonia.HadamardProd(x, mask)
}

// dropoutMask is 0 or 1/(1 − rate), in the shape of x. It reads the rate alone, so that it
// does not wait for x.
func dropoutMask[T Float](x *gorgonia.Node, rate float64, rng *rand.Rand) (*gorgonia.Node, error) {
	shape := x.Shape().Clone()
	of, err := array(x, fmt.Sprintf("dropout rate %v", rate), []float64{rate}, 1)
	if err != nil {
		return nil, err
	}
	return Apply(Kernel[T]{
		Kind:  KindDropoutMask,
		Attrs: DropoutAttrs{rate, &dropoutSource{rng}},
		Shape: func([]tensor.Shape) (tensor.Shape, error) { return shape, nil },
		Run: func(out Array[T], _ []Array[T], _ Block[T]) error {
			for i := range out.Data {
				out.Data[i] = 0
				if rng.Float64() >= rate {
					out.Data[i] = T(1 / (1 - rate))
				}
			}
			return nil
		},
	}, of)
}
