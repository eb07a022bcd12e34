package compare

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"

	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// document is compare.json.
type document struct {
	Experiment string          `json:"experiment"`
	Steps      int             `json:"steps"`
	Finish     int             `json:"finish,omitempty"` // steps of the refit, where small weights were cut at the end
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
	Checks     []Checked       `json:"checks,omitempty"`
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
	N      int           `json:"n"`
	Min    run.Number    `json:"min"`
	Q1     run.Number    `json:"q1"`
	Median run.Number    `json:"median"`
	Q3     run.Number    `json:"q3"`
	Max    run.Number    `json:"max"`
	Values []run.Number  `json:"values"` // by seed
	Test   *testDocument `json:"test,omitempty"`
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
	Name    string           `json:"name"`
	Folder  string           `json:"folder"`
	Summary *measure.Summary `json:"summary"`
}

// JSON is the text of compare.json.
func (r *Report) JSON() ([]byte, error) {
	d := document{
		Experiment: r.Plan.Base.Experiment, Steps: r.Plan.Base.Steps, Finish: r.Plan.Base.Finish, Seeds: r.Plan.Seeds, Methods: r.Plan.Methods, Lambdas: r.Plan.lambdas(),
		Reference: Reference, Level: Level, Date: r.Date.Format("2006-01-02"), Machine: r.Machine, Version: r.Version, Caution: r.Caution, Findings: r.Verdict, Checks: r.Checks,
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
	for _, t := range r.Runs {
		d.Runs = append(d.Runs, runDocument{t.Name, t.Folder, t.Summary})
	}
	return run.JSON("compare.json", d)
}

func (c Cell) document(m measure.Measure) cellDocument {
	s := c.Summary
	d := cellDocument{
		N: s.N, Min: run.Number(s.Min), Q1: run.Number(s.Q1), Median: run.Number(s.Median), Q3: run.Number(s.Q3), Max: run.Number(s.Max),
	}
	for _, v := range c.Values {
		d.Values = append(d.Values, run.Number(v))
	}
	if t := c.Test; t != nil {
		d.Test = &testDocument{P: t.P, PHolm: c.Holm, LeastP: t.LeastP, Above: t.Above, Below: t.Below, Equal: t.Zeros, Shown: c.Shown(), Side: side(m, c)}
	}
	return d
}

// CSV is the text of compare.csv: a line for each run, with as many digits as it takes
// to read a number back equal. What a run has none of is empty.
func (r *Report) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"run", "method", "lambda", "seed", "finished", "steps"}
	columns := measure.Columns()
	for _, m := range columns {
		head = append(head, m.Key)
	}
	_ = w.Write(append(head, "error")) // a buffer takes all
	for _, t := range r.Runs {
		s, c := t.Summary, t.Config
		line := []string{t.Name, c.Method, formatLambda(c.Lambda), strconv.FormatUint(c.Seed, 10), strconv.FormatBool(s.Finished), strconv.Itoa(s.Steps)}
		for _, m := range columns {
			v := s.Value(m.Key)
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
