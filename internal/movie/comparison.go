package movie

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/scene"
	"github.com/gobimt/bimt/internal/sweep"
)

// Comparison is what the page of many runs is made of.
type Comparison struct {
	Kind     string       `json:"kind"` // comparison
	Title    string       `json:"title"`
	About    string       `json:"about"`
	Measures []MeasureRow `json:"measures"`
	By       string       `json:"by"` // key of the measure that sorts at first
	Runs     []Member     `json:"runs"`
}

// MeasureRow is what runs can be sorted by.
type MeasureRow struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Better int    `json:"better"` // see measure.Measure
}

// Member is one run of a comparison.
type Member struct {
	Name    string                `json:"name"`
	Method  string                `json:"method"`
	Values  map[string]run.Number `json:"values"`
	Network *sparse               `json:"network"`
}

// Compare gathers the finished runs below a folder, the easiest to read first. Runs that can't
// be opened are told of by say and left out.
func Compare(ctx context.Context, dir string, say func(string)) (*Comparison, error) {
	ranking, err := sweep.Best(dir, measure.Readability, "")
	if err != nil {
		return nil, err
	}
	c := &Comparison{Kind: "comparison", Title: filepath.Base(filepath.Clean(dir)), By: measure.Readability}
	for _, broken := range ranking.Broken {
		say(fmt.Sprintf("%v; it is left out", broken))
	}
	for _, m := range measure.All() {
		if m.Compared > 0 || m.Key == measure.Readability {
			c.Measures = append(c.Measures, MeasureRow{m.Key, m.Name, m.Better})
		}
	}
	for _, f := range ranking.Runs {
		m, err := c.member(ctx, dir, f)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			say(fmt.Sprintf("%v; the run is left out", err))
			continue
		}
		c.Runs = append(c.Runs, m)
	}
	if len(c.Runs) == 0 {
		return nil, fmt.Errorf("%s: none of its runs can be shown", dir)
	}
	c.About = fmt.Sprintf("%d finished runs of %s.", len(c.Runs), ranking.Runs[0].Summary.Experiment)
	return c, nil
}

func (c *Comparison) member(ctx context.Context, dir string, f sweep.Found) (Member, error) {
	s := f.Summary
	m := Member{Method: s.Method, Values: map[string]run.Number{}}
	name, err := filepath.Rel(dir, f.Folder)
	if err != nil {
		return m, err
	}
	m.Name = filepath.ToSlash(filepath.Base(name))
	for _, row := range c.Measures {
		if v := s.Value(row.Key); !math.IsNaN(v) {
			m.Values[row.Key] = run.Number(v)
		}
	}
	r, err := run.Open(ctx, f.Folder, run.WithoutRows)
	if err != nil {
		return m, err
	}
	net, err := Network(r)
	if err != nil {
		return m, fmt.Errorf("%s: %w", f.Folder, err)
	}
	m.Network = sparsely(net)
	return m, nil
}

// sparse is a network whose small weights are left out.
type sparse struct {
	Axes   []scene.Axis `json:"axes"`
	Wires  []sparseWire `json:"wires"`
	Biases []scene.Bias `json:"biases,omitempty"`
}

type sparseWire struct {
	scene.Wire
	Cells cells `json:"cells,omitempty"`
}

// cells are weights with their index: index, weight, index, weight.
type cells = scene.Values

// least is the size of weights that are left out of pages with many networks: a tenth of what
// is drawn.
const least = run.ActiveAbove / 10

func sparsely(n *scene.Network) *sparse {
	s := &sparse{Axes: n.Axes, Biases: n.Biases}
	for _, w := range n.Wires {
		out := sparseWire{Wire: w}
		if w.Weights != nil {
			out.Weights, out.Cells = nil, cells{}
			for i, v := range w.Weights {
				if math.Abs(float64(v)) > least {
					out.Cells = append(out.Cells, float32(i), v)
				}
			}
		}
		s.Wires = append(s.Wires, out)
	}
	return s
}
