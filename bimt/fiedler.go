package bimt

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// lanczosSteps and lanczosRestarts bound the search for an eigenvector; lanczosResidual is
// when it ends. As the vector is a start for assignment, not an answer, one that has not
// settled by then serves too.
const (
	lanczosSteps    = 120
	lanczosRestarts = 10
	lanczosResidual = 1e-9
)

// fiedlerOrder gives every node a number to sort by: parts that are not connected lie
// side by side, each with its own Fiedler vector scaled to [-¼, ¼]; nodes without links
// come last.
func fiedlerOrder(m *adjacency) []float64 {
	value := make([]float64, m.nodes.Len())
	parts, alone := connectedParts(m)
	for part, nodes := range parts {
		v := fiedler(m, nodes)
		largest := floats.Norm(v, math.Inf(1))
		for i, n := range nodes {
			value[n] = float64(part)
			if largest > 0 {
				value[n] += v[i] / (4 * largest)
			}
		}
	}
	for _, n := range alone {
		value[n] = float64(len(parts))
	}
	return value
}

// connectedParts lists the nodes of each connected part, rising, parts by their first
// node; and those without links.
func connectedParts(m *adjacency) (parts [][]int, alone []int) {
	g := m.nodes
	seen := make([]bool, g.Len())
	beside := make([][]side, len(g.axes))
	for a := range g.axes {
		beside[a] = m.beside(a)
	}
	for first := range g.Len() {
		if seen[first] {
			continue
		}
		seen[first] = true
		part := []int{first}
		for i := 0; i < len(part); i++ {
			a := g.axisOf(part[i])
			for _, s := range beside[a] {
				for j := range g.axes[s.to].Len() {
					if n := g.first[s.to] + j; !seen[n] && s.at(part[i]-g.first[a], j) != 0 {
						seen[n] = true
						part = append(part, n)
					}
				}
			}
		}
		if len(part) == 1 {
			alone = append(alone, first)
			continue
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	return parts, alone
}

// fiedler is the Fiedler vector of the normalised Laplacian of one connected part: with
// M = D^−½ A D^−½, the eigenvector u of the second largest eigenvalue of M, as
// y = D^−½ u, which makes Σ A_ij (y_i − y_j)² least for its size Σ D_ii y_i² (Shi and
// Malik 2000, "Normalized cuts and image segmentation", section 2.1). Nodes are those
// given, in their order; m has no loops.
func fiedler(m *adjacency, nodes []int) []float64 {
	all := m.nodes.Len()
	in, out := make([]float64, all), make([]float64, all) // of all nodes; others than these hold 0, and touch none
	for _, n := range nodes {
		in[n] = 1
	}
	m.times(out, in)
	root := make([]float64, len(nodes)) // D^½: the eigenvector of the largest eigenvalue, 1
	for i, n := range nodes {
		root[i] = math.Sqrt(out[n])
	}
	times := func(dst, v []float64) { // dst = M·v
		for i, n := range nodes {
			in[n] = v[i] / root[i]
		}
		m.times(out, in)
		for i, n := range nodes {
			dst[i] = out[n] / root[i]
		}
	}
	trivial := slices.Clone(root)
	floats.Scale(1/floats.Norm(trivial, 2), trivial)
	u, residual := startVector(len(nodes)), 1.0
	for i := 0; i < lanczosRestarts && residual > lanczosResidual; i++ {
		u, residual = lanczos(times, trivial, u)
	}
	floats.Div(u, root)
	return u
}

// startVector is spread evenly and related to nothing: multiples of the golden ratio,
// modulo 1.
func startVector(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		_, f := math.Modf(float64(i+1) * math.Phi)
		v[i] = f - 0.5
	}
	return v
}

// lanczos gives the eigenvector of the largest eigenvalue of a symmetric matrix among
// the vectors at right angles to a unit vector, as far as the Krylov space of u knows
// it, and how far it is from being one (Golub and Van Loan, "Matrix Computations",
// section 10.1, with full reorthogonalisation).
func lanczos(times func(dst, v []float64), without, u []float64) (best []float64, residual float64) {
	basis := [][]float64{without}
	var alpha, beta []float64 // the matrix in terms of the basis: its diagonal, and beside it
	w := slices.Clone(u)
	left := 0.0 // length of what the basis does not span yet
	for len(alpha) < lanczosSteps {
		orthogonalise(w, basis)
		if left = floats.Norm(w, 2); left < 1e-12 { // the space is closed, its eigenvectors exact
			break
		}
		if len(alpha) > 0 {
			beta = append(beta, left)
		}
		q := slices.Clone(w)
		floats.Scale(1/left, q)
		basis = append(basis, q)
		times(w, q)
		alpha = append(alpha, floats.Dot(w, q))
	}
	best = make([]float64, len(u))
	if len(alpha) == 0 { // there is no other direction
		return best, 0
	}
	s := largestOfTridiagonal(alpha, beta)
	for i, c := range s {
		floats.AddScaled(best, c, basis[i+1])
	}
	if left < 1e-12 {
		return best, 0
	}
	orthogonalise(w, basis)
	return best, floats.Norm(w, 2) * math.Abs(s[len(s)-1])
}

// orthogonalise takes from w all that lies along the basis, twice, as rounding leaves
// some the first time.
func orthogonalise(w []float64, basis [][]float64) {
	for range 2 {
		for _, b := range basis {
			floats.AddScaled(w, -floats.Dot(w, b), b)
		}
	}
}

// largestOfTridiagonal is the eigenvector of the largest eigenvalue of the symmetric
// matrix with alpha on its diagonal and beta beside it.
func largestOfTridiagonal(alpha, beta []float64) []float64 {
	m := len(alpha)
	t := mat.NewSymDense(m, nil)
	for i, a := range alpha {
		t.SetSym(i, i, a)
		if i+1 < m {
			t.SetSym(i, i+1, beta[i])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(t, true) { // never seen of a finite matrix; any vector serves as a start
		s := make([]float64, m)
		s[0] = 1
		return s
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	return mat.Col(nil, m-1, &vectors) // eigenvalues rise
}
