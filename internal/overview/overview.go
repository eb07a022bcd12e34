package overview

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/sweep"
)

// Overview is a sweep by its settings.
type Overview struct {
	Settings []Setting // what varies, in the order of the sweep
	sweep    *sweep.Sweep
}

// Setting is one that varies between runs.
type Setting struct {
	Key    string   `json:"key"`
	Values []string `json:"values"` // each once, numbers by size and with three digits
	at     []int    // which of them each run has
}

// New looks at what varies in a sweep.
func New(s *sweep.Sweep) *Overview {
	o := &Overview{sweep: s, Settings: []Setting{}}
	for i, key := range s.Varies {
		o.Settings = append(o.Settings, newSetting(key, s.Runs, i))
	}
	return o
}

func newSetting(key string, runs []*sweep.Run, column int) Setting {
	x, index := Setting{Key: key}, map[string]int{}
	for _, r := range runs {
		if v := r.Varied[column]; index[v] == 0 {
			x.Values = append(x.Values, v)
			index[v] = len(x.Values)
		}
	}
	if numeric(x.Values) {
		slices.SortStableFunc(x.Values, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
	}
	for i, v := range x.Values {
		index[v] = i
	}
	for _, r := range runs {
		x.at = append(x.at, index[r.Varied[column]])
	}
	x.shorten()
	return x
}

// shorten writes long numbers with three digits, if they still differ then.
func (s *Setting) shorten() {
	short := slices.Clone(s.Values)
	for i, text := range short {
		if v := number(text); len(text) > 6 && !math.IsNaN(v) {
			short[i] = measure.Format(v)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(short)))) == len(s.Values) {
		s.Values = short
	}
}

// number reads a value of a setting; NaN if it is none.
func number(text string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func numeric(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return math.IsNaN(number(v)) })
}

// find gives the index of a setting, −1 if it does not vary.
func (o *Overview) find(key string) int {
	return slices.IndexFunc(o.Settings, func(s Setting) bool { return s.Key == key })
}

// keys names the settings that vary.
func (o *Overview) keys() (keys []string) {
	for _, s := range o.Settings {
		keys = append(keys, s.Key)
	}
	return keys
}

// apart are settings whose values are no matter of degree: there is a diagram for each.
var apart = []string{"experiment", "method"}

// group is some of the runs, with a name of what they have in common; that of all is empty.
type group struct {
	name string
	runs []int
}

// groups divides the runs by experiment and method, but for a setting that is drawn itself.
func (o *Overview) groups(drawn ...string) []group {
	all := []group{{}}
	for i := range o.sweep.Runs {
		all[0].runs = append(all[0].runs, i)
	}
	for _, key := range apart {
		at := o.find(key)
		if at < 0 || len(o.Settings[at].Values) < 2 || slices.Contains(drawn, key) {
			continue
		}
		var more []group
		for _, g := range all {
			more = append(more, o.Settings[at].divide(g)...)
		}
		all = more
	}
	return all
}

func (s *Setting) divide(g group) (parts []group) {
	for v, name := range s.Values {
		part := group{name: strings.TrimSpace(g.name + " " + name)}
		for _, r := range g.runs {
			if s.at[r] == v {
				part.runs = append(part.runs, r)
			}
		}
		if len(part.runs) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// value is what a run measured; NaN if it has no result.
func (o *Overview) value(run int, key string) float64 {
	s := o.sweep.Runs[run].Summary
	if s == nil || !s.Finished {
		return math.NaN()
	}
	return s.Value(key)
}

// figures are the measures that at least one run has, those of comparisons first.
func (o *Overview) figures() []measure.Measure {
	first := measure.Compared()
	all := append(first, slices.DeleteFunc(sweep.Measures(), func(m measure.Measure) bool { return m.Compared > 0 })...)
	return slices.DeleteFunc(all, func(m measure.Measure) bool {
		for i := range o.sweep.Runs {
			if !math.IsNaN(o.value(i, m.Key)) {
				return false
			}
		}
		return true
	})
}
