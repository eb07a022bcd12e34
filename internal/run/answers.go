package run

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/settings"
	"gonum.org/v1/gonum/floats"
)

// Answers are the predictions for some rows, as they are written.
type Answers struct {
	// Header names the columns: outputs in their own units, or the class with a
	// probability (a score, if it was trained on squared errors) for each; last
	// OutsideColumn.
	Header []string
	Rows   [][]string
	// Outside is the number of rows with an input outside of the range trained on, −1
	// where inputs have no range, as tokens have none.
	Outside int
	// Marks compare the predictions with the outputs that the file has; nil if it has none.
	Marks []Mark
	// NoMarks says why the outputs that the file has can't be compared with.
	NoMarks error
}

// OutsideColumn names, for each row, the inputs outside of the range trained on.
const OutsideColumn = "outside"

// PredictFile predicts for every row of a file: by the names the network was trained with,
// or by position where the file has no names. Predictions are in the units of the data; a
// row outside of the range trained on is answered like any other, and said to be outside.
// Errors name the file and what to do.
func (r *Run) PredictFile(path string) (*Answers, error) {
	return r.PredictFileBy(path, r.PredictUnits)
}

// PredictFileBy is PredictFile with answers by another predictor.
func (r *Run) PredictFileBy(path string, predict Predictor) (*Answers, error) {
	x, err := r.read(path)
	if err != nil {
		return nil, err
	}
	a, err := r.answer(x, predict)
	if err != nil {
		return nil, err
	}
	a.Marks, a.NoMarks = r.mark(path, a)
	return a, nil
}

// answer predicts for rows in the units of the data.
func (r *Run) answer(x dataset.Matrix, predict Predictor) (*Answers, error) {
	out, err := predict(x.Data)
	if err != nil {
		return nil, err
	}
	a := &Answers{}
	if r.Data.Tokens > 0 {
		a.Outside = -1
	}
	fields := r.numbers
	if r.Data.Classes > 0 {
		fields = r.class
	}
	a.Header = append(r.columns(), OutsideColumn)
	width := len(out) / max(1, x.Rows)
	for i := range x.Rows {
		if err := r.finite(out[i*width : (i+1)*width]); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		outside, err := r.outside(x.Row(i))
		if err != nil {
			return nil, err
		}
		if outside != "" {
			a.Outside++
		}
		a.Rows = append(a.Rows, append(fields(out[i*width:(i+1)*width]), outside))
	}
	return a, nil
}

// finite refuses answers that are none.
func (r *Run) finite(out []float64) error {
	for j, v := range out {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			name := fmt.Sprintf("number %d", j)
			if j < len(r.Data.Outputs) {
				name = r.Data.Outputs[j]
			}
			return fmt.Errorf("the network answers %v for %s: its training diverged, or the row is far outside of what it was trained on", v, name)
		}
	}
	return nil
}

// columns names the predictions.
func (r *Run) columns() []string {
	d := r.Data
	if d.Classes == 0 {
		return append([]string(nil), d.Outputs...)
	}
	names := []string{"class"}
	if columns, _ := settings.Get[[]string](r.Config, "outputs"); len(columns) == 1 {
		names[0] = columns[0]
	}
	for _, class := range d.Outputs {
		names = append(names, fmt.Sprintf("%s(%s)", d.Loss.Certainty, class))
	}
	return names
}

func (r *Run) numbers(out []float64) []string {
	var fields []string
	for _, v := range out[:len(r.Data.Outputs)] {
		fields = append(fields, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return fields
}

func (r *Run) class(out []float64) []string {
	p := r.Data.Loss.Certainties(out)
	fields := []string{r.Data.Outputs[floats.MaxIdx(p)]}
	for _, v := range p {
		fields = append(fields, strconv.FormatFloat(v, 'g', 6, 64))
	}
	return fields
}

// outside names the inputs of a row that lie outside of the range trained on.
func (r *Run) outside(row []float64) (string, error) {
	var names []string
	switch {
	case r.Data.InScale != nil:
		var err error
		if names, err = r.Data.InScale.Outside(row); err != nil {
			return "", err
		}
	case r.Data.Image[0] > 0:
		for i, v := range row {
			if !(v >= 0 && v <= 1) {
				names = append(names, pixelName(i, r.Data.Image[1]))
			}
		}
	}
	const shown = 10
	if len(names) > shown {
		return fmt.Sprintf("%s; … (%d in all)", strings.Join(names[:shown], "; "), len(names)), nil
	}
	return strings.Join(names, "; "), nil
}

// WriteJSON writes the answers as an object: header, rows, and the marks if there are any.
func (a *Answers) WriteJSON(w io.Writer) error {
	b, err := JSON("predictions", struct {
		Header  []string   `json:"header"`
		Rows    [][]string `json:"rows"`
		Outside int        `json:"outside"`
		Marks   []Mark     `json:"marks,omitempty"`
	}{a.Header, a.Rows, a.Outside, a.Marks})
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// WriteCSV writes the answers with their header.
func (a *Answers) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(a.Header); err != nil {
		return err
	}
	return c.WriteAll(a.Rows)
}
