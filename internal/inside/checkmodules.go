package inside

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

const (
	mostModules = 8    // judged
	leastHurt   = 0.01 // of an output's variance, or of its class's accuracy
	leastSets   = 20   // random subsets, for a P of 0.05
	leastShare  = 0.95 // of the damage, at a module's own outputs
)

// modules knocks out each module by the values of other rows, beside random subsets of
// neurons of equal size.
func (c *checker) modules() error {
	k := Control{Name: "module knock-outs", P: nan, Verdict: NotApplicable}
	b, err := newBench(c.r, c.judgeRows())
	if err != nil {
		return err
	}
	outputs := b.outputNames()
	if c.r.Data.Classes == 2 {
		k.Why = "there are two classes: what one loses the other wins"
		c.add(k)
		return nil
	}
	if len(outputs) < 2 {
		k.Why = "there is one output: no module has others to leave alone"
		c.add(k)
		return nil
	}
	parts, kind, err := c.parts()
	if err != nil {
		return err
	}
	claims := slices.DeleteFunc(parts, func(m Module) bool {
		m.own = slices.DeleteFunc(m.own, func(j int) bool { return j >= len(outputs) })
		return len(m.own) == 0 || len(m.own) == len(outputs) || len(m.hidden) == 0
	})
	if len(claims) == 0 {
		k.Why = fmt.Sprintf("no %s computes some of the outputs and not others", kind)
		c.add(k)
		return nil
	}
	pool, err := c.pool()
	if err != nil {
		return err
	}
	knock := b.knockOut(Resample)
	for i, m := range claims[:min(len(claims), mostModules)] {
		j, err := ablation.Judge(knock, m.hidden, m.own, pool, c.Draws, c.rng)
		if err != nil {
			return err
		}
		c.add(judged(fmt.Sprintf("%s %d → %s", kind, i+1, shortNames(m.Outputs)), j))
	}
	return nil
}

// judgeRows keeps the time of judging bounded: some half a minute of a transformer.
func (c *checker) judgeRows() int {
	const budget = 1e11 // multiplications
	return max(100, min(knockOutRows, int(budget/float64(graphWork(c.r))/float64(c.Draws)/mostModules)))
}

// parts are the connected parts, or the communities of a network that is one.
func (c *checker) parts() ([]Module, string, error) {
	parts, err := c.flow.Modules(c.Threshold)
	if err != nil {
		return nil, "", err
	}
	kind := "module"
	if len(parts) == 1 {
		kind = "community"
		if parts, _, err = metric.Communities(c.r.Network.Space, c.flow, c.Threshold, metric.Restarts, c.r.MeasureRandom()); err != nil {
			return nil, "", err
		}
	}
	modules, err := modulesOf(c.r, parts, c.Threshold)
	return modules, kind, err
}

// pool is the hidden neurons that are alive.
func (c *checker) pool() ([]flow.Neuron, error) {
	alive, err := c.flow.AliveNeurons(c.Threshold)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(alive, func(n flow.Neuron) bool {
		return n.Axis == c.r.Network.Out || n.Axis == c.r.Network.In && c.r.Data.Tokens == 0
	}), nil
}

// judged says in words what knocking out a module shows.
func judged(name string, j ablation.Judgement) Control {
	k := Control{Name: name, What: "share of the damage at its own outputs, and of random neurons", Value: run.Number(j.Share), Null: run.Number(j.RandomShare), P: run.Number(j.P)}
	k.Why = fmt.Sprintf("resampled, it adds %.3g to the error of its outputs and %.3g to the others; %d draws from the %.4g sets of as many neurons", j.Own, j.Other, j.Draws, j.Subsets)
	switch {
	case !(j.Own >= leastHurt):
		k.Verdict, k.Why = DoesNotHold, k.Why+": its own outputs hardly suffer"
	case j.Share < leastShare:
		k.Verdict, k.Why = DoesNotHold, k.Why+": other outputs suffer too"
	case j.P <= level:
		k.Verdict = Holds
	case j.Subsets < leastSets:
		k.Verdict, k.Why = CantBeTold, k.Why+": too few to be sure"
	default:
		k.Verdict, k.Why = DoesNotHold, k.Why+": random neurons do the same"
	}
	return k
}

func shortNames(names []string) string {
	if len(names) > 2 {
		return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
	}
	if len(names) == 2 {
		return names[0] + ", " + names[1]
	}
	return names[0]
}
