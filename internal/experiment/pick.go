package experiment

import "github.com/gobimt/bimt/graph"

// Pick writes rows of the set to x and y, one after the other, in any type.
func Pick[T graph.Float](s Set, rows []int, x, y []T) {
	n, m := size(s.XShape), size(s.YShape)
	for k, i := range rows {
		if s.Pixels != nil {
			shade(x[k*n:], s.Pixels[i*n:(i+1)*n], shadesOf[T]())
		} else {
			round(x[k*n:], s.X[i*n:(i+1)*n])
		}
		round(y[k*m:], s.Y[i*m:(i+1)*m])
	}
}

// shadesOf are all numbers of a type that a pixel can be.
func shadesOf[T graph.Float]() *[256]T {
	if s, ok := any(&shades32).(*[256]T); ok {
		return s
	}
	return any(&shades64).(*[256]T)
}

func round[T graph.Float](to []T, from []float64) {
	to = to[:len(from)]
	for i, v := range from {
		to[i] = T(v)
	}
}
