package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// Reference is the method that the others are compared with.
const Reference = "l1"

// Plan says what to compare. Seeds are 0, 1, … below Seeds.
type Plan struct {
	Base    *run.Config // all other settings
	Methods []string
	Lambdas []float64 // prices at the start; none: that of Base
	Seeds   int
}

// DefaultMethods are the five of the paper's comparison.
func DefaultMethods() []string {
	return run.MethodNames(func(m run.Method) bool { return m.Usual })
}

// Check reports the first thing wrong with a plan.
func (p *Plan) Check() error {
	if len(p.Methods) == 0 {
		return fmt.Errorf("methods: there are none: name some of %v", run.Methods())
	}
	for i, m := range p.Methods {
		if !slices.Contains(run.Methods(), m) {
			return fmt.Errorf("methods: %w", nearest.Unknown("method", m, run.Methods()))
		}
		if slices.Contains(p.Methods[:i], m) {
			return fmt.Errorf("methods: %s is there twice", m)
		}
	}
	for i, l := range p.Lambdas {
		if !(l >= 0) || math.IsInf(l, 0) {
			return fmt.Errorf("lambda: %v: give numbers of at least 0", l)
		}
		if slices.Contains(p.Lambdas[:i], l) {
			return fmt.Errorf("lambda: %v is there twice", l)
		}
	}
	if p.Seeds < 1 {
		return fmt.Errorf("seeds: %d: give at least 1", p.Seeds)
	}
	return p.Base.Check()
}

// lambdas are the prices in the order given.
func (p *Plan) lambdas() []float64 {
	if len(p.Lambdas) == 0 {
		return []float64{p.Base.Lambda}
	}
	return p.Lambdas
}

// Jobs lists all runs, by seed first: what is there of a plan that was stopped early
// can be compared. A method that charges nothing has one run for each seed, whatever the
// prices.
func (p *Plan) Jobs() ([]sweep.Job, error) {
	seeds, methods, prices := sweep.Vary{Key: "seed"}, sweep.Vary{Key: "method", Values: p.Methods}, sweep.Vary{Key: "lambda"}
	for seed := range p.Seeds {
		seeds.Values = append(seeds.Values, strconv.Itoa(seed))
	}
	for _, l := range p.lambdas() {
		prices.Values = append(prices.Values, formatLambda(l))
	}
	return sweep.Jobs(p.Base, []sweep.Vary{seeds, methods, prices}, func(c *run.Config) (string, error) {
		if !run.MethodOf(c.Method).Charges {
			c.Lambda = 0
		}
		return fmt.Sprintf("%s-lambda%s-seed%d", c.Method, formatLambda(c.Lambda), c.Seed), nil
	})
}

func formatLambda(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Comparison is a plan with its folder.
type Comparison struct {
	*sweep.Sweep
	Plan Plan
}

// Open checks a plan and looks at what its folder has of it, as sweep.Open does. Matrix
// products are computed as the plan says from here on.
func Open(p Plan, dir string, force bool) (*Comparison, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := blas.Use(p.Base.BLAS); err != nil {
		return nil, fmt.Errorf("blas: %w", err)
	}
	base := *p.Base
	base.BLAS = blas.Choice() // on other machines too
	p.Base = &base
	jobs, err := p.Jobs()
	if err != nil {
		return nil, err
	}
	s, err := sweep.Open(jobs, dir, force)
	if err != nil {
		return nil, err
	}
	return &Comparison{s, p}, nil
}
