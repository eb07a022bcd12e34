package formula

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Data is a table: what the search explains.
type Data struct {
	Names []string
	X     [][]float64 // row by row
	Y     []float64
}

// Options bound a search. The zero value is meant for data.
type Options struct {
	Seed      uint64  // of the sample of rows that terms are scored on
	MinR2     float64 // of the rows kept aside, for a formula to be called a fit; 0: 0.999
	MaxLength int     // of a formula; 0: 40
	// Independent is how many rows' worth of independent errors the data have. Those of a
	// network that was sampled are no noise: rows close together err alike, and constants
	// are less sure than many rows make them look. 0: all.
	Independent int
	// Tolerance is the part of Y's deviation that is not worth explaining; formulas that
	// err less are as good as each other, and the shortest wins. 0: every part is.
	Tolerance float64
	// Work is how much is searched at most, in terms that are scored on a sample of the rows; what
	// else is done counts in the same unit. 1e9 is about half a minute of one processor. A search
	// that it ends finds the same everywhere, which one that a deadline ends does not. 0: no limit.
	Work int64
}

func (o Options) withDefaults() Options {
	if o.MinR2 == 0 {
		o.MinR2 = 0.999
	}
	if o.MaxLength == 0 {
		o.MaxLength = 40
	}
	if o.Work == 0 {
		o.Work = math.MaxInt64
	}
	return o
}

// Candidate is a formula with how well it does.
type Candidate struct {
	Expr   *Expr
	Length int
	R2     float64 // 1 − Σ error²/Σ (y − mean)², on rows kept aside
	RMSE   float64 // on the same
	score  float64
}

// Result is what a search found.
type Result struct {
	// Candidates are those that no shorter one beats, the best balance of error and length first.
	Candidates []Candidate
	Best       *Candidate // the first, or nil: no good fit
	Spent      bool       // Options.Work ended the search
}

const (
	sampleRows = 128  // rows that terms are scored on
	trialRows  = 500  // rows that constants are first fitted on
	finalists  = 5    // formulas fitted on all rows
	alike      = 40   // formulas fitted at most of those that err less than is worth explaining
	frontRows  = 1000 // rows for these and the others that no shorter one beats
	nodePrice  = 2.0  // nats a node of a formula costs: one of about eight
)

// Recover searches for short formulas of the data; see the package's comment for which.
// It ends early, with what it has, when ctx does; it is an error only if that is nothing.
func Recover(ctx context.Context, d Data, o Options) (Result, error) {
	if err := d.check(); err != nil {
		return Result{}, err
	}
	s, err := newSearch(d, o.withDefaults())
	if err != nil {
		return Result{}, err
	}
	b := &budget{Context: ctx, left: s.Work}
	if err := s.run(b); err != nil {
		return Result{}, err
	}
	r := s.result()
	r.Spent = b.left <= 0
	return r, nil
}

func (d *Data) check() error {
	if len(d.X) != len(d.Y) || len(d.Y) < 20 || len(d.Names) == 0 {
		return fmt.Errorf("%d rows of %d columns with %d answers: a search needs 20 rows at least, each with its answer", len(d.X), len(d.Names), len(d.Y))
	}
	seen := map[string]bool{}
	for _, n := range d.Names {
		if seen[n] {
			return fmt.Errorf("two columns are called %q: give them different names", n)
		}
		seen[n] = true
	}
	for i, row := range d.X {
		if len(row) != len(d.Names) {
			return fmt.Errorf("row %d has %d numbers, there are %d columns", i, len(row), len(d.Names))
		}
		for j, v := range append([]float64{d.Y[i]}, row...) {
			if !finite(v) {
				return fmt.Errorf("row %d, column %d: %v is no finite number", i, j, v)
			}
		}
	}
	return nil
}

type search struct {
	Options
	Data              // all but what is kept aside, in random order
	aside    Data     // one row in five
	variance float64  // of Y
	floor    float64  // the mean square that is rounding
	pool     []fitted // of trialRows
	keys     map[string]bool
	done     []Candidate
}

func newSearch(d Data, o Options) (*search, error) {
	s := &search{Options: o, keys: map[string]bool{}}
	s.Names, s.aside.Names = d.Names, d.Names
	for k, i := range rand.New(rand.NewPCG(o.Seed, 0x5eed)).Perm(len(d.Y)) {
		to := &s.Data
		if k%5 == 4 {
			to = &s.aside
		}
		to.X, to.Y = append(to.X, d.X[i]), append(to.Y, d.Y[i])
	}
	mean, norm := center(s.Y)
	s.variance = norm * norm / float64(len(s.Y))
	s.floor = 1e-20*(s.variance+mean*mean) + s.enough()
	return s, nil
}

// rows is the weight of the evidence in independent rows.
func (s *search) rows() float64 {
	if s.Independent > 0 {
		return min(float64(s.Independent), float64(len(s.Y)))
	}
	return float64(len(s.Y))
}

// score is a description length, up to a constant: errors, nodes and free numbers, in nats.
func (s *search) score(f *fitted) float64 {
	n := s.rows()
	return n/2*math.Log(max(f.mse, s.floor)) + nodePrice*float64(f.length) + 0.5*math.Log(n)*float64(len(f.sd))
}

