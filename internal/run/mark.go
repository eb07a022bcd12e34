package run

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/gobimt/bimt/internal/dataset/table"
	"github.com/gobimt/bimt/internal/settings"
	"gonum.org/v1/gonum/stat"
)

// Mark says how well an output of a file is predicted. Figures that it has not are NaN.
type Mark struct {
	Output   string `json:"output"`
	Accuracy Number `json:"accuracy"`        // of classes
	R2       Number `json:"r2"`              // of numbers
	RMSE     Number `json:"rmse"`            // of numbers, in the column's own units
	NoR2     string `json:"no_r2,omitempty"` // why there is no R²
}

// mark compares predictions with the outputs in the file, if it has all of them.
func (r *Run) mark(path string, a *Answers) ([]Mark, error) {
	outputs := r.answerColumns()
	if len(outputs) == 0 {
		return nil, nil
	}
	names, err := table.ColumnNames(path)
	if err != nil {
		return nil, nil // it was read: it has no names
	}
	for _, o := range outputs {
		if !slices.Contains(names, o) {
			return nil, nil
		}
	}
	t, err := r.columnsOf(path, outputs)
	if err != nil {
		return nil, err
	}
	if r.Data.Classes > 0 {
		m, err := r.markClasses(t, outputs[0], a)
		if err != nil {
			return nil, err
		}
		return []Mark{m}, nil
	}
	var marks []Mark
	for j, o := range outputs {
		m, err := markNumbers(t, o, j, a)
		if err != nil {
			return nil, err
		}
		marks = append(marks, m)
	}
	return marks, nil
}

// answerColumns are the columns in which a file can have the outputs.
func (r *Run) answerColumns() []string {
	d := r.Data
	switch columns, _ := settings.Get[[]string](r.Config, "outputs"); {
	case len(d.Inputs) == 0 || d.Image[0] > 0 || d.Length > 0:
		return nil
	case d.Classes > 0:
		return columns
	}
	return d.Outputs
}

func (r *Run) markClasses(t *table.Table, output string, a *Answers) (Mark, error) {
	m := Mark{Output: output, R2: Number(math.NaN()), RMSE: Number(math.NaN())}
	c, err := t.Column(output)
	if err != nil {
		return m, err
	}
	labels, err := table.Classes(r.Data.Outputs).Encode(c, t.Where)
	if err != nil {
		return m, err
	}
	right := 0
	for i, label := range labels {
		if a.Rows[i][0] == r.Data.Outputs[label] {
			right++
		}
	}
	m.Accuracy = Number(float64(right) / float64(len(labels)))
	return m, nil
}

// markNumbers compares column j of the answers with a column of the file.
func markNumbers(t *table.Table, output string, j int, a *Answers) (Mark, error) {
	m := Mark{Output: output, Accuracy: Number(math.NaN()), R2: Number(math.NaN())}
	y, err := t.Matrix(output)
	if err != nil {
		return m, err
	}
	var off, spread float64
	mean := stat.Mean(y.Data, nil)
	for i, v := range y.Data {
		p, err := strconv.ParseFloat(a.Rows[i][j], 64)
		if err != nil {
			return m, fmt.Errorf("prediction %d of %s: %w", i+1, output, err)
		}
		off, spread = off+(p-v)*(p-v), spread+(v-mean)*(v-mean)
	}
	m.RMSE = Number(math.Sqrt(off / float64(t.Rows)))
	if why, constant := table.Constant(y.Data, 0); constant {
		m.NoR2 = why
		return m, nil
	}
	m.R2 = Number(1 - off/spread)
	return m, nil
}
