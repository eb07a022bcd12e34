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
	Note   string  `json:"note,omitempty"`
}

// Stage is the stream behind the embedding or one part.
type Stage struct {
	Name string `json:"name"`
	// Loss and Accuracy are those of the unembedding, put on this stage in place of the last:
	// the logit lens (nostalgebraist, 2020). Null is the loss of an untrained network there.
	Loss     run.Number `json:"loss"`
	Accuracy run.Number `json:"accuracy"` // null of numbers
	Null     run.Number `json:"loss_null"`
	Probes   []Probe    `json:"probes,omitempty"`
}

// Probe is how well a linear probe of the whole stream, at the last place, finds a number.
type Probe struct {
	Of   string     `json:"of"`
	R2   run.Number `json:"r2"` // on rows it was not fitted on
	Null run.Number `json:"r2_null"`
	// Channel is the channel that alone says most of it, with its squared correlation.
	Channel string     `json:"channel"`
	Alone   run.Number `json:"alone"`
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
	if s.Heads, err = heads(r, s.Rows); err != nil {
		return nil, err
	}
	targets := inContextTargets(r, s.Rows)
	for i, x := range stages {
		stage := Stage{Name: x.Name, Loss: run.Number(math.NaN()), Accuracy: run.Number(math.NaN()), Null: run.Number(math.NaN())}
		if r.Network.Transformer.Norm == nil {
			score, err := unembedded(r, x.Values, s.Rows)
			if err != nil {
				return nil, err
			}
			chance, err := unembedded(fresh, null[i].Values, s.Rows)
			if err != nil {
				return nil, err
			}
			stage.Loss, stage.Null = run.Number(score.Loss), run.Number(chance.Loss)
			if r.Data.Classes > 0 {
				stage.Accuracy = run.Number(score.Accuracy)
			}
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
	if r.Network.Transformer.Norm != nil {
		s.Note = "no logit lens: the unembedding reads through a norm"
	}
	return s, nil
}

// unembedded is the score of the outputs that the unembedding reads from a stage.
func unembedded(r *run.Run, stage []float64, rows int) (task.Score, error) {
	m, set := r.Network.Transformer, r.Data.Test
	width, outs := m.Config.Width, m.Out.Len()
	places := len(stage) / rows / width
	read := m.Config.Read
	if read == nil {
		for i := range places {
			read = append(read, i)
		}
	}
	w, bias := m.Unembed.Weight.Float64s(), make([]float64, outs)
	if m.Unembed.Bias != nil {
		bias = m.Unembed.Bias.Float64s()
	}
	order := m.Out.Order()
	var out []float64
	for i := range rows {
		for _, place := range read {
			if place < 0 { // from the end
				place += places
			}
			x := stage[(i*places+place)*width:][:width]
			y := make([]float64, outs)
			for p, number := range order {
				y[number] = bias[p]
				for d, v := range x {
					y[number] += w[p*width+d] * v
				}
			}
			out = append(out, y...)
		}
	}
	part := set
	part.Rows, part.Y = rows, set.Y[:rows*task.Size(set.YShape)]
	return r.Data.Score(part, out), nil
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
		if c := squaredCorrelation(column(x, width, d), t.values); c > float64(p.Alone) {
			p.Alone, p.Channel = run.Number(c), fmt.Sprintf("%s[%d]", axis.Name(), order[d])
		}
	}
	return p, nil
}
