package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/nearest"
)

// Reference is the method that the others are compared with.
const Reference = "l1"

// Plan says what to compare. Seeds are 0, 1, … below Seeds.
type Plan struct {
	Base    *experiment.Config // all other settings
	Methods []string
	Lambdas []float64 // prices at the start; none: that of Base
	Seeds   int
}

// Job is one run of a plan.
type Job struct {
	Name   string // METHOD-lambdaX-seedN, its folder
	Method string
	Lambda float64 // 0 for method none, which charges nothing
	Seed   uint64
	Config *experiment.Config
}

// DefaultMethods are the five of the paper's comparison.
func DefaultMethods() []string { return []string{"none", "l1", "local", "swap", "bimt"} }

// Check reports the first thing wrong with a plan.
func (p *Plan) Check() error {
	if len(p.Methods) == 0 {
		return fmt.Errorf("methods: there are none: name some of %v", experiment.Methods())
	}
	for i, m := range p.Methods {
		if !slices.Contains(experiment.Methods(), m) {
			return fmt.Errorf("methods: %w", nearest.Unknown("method", m, experiment.Methods()))
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
// can be compared. Method none has one run for each seed, whatever the prices.
func (p *Plan) Jobs() []Job {
	var jobs []Job
	for seed := range p.Seeds {
		for _, method := range p.Methods {
			for _, lambda := range p.pricesOf(method) {
				jobs = append(jobs, p.job(method, lambda, uint64(seed)))
			}
		}
	}
	return jobs
}

func (p *Plan) pricesOf(method string) []float64 {
	if method == "none" {
		return []float64{0}
	}
	return p.lambdas()
}

func (p *Plan) job(method string, lambda float64, seed uint64) Job {
	c := *p.Base
	c.Method, c.Lambda, c.Seed, c.MadeWith = method, lambda, seed, nil
	name := fmt.Sprintf("%s-lambda%s-seed%d", method, formatLambda(lambda), seed)
	return Job{Name: name, Method: method, Lambda: lambda, Seed: seed, Config: &c}
}

func formatLambda(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
