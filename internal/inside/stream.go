package inside

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// StreamReport is what the residual stream of a transformer holds from stage to stage.
type StreamReport struct {
	Rows   int     `json:"rows"` // of test data
	Stages []Stage `json:"stages"`
	Heads  []Head  `json:"heads"`
}

// Stage is the stream behind the embedding or one part.
type Stage struct {
	Name string `json:"name"`
	// Loss and Accuracy are those of the unembedding, with its norm, put on this stage in
	// place of the last: the logit lens (nostalgebraist, 2020). Beside them stand those of an
	// untrained network there.
	Loss         run.Number `json:"loss"`
	Null         run.Number `json:"loss_null"`
	Accuracy     run.Number `json:"accuracy"` // null of numbers
	AccuracyNull run.Number `json:"accuracy_null"`
	Probes       []Probe    `json:"probes,omitempty"`
	// Class is what a probe finds of the class that comes: of texts the next character.
	Class *ClassProbe `json:"class,omitempty"`
}

// Probe is how well a linear probe of the whole stream, at the last place, finds a number.
type Probe struct {
	Of   string     `json:"of"`
	R2   run.Number `json:"r2"` // on rows it was not fitted on
	Null run.Number `json:"r2_null"`
	// Channel is the channel that alone says most of it, with its squared correlation.
	// AloneNull is the largest of any channel with the numbers dealt to other rows.
	Channel   string     `json:"channel"`
	Alone     run.Number `json:"alone"`
	AloneNull run.Number `json:"alone_null"`
}

// streamRows are enough for figures of two digits.
const streamRows = 1000

// stream puts the unembedding on every stage, and probes it.
func stream(r *run.Run) (*StreamReport, error) {
	set := r.Data.Test
	s := &StreamReport{Rows: min(set.Rows, streamRows)}
	fresh, err := r.Untrained(nullSeed)
	if err != nil {
		return nil, err
	}
	stages, err := r.Residuals(set, s.Rows)
	if err != nil {
		return nil, err
	}
	null, err := fresh.Residuals(set, s.Rows)
	if err != nil {
		return nil, err
	}
	if s.Heads, err = heads(r, fresh, s.Rows); err != nil {
		return nil, err
	}
	targets, next := inContextTargets(r, s.Rows), classTargets(r, s.Rows)
	for i, x := range stages {
		score, chance := unembedded(r, x, s.Rows), unembedded(fresh, null[i], s.Rows)
		stage := Stage{Name: x.Name, Loss: run.Number(score.Loss), Null: run.Number(chance.Loss), Accuracy: nan, AccuracyNull: nan}
		if r.Data.Classes > 0 {
			stage.Accuracy, stage.AccuracyNull = run.Number(score.Accuracy), run.Number(chance.Accuracy)
		}
		if next != nil {
			p, err := next.probe(r, x.Values, s.Rows)
			if err != nil {
				return nil, err
			}
			stage.Class = &p
		}
		for _, t := range targets {
			p, err := t.probe(r, x.Values, s.Rows)
			if err != nil {
				return nil, err
			}
			stage.Probes = append(stage.Probes, p)
		}
		s.Stages = append(s.Stages, stage)
	}
	return s, nil
}

// unembedded is the score of the outputs that the unembedding reads from a stage.
func unembedded(r *run.Run, x run.Residual, rows int) task.Score {
	part := r.Data.Test
	part.Rows, part.Y = rows, part.Y[:rows*task.Size(part.YShape)]
	return r.Data.Score(part, x.Outputs)
}

// target is a number that the stream may hold.
type target struct {
	name   string
	values []float64
}

// inContextTargets are the question x, the answer y and the slope w = y/x of regressions with
// one dimension; rows whose x is too small to divide by count as 0. Other tasks have none.
func inContextTargets(r *run.Run, rows int) []target {
	set := r.Data.Test
	if r.Config.Data.Name != "in-context" || len(r.Data.Inputs) != 2 || rows < 2*r.Network.Transformer.Config.Width+4 {
		return nil
	}
	const small = 0.05
	x, y, w := target{name: "x"}, target{name: "y"}, target{name: "w"}
	for i := range rows {
		in, answer := set.Row(i)
		question, last := in[len(in)-1], answer[len(answer)-1]
		slope := 0.0
		if math.Abs(question) > small {
			slope = last / question
		}
		x.values, y.values, w.values = append(x.values, question), append(y.values, last), append(w.values, slope)
	}
	return []target{x, y, w}
}

// probe looks for a target in the stream at the last place.
func (t target) probe(r *run.Run, stage []float64, rows int) (Probe, error) {
	axis := r.Network.Transformer.Residual
	width, order := axis.Len(), axis.Order()
	var x []float64
	for i := range rows {
		end := (i + 1) * len(stage) / rows
		x = append(x, stage[end-width:end]...)
	}
	r2, err := lens.Probe(x, width, t.values)
	if err != nil {
		return Probe{}, err
	}
	mixed := append([]float64(nil), t.values...)
	nullRandom().Shuffle(rows, func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	null, err := lens.Probe(x, width, mixed)
	if err != nil {
		return Probe{}, err
	}
	p := Probe{Of: t.name, R2: run.Number(r2), Null: run.Number(null)}
	for d := range width {
		f := column(x, width, d)
		p.AloneNull = max(p.AloneNull, run.Number(squaredCorrelation(f, mixed)))
		if c := squaredCorrelation(f, t.values); c > float64(p.Alone) {
			p.Alone, p.Channel = run.Number(c), fmt.Sprintf("%s[%d]", axis.Name(), order[d])
		}
	}
	return p, nil
}
