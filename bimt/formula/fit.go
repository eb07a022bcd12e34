package formula

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitted is an expression with its free numbers at a least-squares optimum.
type fitted struct {
	e      *Expr
	mse    float64
	length int       // once it is in a search's pool
	sd     []float64 // of each free number, from the curvature at the optimum
	work   int       // that the fit was: see budget
}

// fit minimises Σ (e(row) − y)² over the free numbers by Levenberg–Marquardt:
//
//	(JᵀJ + μ diag JᵀJ) δ = Jᵀ(y − e)
//
// with μ lowered by ten after a step that helps and raised by ten after one that does not
// (Marquardt 1963), until a step gains less than the part enough. The mean square is +Inf if e is not finite on every row.
func fit(e *Expr, names []string, x [][]float64, y []float64, steps int, enough float64) (fitted, error) {
	f, err := e.Compile(names)
	if err != nil {
		return fitted{}, err
	}
	p := e.params()
	n := newNormal(len(p))
	mse := n.accumulate(f, x, y)
	mu := 1e-3
	trial := make([]float64, len(p))
	probe := newNormal(len(p))
	made := 1
	for range steps {
		if len(p) == 0 || math.IsInf(mse, 1) || mse == 0 {
			break
		}
		delta, ok := n.solve(mu)
		if !ok {
			mu *= 10
			continue
		}
		for i := range p {
			trial[i] = p[i] + delta.AtVec(i)
		}
		made++
		f.set(trial)
		next := probe.accumulate(f, x, y)
		if !(next < mse) {
			if mu *= 10; mu > 1e12 {
				break
			}
			continue
		}
		gain := (mse - next) / mse
		copy(p, trial)
		n, probe, mse, mu = probe, n, next, max(mu/10, 1e-12)
		if gain < enough {
			break
		}
	}
	return fitted{e: e.withParams(p), mse: mse, sd: n.deviations(mse, len(y)), work: made * len(y) * len(f.steps)}, nil
}

func (f *Func) set(p []float64) {
	for k, s := range f.params {
		f.steps[s].v = p[k]
	}
}

// normal is the normal equations of one point.
type normal struct {
	k   int
	jtj []float64
	jtr []float64
	row []float64
}

func newNormal(k int) *normal {
	return &normal{k, make([]float64, k*k), make([]float64, k), make([]float64, k)}
}

func (n *normal) accumulate(f *Func, x [][]float64, y []float64) (mse float64) {
	clear(n.jtj)
	clear(n.jtr)
	for i, row := range x {
		r := y[i] - f.Eval(row)
		if !finite(r) {
			return math.Inf(1)
		}
		mse += r * r
		if n.k == 0 {
			continue
		}
		f.gradient(n.row)
		for a, ga := range n.row {
			n.jtr[a] += ga * r
			for b, gb := range n.row[:a+1] {
				n.jtj[a*n.k+b] += ga * gb
			}
		}
	}
	return mse / float64(len(y))
}

func (n *normal) damped(mu float64) *mat.SymDense {
	m := mat.NewSymDense(n.k, nil)
	for a := range n.k {
		for b := range a {
			m.SetSym(a, b, n.jtj[a*n.k+b])
		}
		d := n.jtj[a*n.k+a]
		m.SetSym(a, a, d*(1+mu)+1e-300)
	}
	return m
}

func (n *normal) solve(mu float64) (*mat.VecDense, bool) {
	var c mat.Cholesky
	m := n.damped(mu)
	for a := range n.k {
		if !finite(m.At(a, a)) {
			return nil, false
		}
	}
	if !c.Factorize(m) {
		return nil, false
	}
	var delta mat.VecDense
	_ = c.SolveVecTo(&delta, mat.NewVecDense(n.k, n.jtr)) // an ill-conditioned step is tried like any other
	for i := range n.k {
		if !finite(delta.AtVec(i)) {
			return nil, false
		}
	}
	return &delta, true
}

// deviations are √(mse · (JᵀJ)⁻¹ᵢᵢ), with just enough damping that a direction the data do
// not see gets a large one.
func (n *normal) deviations(mse float64, rows int) []float64 {
	sd := make([]float64, n.k)
	var c mat.Cholesky
	for mu := 1e-12; mu < 1; mu *= 100 {
		if n.k == 0 || !finite(mse) || !c.Factorize(n.damped(mu)) {
			continue
		}
		var inverse mat.SymDense
		_ = c.InverseTo(&inverse) // as above
		for i := range sd {
			sd[i] = math.Sqrt(max(mse*inverse.At(i, i), 0) * float64(rows) / float64(max(rows-n.k, 1)))
		}
		return sd
	}
	for i := range sd {
		sd[i] = math.Inf(1)
	}
	return sd
}