func (s *search) run(b *budget) error {
	if err := b.Context.Err(); err != nil {
		return err
	}
	m := min(sampleRows, len(s.Y))
	columns := make([][]float64, len(s.Names))
	for j := range columns {
		columns[j] = make([]float64, m)
		for i := range m {
			columns[j][i] = s.X[i][j]
		}
	}
	if err := s.try(b, parameter(mean(s.Y))); err != nil {
		return err
	}
	if s.variance > s.floor {
		lib := newLibrary(s.Names, columns)
		lib.wider = wider{names: s.Names, x: s.X[:min(widerRows, len(s.Y))], values: map[int][]float64{}}
		if err := s.stages(b, lib, m); err != nil {
			return err
		}
	}
	return s.finish(b.Context) // what was found is finished, however much work was left
}

func mean(v []float64) float64 {
	m, _ := center(v)
	return m
}

// try fits a formula on a few rows and keeps it if it is new.
func (s *search) try(b *budget, e *Expr) error {
	if e.settled().Length() > s.MaxLength+10 { // snapping makes some shorter
		return nil
	}
	n := min(trialRows, len(s.Y))
	f, err := fit(e, s.Names, s.X[:n], s.Y[:n], 25, 1e-4)
	if err != nil {
		return err
	}
	b.spend(f.work)
	if key := f.e.Round(6).settled().key(); finite(f.mse) && !s.keys[key] {
		s.keys[key] = true
		f.length = f.e.settled().Length()
		s.pool = append(s.pool, f)
	}
	return nil
}

// finish fits the best of each length on all rows, snaps, and scores on the rows kept aside.
func (s *search) finish(ctx context.Context) error {
	s.sort()
	inflate := math.Sqrt(float64(len(s.Y)) / s.rows())
	for k := range s.pool {
		f, rows := s.pool[k], len(s.Y)
		if k >= finalists {
			rows = min(rows, frontRows)
		}
		if k >= finalists && s.beaten(k) || k >= alike && s.pool[k].mse <= s.enough() || ctx.Err() != nil && len(s.done) > 0 {
			continue
		}
		f, err := fit(f.e, s.Names, s.X[:rows], s.Y[:rows], 30, 1e-9)
		if err == nil && finite(f.mse) {
			f, err = snap(f, s.Names, s.X[:rows], s.Y[:rows], s.floor, inflate)
		}
		if err != nil {
			return err
		}
		if err := s.judge(&f); err != nil {
			return err
		}
	}
	if len(s.done) == 0 {
		return cmp.Or(ctx.Err(), fmt.Errorf("no formula of length %d or less is finite on all rows", s.MaxLength))
	}
	return nil
}

// beaten says that a formula of the pool is no shorter than one of less error. Errors that
// are not worth explaining are alike: which of these is short shows when its numbers are simple.
func (s *search) beaten(k int) bool {
	least := s.enough()
	return slices.ContainsFunc(s.pool, func(o fitted) bool {
		return max(o.mse, least) < max(s.pool[k].mse, least) && o.length <= s.pool[k].length
	})
}

// enough is the mean square that is not worth explaining.
func (s *search) enough() float64 { return s.Tolerance * s.Tolerance * s.variance }

func (s *search) judge(f *fitted) error {
	c := Candidate{Expr: s.signed(f.e.settled())}
	c.Length = c.Expr.Length()
	all := *f // all are scored on the same rows
	_, root, err := Score(f.e, s.Data)
	if err != nil {
		return err
	}
	all.mse, all.length = root*root, c.Length
	c.score = s.score(&all)
	r2, rmse, err := Score(c.Expr, s.aside)
	if err != nil {
		return err
	}
	if c.R2, c.RMSE = r2, rmse; finite(rmse) && finite(f.mse) && c.Length <= s.MaxLength {
		s.done = append(s.done, c)
	}
	return nil
}

// Score is R² = 1 − Σ (y − e)²/Σ (y − mean y)² and the root of the mean square error on any
// rows: those of the data, answers of a network, rows beyond the range that was searched.
func Score(e *Expr, d Data) (r2, rmse float64, err error) {
	f, err := e.Compile(d.Names)
	if err != nil {
		return 0, 0, err
	}
	if len(d.X) != len(d.Y) {
		return 0, 0, fmt.Errorf("formula: %d rows with %d answers", len(d.X), len(d.Y))
	}
	if len(d.Y) == 0 {
		return math.NaN(), math.NaN(), nil
	}
	sse := 0.0
	for i, row := range d.X {
		if len(row) != len(d.Names) {
			return 0, 0, fmt.Errorf("formula: row %d has %d numbers, there are %d columns", i, len(row), len(d.Names))
		}
		r := d.Y[i] - f.Eval(row)
		sse += r * r
	}
	_, norm := center(d.Y)
	return 1 - sse/max(norm*norm, 1e-300), math.Sqrt(sse / float64(len(d.Y))), nil
}

// result sorts by score and drops what is both longer and worse than another.
func (s *search) result() Result {
	slices.SortStableFunc(s.done, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.Length, b.Length))
	})
	var r Result
	for _, c := range s.done {
		beaten := slices.ContainsFunc(r.Candidates, func(o Candidate) bool { return o.Length <= c.Length && o.RMSE <= c.RMSE*(1+1e-9) })
		if !beaten {
			r.Candidates = append(r.Candidates, c)
		}
	}
	if len(r.Candidates) > 0 && (r.Candidates[0].R2 >= s.MinR2 || s.variance <= s.floor) {
		r.Best = &r.Candidates[0]
	}
	return r
}
