package sweep

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/gobimt/bimt/internal/measure"
)

// TableFile has a row for every run that has ended.
const TableFile = "sweep.csv"

// Measures are the figures of sweep.csv: all but those of the clock, so that the same sweep
// has the same bytes whoever trained it. Times stand in each run's summary.json.
func Measures() []measure.Measure {
	return slices.DeleteFunc(measure.All(), func(m measure.Measure) bool { return m.Group == measure.Effort })
}

// Write leaves sweep.csv and sweep.json. What fails keeps nothing else from being written.
func (s *Sweep) Write() (files []string, err error) {
	table := filepath.Join(s.Dir, TableFile)
	return []string{table, filepath.Join(s.Dir, StateFile)}, errors.Join(atomicfile.Write(table, s.WriteTable), s.writeState())
}

// WriteTable writes sweep.csv: what was varied, then every measure, with as many digits as
// it takes to read a number back equal. What a run has none of is empty.
func (s *Sweep) WriteTable(w io.Writer) error {
	table, measures := csv.NewWriter(w), Measures()
	head := append([]string{"run"}, s.Varies...)
	head = append(head, "finished", "steps_done")
	for _, m := range measures {
		head = append(head, m.Key)
	}
	if err := table.Write(append(head, "error")); err != nil {
		return err
	}
	for _, r := range s.Runs {
		if r.Summary == nil {
			continue
		}
		row := append([]string{r.Name}, r.Varied...)
		row = append(row, strconv.FormatBool(r.Summary.Finished), strconv.Itoa(r.Summary.Steps))
		for _, m := range measures {
			row = append(row, formatFigure(r.Summary.Value(m.Key)))
		}
		if err := table.Write(append(row, r.Summary.Error)); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

func formatFigure(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
