package run

import (
	"math"

	"github.com/gobimt/bimt/internal/task"
)

// Diverged is what is said of a run that did.
const Diverged = "the run diverged: it ends far worse than it began; try a smaller learning_rate, or a smaller lambda"

// Diverged says whether training has made the network useless: its loss on the rows it
// was trained on is larger than that of its first batch, and it knows less than nothing:
// R² < −1 for an output, or a cross-entropy above 2 ln(classes), where guessing has half.
func (r *Run) Diverged(train task.Score) bool {
	if len(r.Lines) == 0 || !(train.Loss > r.First) {
		return false
	}
	for _, r2 := range train.R2 {
		if r2 < -1 {
			return true
		}
	}
	return train.R2 == nil && r.Data.Classes > 1 && train.Loss > 2*math.Log(float64(r.Data.Classes))
}
