package overview

import (
	"math"
	"path"
	"path/filepath"
	"strconv"

	"github.com/gobimt/bimt/internal/sweep"
)

// data is what the page draws, and what it asks for again while the sweep runs.
type data struct {
	Title    string         `json:"title"`
	Settings []Setting      `json:"settings"`
	Measures []dataMeasure  `json:"measures"`
	Runs     []dataRun      `json:"runs"`
	Counts   map[string]int `json:"counts"`
	Live     *liveData      `json:"live,omitempty"` // while the sweep runs
}

type dataMeasure struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Better int    `json:"better"`
}

// dataRun is a run. At has the index of its value of each setting.
type dataRun struct {
	Name    string     `json:"name"`
	Folder  string     `json:"folder"`
	State   string     `json:"state"`
	At      []int      `json:"at"`
	Figures []*rounded `json:"figures,omitempty"` // of the measures; null of what it has none
	Why     string     `json:"why,omitempty"`
}

// rounded is a figure with five digits, which is more than a page shows.
type rounded float64

// MarshalJSON implements json.Marshaler.
func (v rounded) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(v), 'g', 5, 64), nil
}

// data gathers all of it.
func (o *Overview) data() data {
	d := data{Title: o.heading(), Settings: o.Settings, Measures: []dataMeasure{}, Runs: []dataRun{}, Counts: map[string]int{}}
	for _, m := range o.figures() {
		d.Measures = append(d.Measures, dataMeasure{m.Key, m.Name, m.Better})
	}
	for i := range o.sweep.Runs {
		r := o.run(i, d.Measures)
		d.Counts[r.State]++
		d.Runs = append(d.Runs, r)
	}
	return d
}

// run is a run as the page has it.
func (o *Overview) run(i int, measures []dataMeasure) dataRun {
	r := o.sweep.Runs[i]
	one := dataRun{Name: r.Name, Folder: path.Clean(filepath.ToSlash(r.Folder)), At: []int{}}
	one.State, one.Why = state(r)
	for _, s := range o.Settings {
		one.At = append(one.At, s.at[i])
	}
	if one.State != finished {
		return one
	}
	for _, m := range measures {
		var p *rounded
		if v := o.value(i, m.Key); !math.IsNaN(v) && !math.IsInf(v, 0) {
			p = new(rounded)
			*p = rounded(v)
		}
		one.Figures = append(one.Figures, p)
	}
	return one
}

// States of a run.
const (
	waiting  = "waiting"
	running  = "running"
	finished = "finished"
	diverged = "diverged"
	early    = "early"
	failed   = "failed"
)

// state says how far a run is, and why it has no result.
func state(r *sweep.Run) (state, why string) {
	switch {
	case r.Summary != nil && r.Summary.Finished:
		return finished, ""
	case r.Summary != nil:
		return diverged, r.Summary.Error
	case r.Early != "":
		return early, r.Early
	case r.Err != nil:
		return failed, r.Err.Error()
	}
	return waiting, ""
}
