package measure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/run"
)

// Summary is summary.json: a run in figures, read and written by the table.
type Summary struct {
	Facts
	values  map[string]json.RawMessage // by key
	figures map[string][]float64       // of those that are figures
}

// Facts are what a summary says of the run, beside its figures.
type Facts struct {
	Experiment  string  `json:"experiment"`
	Method      string  `json:"method"`
	Lambda      float64 `json:"lambda"` // at the start, 0 where nothing is charged
	Seed        uint64  `json:"seed"`
	Steps       int     `json:"steps"` // done
	Finished    bool    `json:"finished"`
	Error       string  `json:"error"` // why it is not finished
	Reduction   string  `json:"reduction"`
	Relocations int     `json:"relocations"`
	Version     string  `json:"version"`
}

// Summarize measures a run as it is. A structure that can't be measured is told of in the
// summary and is no error.
func Summarize(r *run.Run) (*Summary, error) {
	subject, err := newSubject(r)
	if err != nil {
		return nil, err
	}
	values := map[string]json.RawMessage{}
	for _, m := range table {
		if m.Of == nil {
			continue
		}
		if v := plain(m.Of(subject)); v != nil && v != "" {
			if values[m.Key], err = json.Marshal(v); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", run.SummaryFile, m.Key, err)
			}
		}
	}
	b, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	s := &Summary{}
	return s, json.Unmarshal(b, s)
}

// plain is a value that JSON can hold: with null for what is no number, nil for no list.
func plain(v any) any {
	switch x := v.(type) {
	case error:
		return x.Error()
	case float64:
		return run.Number(x)
	case []float64:
		var all []any
		for _, f := range x {
			all = append(all, run.Number(f))
		}
		if all == nil {
			return nil
		}
		return all
	}
	return v
}

// Read reads the summary.json of a run's folder. The error is fs.ErrNotExist if there is
// none.
func Read(folder string) (*Summary, error) {
	name := filepath.Join(folder, run.SummaryFile)
	b, err := atomicfile.Read(name, 16<<20)
	if err != nil {
		return nil, err
	}
	s := &Summary{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w: it is no summary of a run", name, err)
	}
	return s, nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Summary) UnmarshalJSON(b []byte) error {
	*s = Summary{figures: map[string][]float64{}}
	if err := errors.Join(json.Unmarshal(b, &s.Facts), json.Unmarshal(b, &s.values)); err != nil {
		return err
	}
	for _, m := range All() {
		v, ok := s.values[m.Key]
		if !ok {
			continue
		}
		if v[0] != '[' {
			v = slices.Concat([]byte("["), v, []byte("]"))
		}
		var list []run.Number
		if err := json.Unmarshal(v, &list); err != nil {
			return fmt.Errorf("%s: %w", m.Key, err)
		}
		for _, x := range list {
			s.figures[m.Key] = append(s.figures[m.Key], float64(x))
		}
	}
	return nil
}

// MarshalJSON implements json.Marshaler: keys stand in the order of the table.
func (s *Summary) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for _, m := range table {
		if v, ok := s.values[m.Key]; ok {
			fmt.Fprintf(&b, ",%q:%s", m.Key, v)
		}
	}
	return slices.Concat([]byte("{"), bytes.TrimPrefix(b.Bytes(), []byte(",")), []byte("}")), nil
}

// Lean is a copy with facts and figures alone, which takes less memory: Get and Has find nothing
// in it, and it can't be written.
func (s *Summary) Lean() *Summary {
	lean := &Summary{Facts: s.Facts, figures: make(map[string][]float64, len(s.figures))}
	for _, m := range All() {
		if v := s.figures[m.Key]; len(v) > 0 {
			lean.figures[m.Key] = []float64{s.mean(m.Key)}
		}
	}
	return lean
}

// JSON is the text of summary.json.
func (s *Summary) JSON() ([]byte, error) { return run.JSON(run.SummaryFile, s) }

// Get reads the value of a key that is no figure into v. ok is false if the run has none.
func (s *Summary) Get(key string, v any) (ok bool) {
	return s.values[key] != nil && json.Unmarshal(s.values[key], v) == nil
}

// Has says whether the summary has a key.
func (s *Summary) Has(key string) bool { return s.values[key] != nil }

// Value is the figure of a key, of a list its mean; NaN if the run has none.
func (s *Summary) Value(key string) float64 {
	if i := slices.IndexFunc(table, func(m Measure) bool { return m.Key == key && m.From != nil }); i >= 0 {
		return table[i].From(s)
	}
	return s.mean(key)
}

func (s *Summary) mean(key string) float64 {
	sum := 0.0
	for _, v := range s.figures[key] {
		sum += v
	}
	return sum / float64(len(s.figures[key])) // NaN of none
}

// Values are the figures of a list, or one; nil if the run has none.
func (s *Summary) Values(key string) []float64 { return s.figures[key] }
