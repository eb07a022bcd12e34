package sweep

import (
	"fmt"
	"slices"

	"github.com/gobimt/bimt/internal/run"
)

// Job is one run of a sweep.
type Job struct {
	Name   string // its folder
	Config *run.Config
}

// Vary is a setting with the values it takes, in YAML.
type Vary struct {
	Key    string
	Values []string
}

// Jobs are the runs of every combination of values, those of the first setting the
// slowest to change. settle names a run, after it has set to one value what does not matter
// there: of runs of one name there is one.
func Jobs(base *run.Config, vary []Vary, settle func(*run.Config) string) ([]Job, error) {
	all := []*run.Config{base}
	for _, v := range vary {
		var more []*run.Config
		for _, c := range all {
			for _, value := range v.Values {
				next := *c
				if err := next.Set(fmt.Sprintf("%s=%s", v.Key, value)); err != nil {
					return nil, err
				}
				more = append(more, &next)
			}
		}
		all = more
	}
	var jobs []Job
	for _, c := range all {
		c.MadeWith = nil
		name := settle(c)
		if !slices.ContainsFunc(jobs, func(j Job) bool { return j.Name == name }) {
			jobs = append(jobs, Job{name, c})
		}
	}
	return jobs, nil
}
