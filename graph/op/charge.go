package op

import (
	"math"
	"slices"

	"gorgonia.org/gorgonia"
)

// Charge names what a weight is charged for: φ(w).
type Charge string

// What can be charged. Size is the published |w|. Square is w². Root and Log charge small
// weights dearly and large ones little, so that a weight is either of use or nothing: the
// price of a large weight hardly pulls at it.
const (
	Size   Charge = ""       // |w|
	Square Charge = "square" // w²
	Root   Charge = "root"   // √(|w| + ε) − √ε, ε = 10⁻³: L½, smooth at 0 (Xu and others 2012)
	Log    Charge = "log"    // ε·log(1 + |w|/ε), ε = 0.1 (Candès, Wakin, Boyd 2008, eq. 8)
)

// Charges lists all of them.
func Charges() []Charge {
	all := []Charge{Square}
	for c := range charges {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

// The ε of Root and Log.
const (
	rootFloor = 1e-3
	logFloor  = 0.1
)

// charge is φ as a function of |w|, with its slope.
type charge struct {
	of, slope func(size float64) float64
	twin      func(size *gorgonia.Node) *gorgonia.Node
}

// charges are those that grow with |w| and are charged for length.
var charges = map[Charge]charge{
	Size: {
		of:    func(w float64) float64 { return w },
		slope: func(float64) float64 { return 1 },
		twin:  func(size *gorgonia.Node) *gorgonia.Node { return size },
	},
	Root: {
		of:    func(w float64) float64 { return math.Sqrt(w+rootFloor) - math.Sqrt(rootFloor) },
		slope: func(w float64) float64 { return 0.5 / math.Sqrt(w+rootFloor) },
		twin: func(size *gorgonia.Node) *gorgonia.Node {
			root := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(size, konst(size, rootFloor)))))
			return gorgonia.Must(gorgonia.Sub(root, konst(size, math.Sqrt(rootFloor))))
		},
	},
	Log: {
		of:    func(w float64) float64 { return logFloor * math.Log1p(w/logFloor) },
		slope: func(w float64) float64 { return 1 / (1 + w/logFloor) },
		twin: func(size *gorgonia.Node) *gorgonia.Node {
			times := gorgonia.Must(gorgonia.HadamardProd(size, konst(size, 1/logFloor)))
			return gorgonia.Must(gorgonia.HadamardProd(gorgonia.Must(gorgonia.Log1p(times)), konst(size, logFloor)))
		},
	},
}

// chargeSum is Σ φ(w) (A·d + y); no d means 0 everywhere.
func chargeSum[T Float](c charge, w, d []T, locality, y float64) float64 {
	sum := 0.0
	for i, x := range w {
		sum += c.of(math.Abs(float64(x))) * chargePrice(d, i, locality, y)
	}
	return sum
}

// chargeGrad adds s times its gradient to g. A weight of 0 stays there, as for Size; a NaN
// stays one.
func chargeGrad[T Float](c charge, g, w, d []T, s, locality, y float64) {
	for i, x := range w {
		size := math.Abs(float64(x))
		switch slope := s * c.slope(size) * chargePrice(d, i, locality, y); {
		case x > 0:
			g[i] += T(slope)
		case x < 0:
			g[i] -= T(slope)
		default:
			g[i] += x * T(slope)
		}
	}
}

func chargePrice[T Float](d []T, i int, locality, y float64) float64 {
	if d == nil {
		return y
	}
	return locality*float64(d[i]) + y
}
