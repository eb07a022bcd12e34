package sweep

import (
	"fmt"

	"github.com/gobimt/bimt/internal/run"
)

// Job is one run of a sweep.
type Job struct {
	Name   string // of its folder
	Config *run.Config
	Varied []string // what sets it apart, in the order of Sweep.Varies
}

// Vary is a setting with the values it takes, in YAML.
type Vary struct {
	Key    string
	Values []string
}

// Jobs are the runs of every combination of values, those of the first setting the
// slowest to change. settle names a run, after it has set to one value what does not matter
// there: of runs of one name there is one.
func Jobs(base *run.Config, vary []Vary, settle func(*run.Config) (string, error)) ([]Job, error) {
	all, err := combine([]Job{{Config: base}}, vary)
	if err != nil {
		return nil, err
	}
	return named(all, settle)
}

// combine varies each of some jobs.
func combine(all []Job, vary []Vary) ([]Job, error) {
	for _, v := range vary {
		more := make([]Job, 0, len(all)*len(v.Values))
		for _, j := range all {
			for _, value := range v.Values {
				next, err := j.with(v.Key, value)
				if err != nil {
					return nil, err
				}
				more = append(more, next)
			}
		}
		all = more
	}
	return all, nil
}

// with is a copy of a job in which a setting has another value.
func (j Job) with(key, value string) (Job, error) {
	c := *j.Config
	if err := c.Set(key + "=" + value); err != nil {
		return Job{}, err
	}
	return Job{Config: &c, Varied: append(j.Varied[:len(j.Varied):len(j.Varied)], value)}, nil
}

// named gives jobs their names; of equal ones the first stays.
func named(all []Job, settle func(*run.Config) (string, error)) ([]Job, error) {
	seen, jobs := map[string]bool{}, make([]Job, 0, len(all))
	for _, j := range all {
		j.Config.MadeWith = nil
		var err error
		if j.Name, err = settle(j.Config); err != nil {
			return nil, fmt.Errorf("%v: %w", j.Varied, err)
		}
		if !seen[j.Name] {
			seen[j.Name] = true
			jobs = append(jobs, j)
		}
	}
	return jobs, nil
}
