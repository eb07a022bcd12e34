package compare

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/gobimt/bimt/internal/rundir"
)

// document is compare.json.
type document struct {
	Experiment string          `json:"experiment"`
	Steps      int             `json:"steps"`
	Seeds      int             `json:"seeds"`
	Methods    []string        `json:"methods"`
	Lambdas    []float64       `json:"lambdas"`
	Reference  string          `json:"reference"` // of the tests
	Level      float64         `json:"level"`
	Date       string          `json:"date"`
	Machine    string          `json:"machine"`
	Version    string          `json:"version"`
	Tables     []tableDocument `json:"tables"`
	Caution    string          `json:"caution,omitempty"`
	Findings   []Finding       `json:"findings"`
	Runs       []runDocument   `json:"runs"`
}

type tableDocument struct {
	Lambda  float64          `json:"lambda"`
	Methods []methodDocument `json:"methods"`
}

type methodDocument struct {
	Method  string                  `json:"method"`
	Runs    int                     `json:"runs"`
	Failed  int                     `json:"failed"`
	Metrics map[string]cellDocument `json:"metrics"`
}

type cellDocument struct {
	N      int             `json:"n"`
	Min    rundir.Number   `json:"min"`
	Q1     rundir.Number   `json:"q1"`
	Median rundir.Number   `json:"median"`
	Q3     rundir.Number   `json:"q3"`
	Max    rundir.Number   `json:"max"`
	Values []rundir.Number `json:"values"` // by seed
	Test   *testDocument   `json:"test,omitempty"`
}

type testDocument struct {
	P      float64 `json:"p"`
	PHolm  float64 `json:"p_holm"` // corrected for the metrics tested
	LeastP float64 `json:"least_p"`
	Above  int     `json:"above"` // seeds with more than the reference
	Below  int     `json:"below"`
	Equal  int     `json:"equal"`
	Shown  bool    `json:"shown"`          // p_holm is at most level
	Side   string  `json:"side,omitempty"` // of a difference that is shown: better, worse, higher or lower
}

type runDocument struct {
	Name    string          `json:"name"`
	Folder  string          `json:"folder"`
	Summary *rundir.Summary `json:"summary"`
}

// JSON is the text of compare.json.
func (r *Report) JSON() ([]byte, error) {
	d := document{
		Experiment: r.Plan.Base.Experiment, Steps: r.Plan.Base.Steps, Seeds: r.Plan.Seeds, Methods: r.Plan.Methods, Lambdas: r.Plan.lambdas(),
		Reference: Reference, Level: Level, Date: r.Date.Format("2006-01-02"), Machine: r.Machine, Version: r.Version, Caution: r.Caution, Findings: r.Verdict,
	}
	for _, t := range r.Tables {
		td := tableDocument{Lambda: t.Lambda}
		for _, c := range t.Columns {
			md := methodDocument{Method: c.Method, Runs: len(c.Runs), Failed: c.Failed, Metrics: map[string]cellDocument{}}
			for i, m := range r.Metrics {
				md.Metrics[m.Key] = c.Cells[i].document(m)
			}
			td.Methods = append(td.Methods, md)
		}
		d.Tables = append(d.Tables, td)
	}
	for _, run := range r.Runs {
		d.Runs = append(d.Runs, runDocument{run.Name, run.Folder, run.Summary})
	}
	b, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("compare.json: %w", err)
	}
	return append(b, '\n'), nil
}

func (c Cell) document(m Metric) cellDocument {
	s := c.Summary
	d := cellDocument{
		N: s.N, Min: rundir.Number(s.Min), Q1: rundir.Number(s.Q1), Median: rundir.Number(s.Median), Q3: rundir.Number(s.Q3), Max: rundir.Number(s.Max),
	}
	for _, v := range c.Values {
		d.Values = append(d.Values, rundir.Number(v))
	}
	if t := c.Test; t != nil {
		d.Test = &testDocument{P: t.P, PHolm: c.Holm, LeastP: t.LeastP, Above: t.Above, Below: t.Below, Equal: t.Zeros, Shown: c.Shown(), Side: m.Side(c)}
	}
	return d
}

// CSV is the text of compare.csv: a line for each run, with as many digits as it takes
// to read a number back equal. What a run has none of is empty.
func (r *Report) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"run", "method", "lambda", "seed", "finished", "steps"}
	for _, c := range csvColumns {
		head = append(head, c.name)
	}
	_ = w.Write(append(head, "error")) // a buffer takes all
	for _, run := range r.Runs {
		s := run.Summary
		line := []string{run.Name, run.Method, formatLambda(run.Lambda), strconv.FormatUint(run.Seed, 10), strconv.FormatBool(s.Finished), strconv.Itoa(s.Steps)}
		for _, c := range csvColumns {
			v := c.of(s)
			text := strconv.FormatFloat(v, 'g', -1, 64)
			if math.IsNaN(v) {
				text = ""
			}
			line = append(line, text)
		}
		_ = w.Write(append(line, s.Error))
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

type csvColumn struct {
	name string
	of   func(*rundir.Summary) float64
}

var csvColumns = []csvColumn{
	{"train_loss", func(s *rundir.Summary) float64 { return float64(s.TrainLoss) }},
	{"test_loss", func(s *rundir.Summary) float64 { return float64(s.TestLoss) }},
	{"train_accuracy", func(s *rundir.Summary) float64 { return optional(s.TrainAccuracy) }},
	{"test_accuracy", func(s *rundir.Summary) float64 { return optional(s.TestAccuracy) }},
	{"r2", func(s *rundir.Summary) float64 { return mean(s.R2) }},
	{"connection_cost", func(s *rundir.Summary) float64 { return float64(s.ConnectionCost) }},
	{"active_weights", func(s *rundir.Summary) float64 { return float64(s.ActiveWeights) }},
	{"total_weights", func(s *rundir.Summary) float64 { return float64(s.TotalWeights) }},
	{"active_neurons", built(func(m *rundir.Measures) float64 { return float64(m.ActiveNeurons) })},
	{"weights_at_1_05", built(func(m *rundir.Measures) float64 { return float64(m.WeightsAt105) })},
	{"modularity", modularity},
	{"modularity_shuffled", built(func(m *rundir.Measures) float64 { return float64(m.ModularityShuffled) })},
	{"communities", built(func(m *rundir.Measures) float64 { return float64(m.Communities) })},
	{"wiring_length", built(func(m *rundir.Measures) float64 { return float64(m.WiringLength) })},
	{"mean_wire", built(func(m *rundir.Measures) float64 { return float64(m.MeanWire) })},
	{"locality_ratio", built(func(m *rundir.Measures) float64 { return float64(m.LocalityRatio) })},
	{"shared_inputs", built(sharedInputs)},
	{"seconds", func(s *rundir.Summary) float64 { return s.Seconds }},
	{"ms_per_step", func(s *rundir.Summary) float64 { return s.MSPerStep }},
	{"ms_per_relocation", func(s *rundir.Summary) float64 { return s.MSPerRelocation }},
}
