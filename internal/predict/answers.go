package predict

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/settings"
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
}

// OutsideColumn names, for each row, the inputs outside of the range trained on.
const OutsideColumn = "outside"

// answer predicts for rows in the units of the data.
func (m *Model) answer(x dataset.Matrix) (*Answers, error) {
	scaled := x
	if s := m.Data.InScale; s != nil {
		var err error
		if scaled, err = s.Apply(x); err != nil {
			return nil, err
		}
	}
	out, err := m.predictor.Predict(scaled.Data)
	if err != nil {
		return nil, err
	}
	a := &Answers{}
	if m.Data.Tokens > 0 {
		a.Outside = -1
	}
	fields := m.numbers
	if m.Data.Classes > 0 {
		fields = m.class
	}
	if out, err = m.Data.InUnits(out); err != nil {
		return nil, err
	}
	a.Header = append(m.columns(), OutsideColumn)
	width := len(out) / max(1, x.Rows)
	for i := range x.Rows {
		outside, err := m.outside(x.Row(i))
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

// columns names the predictions.
func (m *Model) columns() []string {
	d := m.Data
	if d.Classes == 0 {
		return append([]string(nil), d.Outputs...)
	}
	names := []string{"class"}
	if columns, _ := settings.Get[[]string](m.Config, "outputs"); len(columns) == 1 {
		names[0] = columns[0]
	}
	for _, class := range d.Outputs {
		names = append(names, fmt.Sprintf("%s(%s)", d.Loss.Certainty, class))
	}
	return names
}

func (m *Model) numbers(out []float64) []string {
	var fields []string
	for _, v := range out[:len(m.Data.Outputs)] {
		fields = append(fields, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return fields
}

func (m *Model) class(out []float64) []string {
	p := m.Data.Loss.Certainties(out)
	best := 0
	var fields []string
	for k, v := range p {
		if v > p[best] {
			best = k
		}
		fields = append(fields, strconv.FormatFloat(v, 'g', 6, 64))
	}
	return append([]string{m.Data.Outputs[best]}, fields...)
}

// outside names the inputs of a row that lie outside of the range trained on.
func (m *Model) outside(row []float64) (string, error) {
	var names []string
	switch {
	case m.Data.InScale != nil:
		var err error
		if names, err = m.Data.InScale.Outside(row); err != nil {
			return "", err
		}
	case m.Data.Image[0] > 0:
		for i, v := range row {
			if !(v >= 0 && v <= 1) {
				names = append(names, pixelName(i, m.Data.Image[1]))
			}
		}
	}
	const shown = 10
	if len(names) > shown {
		return fmt.Sprintf("%s; … (%d in all)", strings.Join(names[:shown], "; "), len(names)), nil
	}
	return strings.Join(names, "; "), nil
}

// WriteCSV writes the answers with their header.
func (a *Answers) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(a.Header); err != nil {
		return err
	}
	return c.WriteAll(a.Rows)
}
