package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/gobimt/bimt/internal/run"
)

// Summary is summary.json: a run in figures, read and written by the table.
type Summary struct {
	Facts
	values map[string]json.RawMessage // by key
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
	s := &Summary{values: map[string]json.RawMessage{}}
	for _, m := range table {
		if m.Of == nil {
			continue
		}
		b, err := encode(m.Of(subject))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", run.SummaryFile, m.Key, err)
		}
		if b != nil {
			s.values[m.Key] = b
		}
	}
	b, err := s.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return s, json.Unmarshal(b, &s.Facts)
}

// encode is JSON with null for what is no number; nothing for nil and for empty lists.
func encode(v any) (json.RawMessage, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case float64:
		return json.Marshal(run.Number(x))
	case []float64:
		all := make([]run.Number, len(x))
		for i, f := range x {
			all[i] = run.Number(f)
		}
		v = all
	}
	if l := reflect.ValueOf(v); l.Kind() == reflect.Slice && l.Len() == 0 {
		return nil, nil
	}
	return json.Marshal(v)
}

// Read reads the summary.json of a run's folder. The error is fs.ErrNotExist if there is
// none.
func Read(folder string) (*Summary, error) {
	name := filepath.Join(folder, run.SummaryFile)
	b, err := os.ReadFile(name)
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
	s.values = nil
	if err := json.Unmarshal(b, &s.Facts); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &s.values); err != nil {
		return err
	}
	for _, m := range All() {
		if _, err := numbers(s.values[m.Key]); err != nil {
			return fmt.Errorf("%s: %w", m.Key, err)
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

// JSON is the text of summary.json.
func (s *Summary) JSON() ([]byte, error) { return run.JSON(run.SummaryFile, s) }

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
	sum, all := 0.0, s.Values(key)
	for _, v := range all {
		sum += v
	}
	return sum / float64(len(all)) // NaN of none
}

// Values are the figures of a list, or one.
func (s *Summary) Values(key string) []float64 {
	v, err := numbers(s.values[key])
	if err != nil {
		return nil // a fact, not a figure
	}
	return v
}

func numbers(b json.RawMessage) ([]float64, error) {
	if b == nil {
		return nil, nil
	}
	if string(b) == "null" {
		return []float64{math.NaN()}, nil
	}
	if b[0] != '[' {
		b = slices.Concat([]byte("["), b, []byte("]"))
	}
	var list []run.Number
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, err
	}
	all := make([]float64, len(list))
	for i, v := range list {
		all[i] = float64(v)
	}
	return all, nil
}
