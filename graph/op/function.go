package op

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"gorgonia.org/gorgonia"
)

// Function is an activation of one's own; see [Register].
type Function struct {
	// Name is what it is called in settings and in the hash of operations.
	Name string
	// Value is f(z), Slope f'(z). Several goroutines call them at once.
	Value, Slope func(z float64) float64
	// Twin is f of stock Gorgonia nodes, which laws compare it with; nil leaves it to
	// finite differences.
	Twin func(z *gorgonia.Node) (*gorgonia.Node, error)
}

// registered are the activations from outside.
var registered struct {
	sync.RWMutex
	names []Activation
	of    map[Activation]Function
}

// Register makes an activation of one's own, for Affine and all that is built on it, and
// for settings by its name. It is for the whole program: call it once, before the graphs
// that use it. A name in use, and a Slope that is not the slope of Value (seen at a few
// points on both sides of 0), are errors.
//
// It takes two calls of Go functions a number; the activations of this package are
// vectorised.
func Register(f Function) (Activation, error) {
	if f.Name == "" || f.Value == nil || f.Slope == nil {
		return "", fmt.Errorf("op: activation %q: want a name, a Value and a Slope", f.Name)
	}
	if err := f.checkSlope(); err != nil {
		return "", err
	}
	registered.Lock()
	defer registered.Unlock()
	a := Activation(f.Name)
	if slices.Contains(builtIn, a) || slices.Contains(registered.names, a) {
		return "", fmt.Errorf("op: there is an activation %q already: give each a name of its own", f.Name)
	}
	if registered.of == nil {
		registered.of = map[Activation]Function{}
	}
	registered.names, registered.of[a] = append(registered.names, a), f
	return a, nil
}

// checkSlope compares Slope with central differences of Value.
func (f *Function) checkSlope() error {
	const h = 1e-5
	for _, z := range []float64{-3.3172, -1.6183, -0.7371, -0.1234, 0.1234, 0.7371, 1.6183, 3.3172} {
		want, got := (f.Value(z+h)-f.Value(z-h))/(2*h), f.Slope(z)
		if !(math.Abs(got-want) <= 1e-4*math.Max(1, math.Abs(want))) {
			return fmt.Errorf("op: activation %q: its Slope at %v is %.4g, differences of its Value give %.4g", f.Name, z, got, want)
		}
	}
	return nil
}

// function is what was registered as a.
func (a Activation) function() (Function, bool) {
	registered.RLock()
	defer registered.RUnlock()
	f, ok := registered.of[a]
	return f, ok
}

// activateBy replaces the sums z by f(z), and fills in f'(z) where slope is not nil.
func activateBy[T Float](f Function, z, slope []T) {
	for i := range slope {
		slope[i] = T(f.Slope(float64(z[i])))
	}
	for i, v := range z {
		z[i] = T(f.Value(float64(v)))
	}
}
