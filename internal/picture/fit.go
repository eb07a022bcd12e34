package picture

import (
	"fmt"
	"strings"

	"github.com/gobimt/bimt/bimt/draw"
)

// fit draws predictions against answers of the test data.
func fit(r Scene) (draw.Figure, error) {
	out, err := r.PredictSet(r.Data.Test)
	if err != nil {
		return nil, err
	}
	n := len(out) / r.Data.Test.Rows
	if out, err = r.Data.InUnits(out); err != nil {
		return nil, err
	}
	answers, err := r.Data.InUnits(r.Data.Test.Y)
	if err != nil {
		return nil, err
	}
	fig := draw.Fit{Title: Title(r.Run) + ", test data"}
	for j := range n {
		o := draw.Output{Name: fmt.Sprintf("output %d", j+1)}
		if j < len(r.Data.Outputs) {
			o.Name = strings.TrimSpace(r.Data.Outputs[j])
		}
		for i := range r.Data.Test.Rows {
			o.True = append(o.True, answers[i*n+j])
			o.Predicted = append(o.Predicted, out[i*n+j])
		}
		fig.Outputs = append(fig.Outputs, o)
	}
	return fig, nil
}
