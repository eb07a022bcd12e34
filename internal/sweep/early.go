package sweep

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/stats"
)

// EarlyRules are the ways of ending runs early.
func EarlyRules() []string { return []string{"wilcoxon", "median"} }

// EndEarlyBy has runs end early that are not worth their time, as Optuna's pruners of these
// names do:
//
//   - wilcoxon gives up a setting of which no further seeds are needed to see that it is worse by
//     the measure than the best one of its experiment: over their common seeds, at least 5, Wilcoxon's
//     signed-rank test has P < 0.1, and the ranks of the seeds where it is worse prevail. Runs that
//     have begun come to their end.
//   - median stops a run whose training loss is above the median of the other runs at the same step,
//     if at least 5 others have been there, after a third of its steps; of runs that this program
//     trains itself.
//
// Which runs end depends on the order in which runs come to their ends, so on the number of workers; a run
// that is finished has the same bits in any case. P is not corrected for the number of settings.
func (s *Sweep) EndEarlyBy(rule string, by measure.Measure) error {
	switch rule {
	case "wilcoxon":
		if by.Better == 0 {
			return fmt.Errorf("prune: neither more nor less of %s is better: name another measure", by.Key)
		}
		if !slices.Contains(s.Varies, "seed") {
			return fmt.Errorf("prune: wilcoxon compares settings over seeds: --vary seed=0..9")
		}
		s.EndEarly = s.newRanked(by).early
	case "median":
		s.EndEarly = newPace().early
	default:
		return fmt.Errorf("prune: %w", nearest.Unknown("rule", rule, EarlyRules()))
	}
	return nil
}

const (
	leastPairs = 5   // before P < 0.1 is possible at all it takes 5: 2/2⁵ = 0.0625
	mostP      = 0.1 // Optuna's p_threshold
)

// ranked are settings by what their runs measured.
type ranked struct {
	by      measure.Measure
	setting map[*Run]string
	runs    map[string][]*Run // of a setting
	given   map[string]string // why a setting was given up
}

func (s *Sweep) newRanked(by measure.Measure) *ranked {
	k := &ranked{by: by, setting: map[*Run]string{}, runs: map[string][]*Run{}, given: map[string]string{}}
	for _, r := range s.Runs {
		var parts []string
		for i, key := range s.Varies {
			if key != "seed" {
				parts = append(parts, key+"="+r.Varied[i])
			}
		}
		name := strings.Join(parts, " ")
		k.setting[r] = name
		k.runs[name] = append(k.runs[name], r)
	}
	return k
}

// early says why a run is not to begin.
func (k *ranked) early(e Event) string {
	if e.Kind != Began {
		return ""
	}
	name := k.setting[e.Run]
	if k.given[name] == "" {
		k.given[name] = k.worse(name, e.Run.Config.Experiment)
	}
	return k.given[name]
}

// worse says by how much a setting is worse than the best one of its experiment.
func (k *ranked) worse(name, experiment string) string {
	own := k.values(name)
	best, value := "", math.Inf(1)
	for other, runs := range k.runs {
		if runs[0].Config.Experiment != experiment {
			continue
		}
		if v := k.values(other); len(v) >= leastPairs {
			if m := stats.Quantile(list(v), 0.5); m < value || m == value && other < best {
				best, value = other, m
			}
		}
	}
	if best == "" || best == name {
		return ""
	}
	a, b := common(own, k.values(best))
	if len(a) < leastPairs {
		return ""
	}
	t, err := stats.Wilcoxon(a, b)
	if err != nil || t.P >= mostP || t.Statistic <= float64(t.N*(t.N+1))/4 { // the ranks of what is worse must prevail
		return ""
	}
	return fmt.Sprintf("%s is worse than with %s, over %d seeds (p = %s)", k.by.Name, best, len(a), measure.FormatP(t.P))
}

// values are those of a setting's runs by seed, the less the better. One that diverged is worse than all.
func (k *ranked) values(name string) map[uint64]float64 {
	v := map[uint64]float64{}
	for _, r := range k.runs[name] {
		if r.Summary == nil {
			continue
		}
		x := -float64(k.by.Better) * r.Summary.Value(k.by.Key)
		if !r.Summary.Finished || math.IsNaN(x) {
			x = math.MaxFloat64
		}
		v[r.Config.Seed] = x
	}
	return v
}

func list(v map[uint64]float64) (all []float64) {
	for _, x := range v {
		all = append(all, x)
	}
	return all
}

// common are the values of the seeds that both have, by seed.
func common(a, b map[uint64]float64) (x, y []float64) {
	var seeds []uint64
	for seed := range a {
		if _, ok := b[seed]; ok {
			seeds = append(seeds, seed)
		}
	}
	slices.Sort(seeds)
	for _, seed := range seeds {
		x, y = append(x, a[seed]), append(y, b[seed])
	}
	return x, y
}

// pace is the training loss of runs at each step, by the experiment and the number of steps.
type pace struct {
	losses map[mark]map[*Run]float64
}

type mark struct {
	experiment  string
	step, steps int
}

func newPace() *pace { return &pace{map[mark]map[*Run]float64{}} }

// early says why a run is to stop.
func (p *pace) early(e Event) string {
	if e.Kind != Stepped || e.Worker != "" || math.IsNaN(e.Loss) { // only this program tells losses
		return ""
	}
	at := mark{e.Run.Config.Experiment, e.Step, e.Run.Config.Steps}
	if p.losses[at] == nil {
		p.losses[at] = map[*Run]float64{}
	}
	p.losses[at][e.Run] = e.Loss
	if 3*e.Step < at.steps || e.Step >= at.steps {
		return ""
	}
	var others []float64
	for r, v := range p.losses[at] {
		if r != e.Run {
			others = append(others, v)
		}
	}
	if len(others) < leastPairs {
		return ""
	}
	if m := stats.Quantile(others, 0.5); e.Loss > m {
		return fmt.Sprintf("training loss %s after %d steps, that of half of %d others is below %s", measure.Format(e.Loss), e.Step, len(others), measure.Format(m))
	}
	return ""
}
